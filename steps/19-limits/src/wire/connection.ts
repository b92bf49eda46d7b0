// One connection: read a head, call the handler, write the response, again
// (RFC 9112 §9.3). Only then is the next one read, so the order is kept.
import type { Socket } from 'node:net'
import { ByteReader } from './byte-reader.ts'
import { readChunkedBody } from './chunked.ts'
import { readHeadInTime, waitForBytes, watchBody } from './deadlines.ts'
import { watchDisconnect } from './disconnect.ts'
import { errorResponse } from './error-response.ts'
import { createContinue } from './expect.ts'
import { type Framing, parseFraming } from './framing.ts'
import { checkHost } from './host.ts'
import { HttpError } from './http-error.ts'
import { connectionField, wantsKeepAlive } from './keep-alive.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import type { HttpResponse } from './message.ts'
import { answerError } from './refusal.ts'
import { RequestBody } from './request-body.ts'
import { type RequestHead, takeRequestHead } from './request-head.ts'
import { checkTarget } from './request-target.ts'
import { checkResponse, writeResponse } from './response.ts'
import { flush, isStream, sendStream, streamField } from './response-stream.ts'
import type { ServerState } from './server-state.ts'

interface Connection {
  readonly socket: Socket
  readonly reader: ByteReader
  readonly state: ServerState
  /** Once the client has gone, nobody knows where it was. */
  readonly client: string
  readonly gone: AbortController
  /** How many requests it may still bring, with the one under way. */
  requests: number
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
  state: ServerState,
): Promise<void> {
  const connection = openConnection(socket, state)
  const endWatch = watchDisconnect(socket, () => connection.gone.abort())
  // Nobody reads the responses of a client that is gone.
  while (!socket.destroyed && (await serveRequest(connection))) {
    connection.requests -= 1
  }
  // A client that leaves now has its responses, and an abort is expensive.
  if (!socket.destroyed) endWatch()
  close(connection)
}

/** Answers with 503, whatever the client wants (RFC 9110 §15.6.4). */
export function refuseConnection(socket: Socket, state: ServerState): void {
  const refusal = new HttpError(503, 'Too busy', [['Retry-After', '1']])
  const pieces = writeResponse(errorResponse(refusal), undefined, 'close')
  for (const piece of pieces) socket.write(piece)
  close(openConnection(socket, state))
}

function openConnection(socket: Socket, state: ServerState): Connection {
  const { readAheadBytes, requests } = state.limits
  const reader = new ByteReader(socket, readAheadBytes)
  const gone = new AbortController()
  state.readers.add(reader)
  socket.once('close', () => state.readers.delete(reader))
  const client = socket.remoteAddress ?? '-'
  return { socket, reader, state, client, gone, requests }
}

/** Reads one request and answers it. True when another one may follow. */
async function serveRequest(connection: Connection): Promise<boolean> {
  const { socket, reader, state, client, gone } = connection
  const { handler, layers, limits } = state
  let head: RequestHead | undefined
  let body: RequestBody | undefined
  let response: HttpResponse | undefined
  try {
    if (reader.bytes.length === 0 && !state.stopping) await waitForBytes(reader)
    if (reader.bytes.length === 0 || state.stopping) return false
    head = takeRequestHead(reader, limits)
    head ??= await readHeadInTime(reader, limits)
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
  const keep = body?.isComplete
    ? mayKeepAlive(connection, head)
    : await canKeepAlive(connection, exchange)
  const field = connectionField(head, keep)
  const pieces = writeResponse(response, head?.method, field)
  if (pieces.length > 1 || reader.bytes.length > 0) gather(socket)
  for (const piece of pieces) if (!socket.write(piece)) await flush(socket)
  return keep
}

async function sendStreamed(
  connection: Connection,
  exchange: Exchange,
): Promise<boolean> {
  const { socket, state, gone } = connection
  const { head, response } = exchange
  const field = streamField(response, head)
  const keep = Boolean(field && exchange.body && mayKeepAlive(connection, head))
  const headers = [...(response.headers ?? []), ...(field ? [field] : [])]
  const sent = { ...response, headers }
  const pieces = writeResponse(sent, head?.method, connectionField(head, keep))
  for (const piece of pieces) if (!socket.write(piece)) await flush(socket)
  const { body, endless } = response
  const stopped = endless ? state.stopped : undefined
  const { method } = head ?? {}
  const way = { socket, signal: gone.signal, stopped, method, field }
  const whole = !isStream(body) || (await sendStream(body, way))
  // The stream may have read the request's body, so that is skipped last.
  return keep && whole && canKeepAlive(connection, exchange)
}

/** The pieces of the body, which nothing has read yet; undefined: none. */
function openBody(
  framing: Framing,
  reader: ByteReader,
  limits: Limits,
): AsyncGenerator<Buffer, void> | undefined {
  if (framing.kind === 'chunked') {
    return watchBody(readChunkedBody(reader, limits), limits)
  }
  const { length } = framing
  if (length === 0) return undefined
  const pieces = readLengthBody(reader, length)
  // What is here is not late.
  return reader.bytes.length < length ? watchBody(pieces, limits) : pieces
}

/** Whether client and server both want another exchange. */
function mayKeepAlive(
  { state, requests }: Connection,
  head: RequestHead | undefined,
): boolean {
  if (head === undefined || state.stopping || requests <= 1) return false
  return wantsKeepAlive(head)
}

/** False too when nobody knows where the next request would begin. */
async function canKeepAlive(
  connection: Connection,
  { head, body }: Exchange,
): Promise<boolean> {
  if (!body || !mayKeepAlive(connection, head)) return false
  const { drainBytes } = connection.state.limits
  const skipped = await body.drain(drainBytes).catch(() => false)
  // That took a while, and the server may have been told to stop.
  return skipped && mayKeepAlive(connection, head)
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
function close({ socket, reader, state }: Connection): void {
  const { lingerMilliseconds } = state.limits
  reader.discard()
  socket.once('finish', () => {
    const cut = setTimeout(() => socket.destroy(), lingerMilliseconds)
    socket.once('close', () => clearTimeout(cut))
  })
  socket.end()
}
