// What the servers on Node have in common: the start, the answer to who asks
// what they have used, and the end.
import type { Server } from 'node:net'
import { ownUsage } from '../usage.ts'

/** Listens on any free port, says so, and ends when its parent is gone. */
export function serve(server: Server): void {
  server.once('error', ({ message }) => {
    console.error(message)
    process.exit(1)
  })
  server.listen(0, '127.0.0.1', () => {
    const bound = server.address()
    const port = typeof bound === 'object' ? bound?.port : bound
    console.log(`Listening on http://127.0.0.1:${port}`)
  })
  process.on('message', (word) => {
    if (word === 'end') process.exit()
    process.send?.(ownUsage())
  })
  process.once('disconnect', () => process.exit())
}
