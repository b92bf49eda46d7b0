// One connection: read a head, call the handler, write the response, again
// (RFC 9112 §9.3). Only then is the next one read, so the order is kept.
import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'
import { readChunkedBody } from './chunked.ts'
import { watchDisconnect } from './disconnect.ts'
import { createContinue } from './expect.ts'
import { type Framing, parseFraming } from './framing.ts'
import { checkHost } from './host.ts'
import { connectionField, wantsKeepAlive } from './keep-alive.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import type { Application, HttpResponse } from './message.ts'
import { answerError } from './refusal.ts'
import { RequestBody } from './request-body.ts'
import { type RequestHead, readRequestHead } from './request-head.ts'
import { checkTarget } from './request-target.ts'
import { checkResponse, writeResponse } from './response.ts'
import { flush, isStream, sendStream, streamField } from './response-stream.ts'

interface Connection {
  readonly socket: Socket
  readonly reader: ByteReader
  readonly limits: Limits
  /** Once the client has gone, nobody knows where it was. */
  readonly client: string
  readonly gone: AbortController
}

/** A request, as far as it could be read, and what it is answered with. */
interface Exchange {
  readonly head: RequestHead | undefined
  readonly body: RequestBody | undefined
  readonly response: HttpResponse
}

/** Serves one client until it leaves or the connection has to close. */
export async function serveConnection(
  socket: Socket,
  application: Application,
  limits: Limits,
): Promise<void> {
  const reader = new ByteReader(socket, limits.readAheadBytes)
  const gone = new AbortController()
  const endWatch = watchDisconnect(socket, () => gone.abort())
  const client = socket.remoteAddress ?? '-'
  const connection = { socket, reader, limits, client, gone }
  while (await serveRequest(connection, application)) continue
  // A client that leaves now has its responses, and an abort is expensive.
  if (!socket.destroyed) endWatch()
  close(connection)
}

/** Reads one request and answers it. True when another one may follow. */
async function serveRequest(
  connection: Connection,
  { handler, layers }: Application,
): Promise<boolean> {
  const { socket, reader, limits, client, gone } = connection
  let head: RequestHead | undefined
  let body: RequestBody | undefined
  let response: HttpResponse | undefined
  try {
    head = await readRequestHead(reader, limits)
    if (head === undefined) return false
    checkHost(head)
    checkTarget(head)
    const framing = parseFraming(head, limits)
    const pieces = openBody(framing, reader, limits)
    const goOn = createContinue(head, socket)
    // Once there is a response, "100 Continue" would be a part of it.
    const onRead = goOn && (() => void (response ?? goOn()))
    body = new RequestBody(pieces, framing.length, onRead)
    const request = { body, client, signal: gone.signal, ...head }
    response = checkResponse(await handler(request))
  } catch (error) {
    const refused = head && !body && { client, signal: gone.signal, ...head }
    response = await answerError(error, refused, layers)
  }
  const exchange = { head, body, response }
  if (isStream(response.body)) return sendStreamed(connection, exchange)
  const keep =
    head && body?.isComplete
      ? wantsKeepAlive(head)
      : await canKeepAlive(exchange, limits)
  const field = connectionField(head, keep)
  const pieces = writeResponse(response, head?.method, field)
  if (pieces.length > 1 || reader.bytes.length > 0) gather(socket)
  for (const piece of pieces) if (!socket.write(piece)) await flush(socket)
  return keep
}

async function sendStreamed(
  { socket, limits, gone }: Connection,
  exchange: Exchange,
): Promise<boolean> {
  const { head, response } = exchange
  const field = streamField(response, head)
  const keep = Boolean(head && exchange.body && field && wantsKeepAlive(head))
  const headers = [...(response.headers ?? []), ...(field ? [field] : [])]
  const connection = connectionField(head, keep)
  const pieces = writeResponse(
    { ...response, headers },
    head?.method,
    connection,
  )
  for (const piece of pieces) if (!socket.write(piece)) await flush(socket)
  const way = { socket, signal: gone.signal, method: head?.method, field }
  const { body } = response
  const whole = !isStream(body) || (await sendStream(body, way))
  // The stream may have read the request's body, so that is skipped last.
  return keep && whole && canKeepAlive(exchange, limits)
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
  { head, body }: Exchange,
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
