// The body of a request, pulled from the socket piece by piece. As long as
// nobody asks, nothing is read, and TCP slows the client down.
import { HttpError } from './http-error.ts'

/** Gives the pieces of a body once, to whoever asks first. */
export class RequestBody implements AsyncIterable<Buffer> {
  readonly #pieces: AsyncGenerator<Buffer, void> | undefined
  readonly #maxBytes: number
  readonly #beforeReading: (() => void) | undefined
  #state: 'unread' | 'reading' | 'broken' | 'complete' = 'unread'

  /**
   * All pieces together do not exceed `maxBytes`. `beforeReading` is called
   * when the first one is asked for.
   */
  constructor(
    pieces: AsyncGenerator<Buffer, void> | undefined,
    maxBytes = Infinity,
    beforeReading?: () => void,
  ) {
    this.#pieces = pieces
    this.#maxBytes = maxBytes
    this.#beforeReading = beforeReading
    if (pieces === undefined) this.#state = 'complete'
  }

  /** The next bytes, or undefined at the end. Throws 400, 413 or 431. */
  async read(): Promise<Buffer | undefined> {
    if (this.#state === 'broken') throw new HttpError(400, 'Body is broken')
    if (this.#state === 'unread') this.#beforeReading?.()
    this.#state = 'broken' // until the next piece comes, if it comes
    const piece = await this.#pieces?.next()
    this.#state = piece?.done === false ? 'reading' : 'complete'
    return piece?.value ?? undefined
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    for (let piece = await this.read(); piece; piece = await this.read()) {
      yield piece
    }
  }

  /** All bytes that are still to come. */
  async bytes(): Promise<Buffer> {
    // Room grows with what has come, not with what was announced, and fourfold:
    // a million chunks of one byte must not become a million buffers.
    let room = (await this.read()) ?? Buffer.alloc(0)
    let { length } = room
    for (let piece = await this.read(); piece; piece = await this.read()) {
      const needed = length + piece.length
      if (needed > room.length) {
        const wider = Buffer.allocUnsafe(Math.min(needed * 4, this.#maxBytes))
        room.copy(wider)
        room = wider
      }
      piece.copy(room, length)
      length = needed
    }
    return room.subarray(0, length)
  }

  /** All of it as UTF-8 text. */
  async text(): Promise<string> {
    return (await this.bytes()).toString()
  }

  /** Whether all of it has been read. */
  get isComplete(): boolean {
    return this.#state === 'complete'
  }

  /** Reads what the handler left. False if that is more than `maxBytes`. */
  async drain(maxBytes: number): Promise<boolean> {
    // A client that waits for its 100 may send the body later or never.
    if (this.#state === 'unread' && this.#beforeReading) return false
    let allowed = maxBytes
    while (this.#state !== 'complete' && allowed >= 0) {
      allowed -= (await this.read())?.length ?? 0
    }
    return this.#state === 'complete'
  }
}
