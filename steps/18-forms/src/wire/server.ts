// Accepts TCP connections and serves each one on its own.
import { createServer as createTcpServer, type Server } from 'node:net'
import { serveConnection } from './connection.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Handler } from './message.ts'

/** A server for one handler, not listening yet. */
export function createServer(
  handler: Handler,
  limits: Partial<Limits> = {},
): Server {
  // A client may end its side and still read ours, so ours stays open.
  return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // A reset is the client's business. Its "close" event follows.
    socket.on('error', () => {})
    void serveConnection(socket, handler, { ...LIMITS, ...limits })
  })
}
