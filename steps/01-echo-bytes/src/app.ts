// The application: an echo. Every byte goes back to the client it came from.
import type { Server, Socket } from 'node:net'
import { createServer } from './wire/server.ts'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  return createServer(handler)
}

function handler(socket: Socket): void {
  // `pipe` copies what arrives to what leaves. It stops reading while the
  // client does not read, and ends our side after the client's end.
  socket.pipe(socket)
}
