// chunk-size [ chunk-ext ] CRLF (RFC 9112 §7.1).
import type { Line } from './line.ts'
import {
  isBlank,
  isHexDigit,
  isValueOctet,
  nameOf,
  SEMICOLON,
} from './octets.ts'
import type { Kind, Report } from './span.ts'

/** The line before the data of a chunk. */
export class ChunkLine implements Line {
  readonly #report: Report
  #state: 'size' | 'extension' = 'size'
  #digits = 0
  #isFaulty = false
  /** Octets of data that follow. Not a number: nobody can say. */
  size = 0

  constructor(report: Report) {
    this.#report = report
  }

  take(octet: number, offset: number): Kind {
    if (this.#state === 'size') return this.#takeSize(octet, offset)
    if (isValueOctet(octet)) return 'extension'
    this.#fail(offset, `No chunk extension has ${nameOf(octet)} in it`)
    return 'extension'
  }

  finish(offset: number): void {
    if (this.#digits > 0) return
    this.#lose(offset, 'A chunk needs a size')
  }

  #takeSize(octet: number, offset: number): Kind {
    if (isHexDigit(octet)) {
      this.#digits += 1
      this.size =
        this.size * 16 + Number.parseInt(String.fromCharCode(octet), 16)
      if (this.size > Number.MAX_SAFE_INTEGER) {
        this.#lose(offset, 'No chunk is that long')
      }
      return 'chunk-size'
    }
    if (octet === SEMICOLON || (isBlank(octet) && this.#digits > 0)) {
      this.#state = 'extension'
      return 'extension'
    }
    this.#lose(offset, `A chunk size is hex digits: not ${nameOf(octet)}`)
    return 'chunk-size'
  }

  #lose(offset: number, text: string): void {
    this.#fail(offset, text)
    this.size = NaN
  }

  #fail(offset: number, text: string): void {
    if (!this.#isFaulty) this.#report(offset, text, 'RFC 9112 §7.1')
    this.#isFaulty = true
  }
}
