// Accepts TCP connections and serves each one on its own.
import { createServer as createTcpServer, type Server } from 'node:net'
import { serveConnection } from './connection.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Handler, Layers } from './message.ts'

/** What a server may be told, beside its handler. */
export interface ServerOptions extends Partial<Limits> {
  /** Called at the start, and again for each request that is refused. */
  readonly layers?: Layers
}

/** A server for one handler, not listening yet. */
export function createServer(
  handler: Handler,
  { layers = (inner) => inner, ...limits }: ServerOptions = {},
): Server {
  const application = { handler: layers(handler), layers }
  // A client may end its side and still read ours, so ours stays open.
  return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // A reset is the client's business. Its "close" event follows.
    socket.on('error', () => {})
    void serveConnection(socket, application, { ...LIMITS, ...limits })
  })
}
