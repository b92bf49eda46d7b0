// field-line = field-name ":" OWS field-value OWS (RFC 9112 §5).
import { Kept, type Line } from './line.ts'
import { COLON, isBlank, isTokenOctet, isValueOctet, nameOf } from './octets.ts'
import type { Kind, Report } from './span.ts'

/** The longest name that matters here is "transfer-encoding". */
const NAME_KEPT = 32

/** What matters of a value is short: a length, a coding, a media type. */
const VALUE_KEPT = 256

/** A name, a colon, a value; or the value of the line before, folded. */
export class FieldLine implements Line {
  readonly #name = new Kept(NAME_KEPT)
  readonly #value = new Kept(VALUE_KEPT)
  readonly #report: Report
  readonly #isFirst: boolean
  #state: 'start' | 'name' | 'before-value' | 'value' = 'start'
  #hasColon = false
  #isFaulty = false
  /** Where the value begins. */
  valueOffset = 0

  /** `isFirst`: no field line is before it. */
  constructor(report: Report, isFirst: boolean) {
    this.#report = report
    this.#isFirst = isFirst
  }

  /** In lower case; empty for a line without one. */
  get name(): string {
    if (!this.#hasColon || !this.#name.isWhole) return ''
    return this.#name.text.toLowerCase()
  }

  /** Undefined for one that is too long to matter. */
  get value(): string | undefined {
    return this.#value.isWhole ? this.#value.text.trimEnd() : undefined
  }

  take(octet: number, offset: number): Kind {
    if (this.#state === 'start') this.#begin(octet, offset)
    switch (this.#state) {
      case 'name':
        return this.#takeName(octet, offset)
      case 'before-value':
        if (isBlank(octet)) return 'space'
        this.#state = 'value'
        this.valueOffset = offset
    }
    if (!isValueOctet(octet)) {
      const text = `No value has ${nameOf(octet)} in it`
      this.#fail(offset, text, 'RFC 9110 §5.5')
    }
    this.#value.add(octet)
    return 'value'
  }

  finish(offset: number): void {
    if (this.#state === 'before-value') this.valueOffset = offset
    if (this.#state !== 'name') return
    this.#fail(offset, 'A field line needs a colon', 'RFC 9112 §5')
  }

  #begin(octet: number, offset: number): void {
    this.#state = isBlank(octet) ? 'before-value' : 'name'
    if (!isBlank(octet)) return
    const [text, rfc] = this.#isFirst
      ? ['No space is before the first field', 'RFC 9112 §2.2']
      : ['A line that goes on with the one before', 'RFC 9112 §5.2']
    this.#fail(offset, text, rfc)
  }

  #takeName(octet: number, offset: number): Kind {
    if (octet === COLON) {
      this.#state = 'before-value'
      this.#hasColon = true
      if (this.#name.length > 0) return 'colon'
      this.#fail(offset, 'A field needs a name', 'RFC 9112 §5')
      return 'colon'
    }
    this.#name.add(octet)
    if (isTokenOctet(octet)) return 'name'
    const text = `No field name has ${nameOf(octet)} in it or behind it`
    const rfc = isBlank(octet) ? 'RFC 9112 §5.1' : 'RFC 9110 §5.6.2'
    this.#fail(offset, text, rfc)
    return 'name'
  }

  #fail(offset: number, text: string, rfc: string): void {
    if (!this.#isFaulty) this.#report(offset, text, rfc)
    this.#isFaulty = true
  }
}
