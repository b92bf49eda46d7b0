// Puts octets of one kind that follow each other together.
import type { Kind, Media, Span } from './span.ts'

/** What some octets are. */
export interface Part {
  readonly kind: Kind
  readonly message: number
  readonly media: Media
}

/** The spans of one piece of bytes. */
export class SpanList {
  readonly #parts: { part: Part; start: number }[] = []
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The next octets are that. */
  add(part: Part, length: number): void {
    const last = this.#parts.at(-1)?.part
    if (last?.kind !== part.kind || last.message !== part.message) {
      this.#parts.push({ part, start: this.#at })
    }
    this.#at += length
  }

  /** `base`: where they begin; `before`: what the octet before was. */
  spans(base: number, before: Kind | undefined): Span[] {
    // Each property by name: a spread would take twenty times as long.
    return this.#parts.map(({ part, start }, index) => {
      const { kind, message, media } = part
      const end = this.#parts[index + 1]?.start ?? this.#at
      const bytes = this.#bytes.subarray(start, end)
      const continued = index === 0 && kind === before
      return { kind, message, media, offset: base + start, bytes, continued }
    })
  }
}
