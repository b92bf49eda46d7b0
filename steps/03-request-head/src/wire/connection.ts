// One connection: read a head, let the handler answer, close.
import type { Socket } from 'node:net'
import { HttpError, writeError } from './http-error.ts'
import type { Handler } from './message.ts'
import { parseRequestHead } from './request-head.ts'

/** Serves one client until it leaves or the connection has to close. */
export function serveConnection(socket: Socket, handler: Handler): void {
  socket.once('end', () => socket.end())
  // Assumes the head arrives in one chunk. Step 04 removes this.
  socket.once('data', (chunk: Buffer) => {
    try {
      handler(parseRequestHead(findHead(chunk)), socket)
    } catch (error) {
      socket.write(writeError(error))
    }
    socket.end()
  })
}

/** The text before the empty line. What follows the line is left alone. */
function findHead(chunk: Buffer): string {
  const end = chunk.indexOf('\r\n\r\n')
  if (end !== -1) return chunk.toString('latin1', 0, end)
  throw new HttpError(400, 'Cannot find the empty line that ends a head')
}
