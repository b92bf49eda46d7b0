// Runs inside a wrong server's process: listens, and says where.
import type { Server } from 'node:net'

/** Where the servers of a process listen. */
export type Ports = readonly number[]

/** Listens with each server on a port of its own and tells the parent. */
export function serve(...servers: readonly Server[]): void {
  // Nobody wants it any more.
  process.on('disconnect', () => process.exit())
  void Promise.all(servers.map(listen)).then((ports) => process.send?.(ports))
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      resolve(typeof bound === 'object' ? (bound?.port ?? 0) : 0)
    })
  })
}
