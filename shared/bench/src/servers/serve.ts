// What the servers of a comparison have in common: the start, the answer to
// who asks what they have used, and the end.
import type { Server } from 'node:net'
import { ASK } from '../usage.ts'

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
  process.on(ASK, printUsage)
  endWithParent()
}

function printUsage(): void {
  const { user, system } = process.cpuUsage()
  console.log(`usage ${user + system} ${process.memoryUsage.rss()}`)
}

// Whoever started it may be killed, and then cannot stop it.
function endWithParent(): void {
  const parent = process.ppid
  const look = (): void => {
    if (process.ppid !== parent) process.exit()
  }
  setInterval(look, 500).unref()
}
