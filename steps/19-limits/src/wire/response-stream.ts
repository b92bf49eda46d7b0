// The content of a response that is made while it is sent. It is delimited by
// chunks, by a length that is known before, or by the end of the connection
// (RFC 9112 §6.3).
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { SILENCE_MILLISECONDS } from './disconnect.ts'
import type { FieldLine } from './headers.ts'
import { HttpError } from './http-error.ts'
import { log } from './log.ts'
import type { HttpResponse, Stream } from './message.ts'
import type { RequestHead } from './request-head.ts'

/** Whether a body is made while it is sent. */
export function isStream(body: HttpResponse['body']): body is Stream {
  if (typeof body !== 'object' || body === null) return false
  return Symbol.asyncIterator in body
}

/**
 * Ends a stream of which nothing more will be sent. Nobody waits for it: a
 * generator returns only when what it is waiting for has come.
 */
export function endStream(
  body: HttpResponse['body'],
  iterator?: AsyncIterator<unknown>,
): void {
  if (!isStream(body)) return
  // One that has not been read would keep its file open.
  if (body instanceof Readable) body.on('error', () => {}).destroy()
  else void endIterator(iterator ?? body[Symbol.asyncIterator]())
}

async function endIterator(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {
    // What breaks now breaks nothing any more.
  }
}

/** The field that delimits a stream. HTTP/1.0 does not know chunks. */
export function streamField(
  { length }: HttpResponse,
  head: RequestHead | undefined,
): FieldLine | undefined {
  if (length !== undefined) return ['Content-Length', String(length)]
  if (head?.version === 'HTTP/1.0') return undefined
  return ['Transfer-Encoding', 'chunked']
}

/** Where a stream goes, and how its end is told. */
interface Way {
  readonly socket: Socket
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal
  /** Aborts when the stream shall end, for one that would not end itself. */
  readonly stopped: AbortSignal | undefined
  /** HEAD wants no content. */
  readonly method: string | undefined
  readonly field: FieldLine | undefined
}

/** How long one stream may go on before the others have their turn. */
const TURN_MILLISECONDS = 10

/**
 * Asks for a piece when the one before is on its way, so a client that reads
 * slowly makes the producer slow. False when the stream has broken off.
 */
export async function sendStream(stream: Stream, way: Way): Promise<boolean> {
  const { socket, signal, stopped, method, field } = way
  if (method === 'HEAD') {
    endStream(stream)
    return true
  }
  const chunked = field?.[0] === 'Transfer-Encoding'
  const source = new Source(stream, way)
  let turnEnds = 0
  let missing = field && !chunked ? Number(field[1]) : Infinity
  try {
    for (;;) {
      const result = await source.next()
      // Nobody reads on, or the server wants it to end.
      if (!result && !stopped?.aborted) throw new Error('The client has gone')
      if (!result || result.done) break
      const bytes = Buffer.from(result.value)
      missing -= bytes.length
      if (missing < 0) break
      const sent = chunked ? chunk(bytes) : bytes
      if (bytes.length > 0 && !socket.write(sent)) await flush(socket)
      turnEnds = await giveTurn(turnEnds)
    }
    if (missing < 0 || (missing > 0 && missing < Infinity)) {
      throw new Error(`The stream has not the length that was said: ${missing}`)
    }
    if (chunked && !socket.write(LAST_CHUNK)) await flush(socket)
    return !socket.destroyed
  } catch (error) {
    // A client that breaks off is no news, and neither is what it breaks.
    const left = socket.destroyed || signal.aborted
    if (!left && !(error instanceof HttpError)) log(error)
    // The head is gone, so a 500 is too late. An orderly end would look like
    // the end of the content; a reset does not.
    socket.resetAndDestroy()
    return false
  } finally {
    source.end()
  }
}

// A producer and a client that never wait would leave nobody else a turn.
async function giveTurn(turnEnds: number): Promise<number> {
  if (performance.now() < turnEnds) return turnEnds
  await setImmediate()
  return performance.now() + TURN_MILLISECONDS
}

/** Pulls pieces for as long as a client is there to get them. */
class Source {
  readonly #stream: Stream
  readonly #socket: Socket
  readonly #iterator: AsyncIterator<string | Uint8Array>
  readonly #signals: readonly AbortSignal[]
  #stop = (): void => {}
  readonly #onAbort = (): void => this.#stop()

  constructor(stream: Stream, { socket, signal, stopped }: Way) {
    this.#stream = stream
    this.#socket = socket
    this.#iterator = stream[Symbol.asyncIterator]()
    this.#signals = stopped ? [signal, stopped] : [signal]
    for (const each of this.#signals) {
      each.addEventListener('abort', this.#onAbort)
    }
  }

  /** The next piece, or the end; undefined when it stops waiting for one. */
  async next(): Promise<IteratorResult<string | Uint8Array> | undefined> {
    if (this.#socket.destroyed) return undefined
    const stopped = new Promise<undefined>((resolve) => {
      this.#stop = () => resolve(undefined)
    })
    // One that has not closed its connection is sent what comes soon.
    const isLate = this.#signals.some(({ aborted }) => aborted)
    const timer = isLate && setTimeout(this.#stop, SILENCE_MILLISECONDS)
    try {
      return await Promise.race([this.#iterator.next(), stopped])
    } finally {
      if (timer) clearTimeout(timer)
    }
  }

  /** Ends the stream, whether all of it has been read or not. */
  end(): void {
    for (const each of this.#signals) {
      each.removeEventListener('abort', this.#onAbort)
    }
    endStream(this.#stream, this.#iterator)
  }
}

/** Resolves when the socket can take more, or is gone. */
export function flush(socket: Socket): Promise<void> {
  // Nothing, but its turn comes when all that is before it has gone.
  return new Promise((resolve) => socket.write('', () => resolve()))
}

// chunk = chunk-size CRLF chunk-data CRLF (RFC 9112 §7.1). One of no bytes
// would be the last.
function chunk(bytes: Buffer): Buffer {
  const size = `${bytes.length.toString(16)}\r\n`
  return Buffer.concat([Buffer.from(size), bytes, Buffer.from('\r\n')])
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n')
