// Every line is read octet by octet, so that it does not matter where TCP
// cuts it. What kinds of lines there are is in the files beside this one.
import type { Kind } from './span.ts'

/** A line that is being read. */
export interface Line {
  /** Takes an octet that is not part of the line's end; says what it is. */
  take(octet: number, offset: number): Kind
  /** The line ends here. */
  finish(offset: number): void
}

/** The beginning of a text, which may be longer than anybody wants to keep. */
export class Kept {
  #text = ''
  #length = 0
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(octet: number): void {
    this.#length += 1
    if (this.#length > this.#most) return
    this.#text += String.fromCharCode(octet)
  }

  /** One character an octet. */
  get text(): string {
    return this.#text
  }

  get length(): number {
    return this.#length
  }

  get isWhole(): boolean {
    return this.#length <= this.#most
  }
}
