// The application: one fixed response, whatever was asked.
import type { Server, Socket } from 'node:net'
import { createServer } from './wire/server.ts'
import { STATUS_PHRASES } from './wire/status.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  return createServer(handler)
}

function handler(socket: Socket): void {
  socket.once('end', () => socket.end())
  // Assumes that whatever arrives is a request. Step 03 removes this.
  socket.once('data', () => {
    socket.end(`HTTP/1.0 200 ${STATUS_PHRASES[200]}\r
Content-Type: application/json\r
Content-Length: ${Buffer.byteLength(GREETING)}\r
\r
${GREETING}`)
  })
}
