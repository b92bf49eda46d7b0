// One connection: read a head, let the handler answer, close.
import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'
import { readChunkedBody } from './chunked.ts'
import { createContinue } from './expect.ts'
import { type Framing, parseFraming } from './framing.ts'
import { writeError } from './http-error.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import type { Handler } from './message.ts'
import { RequestBody } from './request-body.ts'
import { readRequestHead } from './request-head.ts'

/** Serves one client until it leaves or the connection has to close. */
export async function serveConnection(
  socket: Socket,
  handler: Handler,
  limits: Limits,
): Promise<void> {
  const reader = new ByteReader(socket, limits.readAheadBytes)
  // Assumes one request a connection. Step 09 removes this.
  try {
    const head = await readRequestHead(reader, limits)
    if (head !== undefined) {
      const framing = parseFraming(head, limits)
      const pieces = openBody(framing, reader, limits)
      const goOn = createContinue(head, socket)
      const body = new RequestBody(pieces, framing.length, goOn)
      await handler({ body, ...head }, socket)
    }
  } catch (error) {
    socket.write(writeError(error))
  }
  // Closing over bytes that nobody read makes a reset, and a reset eats the
  // response (RFC 9112 §9.6).
  reader.discard()
  // Assumes the client ends its side too. Step 09 removes this.
  socket.end()
}

/** The pieces of the body, which nothing has read yet. */
function openBody(
  framing: Framing,
  reader: ByteReader,
  limits: Limits,
): AsyncGenerator<Buffer, void> {
  if (framing.kind === 'chunked') return readChunkedBody(reader, limits)
  return readLengthBody(reader, framing.length)
}
