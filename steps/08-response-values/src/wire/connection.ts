// One connection: read a head, call the handler, write the response, close.
import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'
import { readChunkedBody } from './chunked.ts'
import { errorResponse } from './error-response.ts'
import { createContinue } from './expect.ts'
import { type Framing, parseFraming } from './framing.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import type { Handler, HttpResponse } from './message.ts'
import { RequestBody } from './request-body.ts'
import { type RequestHead, readRequestHead } from './request-head.ts'
import { checkResponse, writeResponse } from './response.ts'

interface Connection {
  readonly socket: Socket
  readonly reader: ByteReader
  readonly limits: Limits
}

/** Serves one client until it leaves or the connection has to close. */
export async function serveConnection(
  socket: Socket,
  handler: Handler,
  limits: Limits,
): Promise<void> {
  const reader = new ByteReader(socket, limits.readAheadBytes)
  const connection = { socket, reader, limits }
  // Assumes one request a connection. Step 09 removes this.
  await serveRequest(connection, handler)
  close(connection)
}

/** Reads one request and answers it. */
async function serveRequest(
  connection: Connection,
  handler: Handler,
): Promise<void> {
  const { socket, reader, limits } = connection
  let head: RequestHead | undefined
  let response: HttpResponse
  try {
    head = await readRequestHead(reader, limits)
    if (head === undefined) return
    const framing = parseFraming(head, limits)
    const pieces = openBody(framing, reader, limits)
    const goOn = createContinue(head, socket)
    const body = new RequestBody(pieces, framing.length, goOn)
    response = checkResponse(await handler({ body, ...head }))
  } catch (error) {
    response = errorResponse(error)
  }
  const pieces = writeResponse(response, head?.method)
  for (const piece of pieces) socket.write(piece)
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

/**
 * Sends what is left to send, then waits for the client's end: closing over
 * bytes that nobody read makes a reset, and a reset eats the response
 * (RFC 9112 §9.6).
 */
function close({ socket, reader }: Connection): void {
  reader.discard()
  // Assumes the client ends its side too. Step 09 removes this.
  socket.end()
}
