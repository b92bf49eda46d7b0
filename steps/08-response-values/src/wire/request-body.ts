// The body of a request, pulled from the socket piece by piece. As long as
// nobody asks, nothing is read, and TCP slows the client down.

/** Gives the pieces of a body once, to whoever asks first. */
export class RequestBody implements AsyncIterable<Buffer> {
  readonly #pieces: AsyncGenerator<Buffer, void>
  readonly #maxBytes: number
  #beforeReading: (() => void) | undefined

  /**
   * All pieces together do not exceed `maxBytes`. `beforeReading` is called
   * when the first one is asked for.
   */
  constructor(
    pieces: AsyncGenerator<Buffer, void>,
    maxBytes = Infinity,
    beforeReading?: () => void,
  ) {
    this.#pieces = pieces
    this.#maxBytes = maxBytes
    this.#beforeReading = beforeReading
  }

  /** The next bytes, or undefined at the end. Throws 400, 413 or 431. */
  async read(): Promise<Buffer | undefined> {
    this.#beforeReading?.()
    this.#beforeReading = undefined
    const { value } = await this.#pieces.next()
    return value ?? undefined
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
}
