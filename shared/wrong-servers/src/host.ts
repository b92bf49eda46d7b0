// Runs inside a worker: listens, and says where.
import type { Server } from 'node:net'
import { parentPort } from 'node:worker_threads'

/** Where the servers of a worker listen. */
export type Ports = readonly number[]

/** Listens with each server on a port of its own and tells the parent. */
export function serve(...servers: readonly Server[]): void {
  void Promise.all(servers.map(listen)).then((ports) =>
    parentPort?.postMessage(ports, []),
  )
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
