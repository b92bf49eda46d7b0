// Finds delimiters in a stream of bytes. One may lie across two pieces, so
// what could be the beginning of one is kept back.
import { HttpError } from '../wire/http-error.ts'

// Field lines of one part; busboy 16 KiB, Apache 8 KiB a line.
const MOST_HEAD_BYTES = 8 * 1024
const MOST_PADDING_BYTES = 64

/** The bytes of a multipart body, from delimiter to delimiter. */
export class PartReader {
  readonly #pieces: AsyncIterator<Buffer>
  readonly #delimiter: string
  // The first delimiter has no line before it, so it gets one.
  #bytes = Buffer.from('\r\n')
  #inContent = true

  constructor(body: AsyncIterable<Buffer>, delimiter: string) {
    this.#pieces = body[Symbol.asyncIterator]()
    this.#delimiter = delimiter
  }

  /** The bytes before the next delimiter, which is taken too. */
  async *readContent(): AsyncGenerator<Buffer, void> {
    const { length } = this.#delimiter
    for (;;) {
      const end = this.#bytes.indexOf(this.#delimiter)
      if (end !== -1) {
        yield this.#take(end)
        this.#take(length)
        this.#inContent = false
        return
      }
      const known = this.#bytes.length - length + 1
      if (known > 0) yield this.#take(known)
      await this.#readMore()
    }
  }

  /** Goes on behind the next delimiter, unless it has been taken. */
  async skipContent(): Promise<void> {
    if (!this.#inContent) return
    for await (const _ of this.readContent()) continue
  }

  /** Whether the delimiter begins a part and does not end the body. */
  async hasPart(): Promise<boolean> {
    while (this.#bytes.length < 2) await this.#readMore()
    if (this.#bytes.indexOf('--') === 0) return false
    const padding = await this.#readTo('\r\n', [MOST_PADDING_BYTES, 400])
    this.#inContent = true
    if (!/[^ \t]/.test(padding)) return true
    throw new HttpError(400, `Cannot parse "${padding}" behind a boundary`)
  }

  /** The field lines of a part. Throws 400 or 431. */
  async readFieldLines(): Promise<string[]> {
    const head = await this.#readTo('\r\n\r\n', [MOST_HEAD_BYTES, 431])
    return head.split('\r\n')
  }

  async #readTo(
    end: string,
    [maxBytes, status]: readonly [number, number],
  ): Promise<string> {
    for (;;) {
      const at = this.#bytes.subarray(0, maxBytes + end.length).indexOf(end)
      if (at !== -1) return this.#take(at + end.length).toString('utf8', 0, at)
      if (this.#bytes.length >= maxBytes + end.length) {
        throw new HttpError(status, `No line end in ${maxBytes} bytes`)
      }
      await this.#readMore()
    }
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(0, length)
    this.#bytes = this.#bytes.subarray(length)
    return taken
  }

  async #readMore(): Promise<void> {
    const { value, done } = await this.#pieces.next()
    if (done) throw new HttpError(400, 'Body ended before its last boundary')
    this.#bytes = Buffer.concat([this.#bytes, value])
  }
}
