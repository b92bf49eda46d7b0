// Runs inside a wrong server's process: listens, and says where.
import type { Server } from 'node:net'
import { Worker } from 'node:worker_threads'

/** Where the servers of a process listen. */
export type Ports = readonly number[]

/** Listens with each server on a port of its own and tells the parent. */
export function serve(...servers: readonly Server[]): void {
  endWithParent()
  void Promise.all(servers.map(listen)).then((ports) => process.send?.(ports))
}

/** One that spins hears nothing of its parent's end, but a thread of it does. */
function endWithParent(): void {
  process.on('disconnect', () => process.exit())
  const watch = `setInterval(() => {
    if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL')
  }, 1_000)`
  new Worker(watch, { eval: true }).unref()
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
