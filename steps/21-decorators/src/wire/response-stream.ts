// The content of a response that is made while it is sent. It is delimited by
// chunks, by a length that is known before, or by the end of the connection
// (RFC 9112 §6.3).
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { FieldLine } from './headers.ts'
import { HttpError } from './http-error.ts'
import type { HttpResponse } from './message.ts'
import type { RequestHead } from './request-head.ts'

/** Content in pieces; it is not made before it is asked for. */
export type Stream = AsyncIterable<string | Uint8Array>

/** Whether a body is made while it is sent. */
export function isStream(body: HttpResponse['body']): body is Stream {
  if (typeof body !== 'object' || body === null) return false
  return Symbol.asyncIterator in body
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

/** How long one stream may go on before the others have their turn. */
const TURN_MILLISECONDS = 10

/**
 * Asks for a piece when the one before is on its way, so a client that reads
 * slowly makes the producer slow. False when the stream has broken off.
 */
export async function sendStream(
  socket: Socket,
  stream: Stream,
  field: FieldLine | undefined,
): Promise<boolean> {
  const chunked = field?.[0] === 'Transfer-Encoding'
  let turnEnds = 0
  let missing = field && !chunked ? Number(field[1]) : Infinity
  try {
    for await (const piece of stream) {
      const bytes = Buffer.from(piece)
      missing -= bytes.length
      if (missing < 0) break
      // Leaving the loop runs the producer's "finally".
      if (socket.destroyed) return false
      const sent = chunked ? chunk(bytes) : bytes
      if (bytes.length > 0 && !socket.write(sent)) await flush(socket)
      // A producer and a client that never wait would leave nobody else a turn.
      if (performance.now() < turnEnds) continue
      await setImmediate()
      turnEnds = performance.now() + TURN_MILLISECONDS
    }
    if (missing < 0 || (missing > 0 && missing < Infinity)) {
      throw new Error(`The stream has not the length that was said: ${missing}`)
    }
    if (chunked && !socket.write(LAST_CHUNK)) await flush(socket)
    return !socket.destroyed
  } catch (error) {
    // A client that breaks off is no news, and neither is what it breaks.
    const known = socket.destroyed || error instanceof HttpError
    if (!known) console.error(error)
    // The head is gone, so a 500 is too late. An orderly end would look like
    // the end of the content; a reset does not.
    socket.resetAndDestroy()
    return false
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
