// Accepts TCP connections and serves each one on its own.
import {
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'

/** A server for one handler of sockets, not listening yet. */
export function createServer(handler: (socket: Socket) => void): Server {
  // A client may end its side and still read ours, so ours stays open.
  return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // A reset is the client's business. Its "close" event follows.
    socket.on('error', () => {})
    handler(socket)
  })
}
