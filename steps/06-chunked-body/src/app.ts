// The application: a greeting at "/", a mirror everywhere else.
import type { Server, Socket } from 'node:net'
import type { HttpRequest } from './wire/message.ts'
import { createServer } from './wire/server.ts'
import { STATUS_PHRASES } from './wire/status.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  return createServer(handler)
}

async function handler(request: HttpRequest, socket: Socket): Promise<void> {
  const content = request.target === '/' ? GREETING : await mirror(request)
  // Assumes HEAD wants a body too. Step 07 removes this.
  socket.write(`HTTP/1.0 200 ${STATUS_PHRASES[200]}\r
Content-Type: application/json\r
Content-Length: ${Buffer.byteLength(content)}\r
\r
${content}`)
}

async function mirror(request: HttpRequest): Promise<string> {
  const { method, target, version } = request
  const headers = [...request.headers]
  const body = await request.body.text()
  return JSON.stringify({ method, target, version, headers, body })
}
