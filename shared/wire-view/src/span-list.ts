// Puts octets of one kind that follow each other together.
import type { Kind, Span } from './span.ts'

type Mutable = { -readonly [Key in keyof Span]: Span[Key] }

/** The spans of one piece of bytes. */
export class SpanList {
  readonly list: Mutable[] = []
  readonly #bytes: Uint8Array
  readonly #base: number
  readonly #before: Kind | undefined
  #at = 0

  /** `before`: what the last byte of the piece before was. */
  constructor(bytes: Uint8Array, base: number, before: Kind | undefined) {
    this.#bytes = bytes
    this.#base = base
    this.#before = before
  }

  add(span: Pick<Span, 'kind' | 'message' | 'media'>, length: number): void {
    const start = this.#at
    this.#at += length
    const last = this.list.at(-1)
    if (last?.kind === span.kind && last.message === span.message) {
      const from = last.offset - this.#base
      last.bytes = this.#bytes.subarray(from, this.#at)
      return
    }
    const bytes = this.#bytes.subarray(start, this.#at)
    const continued = start === 0 && this.#before === span.kind
    this.list.push({ ...span, offset: this.#base + start, bytes, continued })
  }
}
