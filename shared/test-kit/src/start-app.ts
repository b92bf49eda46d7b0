// Starts a step's server inside the test's own process.
import type { Server, Socket } from 'node:net'
import type { Address } from './raw-client.ts'

/** A server that listens, and a way to be rid of it. */
export interface RunningApp extends Address, AsyncDisposable {
  /** How many connections are open. */
  readonly connections: () => number
}

/** Listens on a free port of 127.0.0.1. */
export async function startApp(server: Server): Promise<RunningApp> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const bound = server.address()
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0
  return {
    host: '127.0.0.1',
    port,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
