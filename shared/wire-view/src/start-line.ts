// The first line of a message: request-line = method SP request-target SP
// HTTP-version (RFC 9112 §3), status-line = HTTP-version SP status-code SP
// [ reason-phrase ] (§4).
import { Kept, type Line } from './line.ts'
import {
  isDigit,
  isPathOctet,
  isQueryOctet,
  isTokenOctet,
  isValueOctet,
  nameOf,
  QUESTION_MARK,
  SP,
} from './octets.ts'
import type { Kind, Report } from './span.ts'

/** Longer than any method that changes how a message is read. */
const METHOD_KEPT = 16

const REQUEST = ['method', 'target', 'version'] as const
const RESPONSE = ['version', 'status', 'reason'] as const

type Part = (typeof REQUEST)[number] | (typeof RESPONSE)[number]

/** Three parts with a space between two of them. */
export class StartLine implements Line {
  readonly #parts: readonly Part[]
  readonly #report: Report
  readonly #section: string
  readonly #kept = new Map<Part, Kept>()
  #index = 0
  #length = 0
  #isFaulty = false
  #inQuery = false

  constructor(role: 'request' | 'response', report: Report) {
    this.#parts = role === 'request' ? REQUEST : RESPONSE
    this.#section = role === 'request' ? 'RFC 9112 §3' : 'RFC 9112 §4'
    this.#report = report
  }

  /** What one part said, or the beginning of it. */
  text(part: 'method' | 'version' | 'status'): string {
    return this.#kept.get(part)?.text ?? ''
  }

  take(octet: number, offset: number): Kind {
    const part = this.#part
    if (octet === SP && this.#index < 2) return this.#space(offset)
    const fault = this.#faultOf(part, octet)
    if (part === 'target' && octet === QUESTION_MARK) this.#inQuery = true
    if (fault !== undefined) this.#fail(offset, ...fault)
    this.#length += 1
    this.#keep(part, octet)
    return part
  }

  finish(offset: number): void {
    const missing = this.#parts.slice(this.#index + (this.#length > 0 ? 1 : 0))
    const [first] = missing
    if (first === undefined) return this.#checkEnd(offset)
    // An empty reason is one, but the space before it has to be there.
    if (first === 'reason' && this.#index === 2) return
    const what = first === 'reason' ? 'space behind the status' : first
    this.#report(offset, `The ${what} is missing`, this.#section)
  }

  get #part(): Part {
    return this.#parts[this.#index] ?? 'version'
  }

  #space(offset: number): Kind {
    if (this.#length === 0) {
      const text = 'One space is between two parts, and none before the first'
      this.#fail(offset, text, this.#section)
      return 'space'
    }
    this.#checkEnd(offset)
    this.#index += 1
    this.#length = 0
    this.#isFaulty = false
    return 'space'
  }

  /** "HTTP/1" and "20" break off before they are wrong. */
  #checkEnd(offset: number): void {
    const part = this.#part
    const needed = { version: 8, status: 3 }[part as string]
    if (needed === undefined || this.#length >= needed) return
    this.#fail(offset, `The ${part} breaks off`, SECTIONS[part])
  }

  #faultOf(part: Part, octet: number): [text: string, rfc: string] | undefined {
    const isQuery = this.#inQuery && part === 'target'
    if (isQuery ? isQueryOctet(octet) : isAllowed(part, octet, this.#length)) {
      return undefined
    }
    const name = nameOf(octet)
    const text = {
      version: `No version: ${name} is not where "HTTP/1.1" has it`,
      status: `A status is three digits: ${name} is too many or none`,
    }[part as string]
    return [text ?? `No ${part} has ${name} in it`, SECTIONS[part]]
  }

  #fail(offset: number, text: string, rfc: string): void {
    if (!this.#isFaulty) this.#report(offset, text, rfc)
    this.#isFaulty = true
  }

  #keep(part: Part, octet: number): void {
    if (part === 'target' || part === 'reason') return
    const kept = this.#kept.get(part) ?? new Kept(METHOD_KEPT)
    this.#kept.set(part, kept)
    kept.add(octet)
  }
}

const SECTIONS: Readonly<Record<Part, string>> = {
  method: 'RFC 9110 §9.1',
  target: 'RFC 9112 §3.2',
  version: 'RFC 9112 §2.3',
  status: 'RFC 9112 §4',
  reason: 'RFC 9112 §4',
}

// HTTP-version = HTTP-name "/" DIGIT "." DIGIT, and HTTP-name is
// case-sensitive (RFC 9112 §2.3).
const VERSION = 'HTTP/#.#'

function isAllowed(part: Part, octet: number, index: number): boolean {
  switch (part) {
    case 'method':
      return isTokenOctet(octet)
    case 'target':
      return isPathOctet(octet)
    case 'status':
      return index < 3 && isDigit(octet)
    case 'reason':
      return isValueOctet(octet)
    case 'version': {
      const wanted = VERSION[index]
      if (wanted === '#') return isDigit(octet)
      return wanted === String.fromCharCode(octet)
    }
  }
}
