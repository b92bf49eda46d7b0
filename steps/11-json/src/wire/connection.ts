// One connection: read a head, call the handler, write the response, again
// (RFC 9112 §9.3). Only then is the next one read, so the order is kept.
import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'
import { readChunkedBody } from './chunked.ts'
import { errorResponse } from './error-response.ts'
import { createContinue } from './expect.ts'
import { type Framing, parseFraming } from './framing.ts'
import { checkHost } from './host.ts'
import { connectionField, wantsKeepAlive } from './keep-alive.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import type { Handler, HttpResponse } from './message.ts'
import { RequestBody } from './request-body.ts'
import { type RequestHead, readRequestHead } from './request-head.ts'
import { checkTarget } from './request-target.ts'
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
  while (await serveRequest(connection, handler)) continue
  close(connection)
}

/** Reads one request and answers it. True when another one may follow. */
async function serveRequest(
  connection: Connection,
  handler: Handler,
): Promise<boolean> {
  const { socket, reader, limits } = connection
  let head: RequestHead | undefined
  let body: RequestBody | undefined
  let response: HttpResponse
  try {
    head = await readRequestHead(reader, limits)
    if (head === undefined) return false
    checkHost(head)
    checkTarget(head)
    const framing = parseFraming(head, limits)
    const pieces = openBody(framing, reader, limits)
    const goOn = createContinue(head, socket)
    body = new RequestBody(pieces, framing.length, goOn)
    response = checkResponse(await handler({ body, ...head }))
  } catch (error) {
    response = errorResponse(error)
  }
  const keep =
    head && body?.isComplete
      ? wantsKeepAlive(head)
      : await canKeepAlive(head, body, limits)
  const field = connectionField(head, keep)
  const pieces = writeResponse(response, head?.method, field)
  if (pieces.length > 1 || reader.bytes.length > 0) gather(socket)
  for (const piece of pieces) if (!socket.write(piece)) await flush(socket)
  return keep
}

/** The pieces of the body, which nothing has read yet; undefined: none. */
function openBody(
  framing: Framing,
  reader: ByteReader,
  limits: Limits,
): AsyncGenerator<Buffer, void> | undefined {
  if (framing.kind === 'chunked') return readChunkedBody(reader, limits)
  if (framing.length === 0) return undefined
  return readLengthBody(reader, framing.length)
}

/** False too when nobody knows where the next request would begin. */
async function canKeepAlive(
  head: RequestHead | undefined,
  body: RequestBody | undefined,
  limits: Limits,
): Promise<boolean> {
  if (!head || !body || !wantsKeepAlive(head)) return false
  return body.drain(limits.drainBytes).catch(() => false)
}

/** Lets what is written in one go leave together. */
function gather(socket: Socket): void {
  socket.cork()
  process.nextTick(() => socket.uncork())
}

/** Resolves when the socket can take more, or is gone. */
function flush(socket: Socket): Promise<void> {
  // Nothing, but its turn comes when all that is before it has gone.
  return new Promise((resolve) => socket.write('', () => resolve()))
}

/**
 * Sends what is left to send, then waits for the client's end: closing over
 * bytes that nobody read makes a reset, and a reset eats the response
 * (RFC 9112 §9.6).
 */
function close({ socket, reader, limits }: Connection): void {
  reader.discard()
  socket.once('finish', () => {
    const cut = setTimeout(() => socket.destroy(), limits.lingerMilliseconds)
    socket.once('close', () => clearTimeout(cut))
  })
  socket.end()
}
