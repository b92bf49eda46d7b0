// Where a message's body ends (RFC 9112 §6.3), and what is wrong with the
// fields that say so.
import type { FieldLine } from './field-line.ts'
import type { Media, Report } from './span.ts'

/** How the body is delimited; "lost": nobody can say. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' | 'close' | 'lost' }

/** What the head has said before its fields. */
export interface HeadContext {
  readonly role: 'request' | 'response'
  readonly version: string
  /** Whether a response has no body, whatever its fields say. */
  readonly hasNoBody: boolean
}

/** The fields of one head that matter here. */
export class HeadFields {
  readonly #report: Report
  #length: string | undefined
  #coding: string | undefined
  #hosts = 0
  #type = ''
  #isEncoded = false

  constructor(report: Report) {
    this.#report = report
  }

  /** Takes a line that is complete. */
  add({ name, value = '', valueOffset }: FieldLine): void {
    const fault = this.#take(name, value)
    if (fault !== undefined) this.#report(valueOffset, ...fault)
  }

  #take(name: string, value: string): readonly [string, string] | undefined {
    switch (name) {
      case 'content-length':
        return this.#takeLength(value)
      case 'transfer-encoding':
        // The last coding frames; a head may name them without an end.
        this.#coding = value || (this.#coding ?? '')
        return this.#length === undefined ? undefined : BOTH
      case 'host':
        this.#hosts += 1
        if (this.#hosts === 2) return ['A second Host', 'RFC 9112 §3.2']
        if (HOST.test(value)) return undefined
        return ['No host, no port: not like this', 'RFC 9110 §7.2']
      case 'content-type':
        this.#type = value
        return undefined
      case 'content-encoding':
        this.#isEncoded = value !== '' && !/^identity$/i.test(value)
    }
    return undefined
  }

  #takeLength(value: string): readonly [string, string] | undefined {
    const before = this.#length
    this.#length = before === undefined || before === value ? value : ''
    if (!/^[0-9]+$/.test(value)) {
      return ['A length is digits and nothing else', 'RFC 9110 §8.6']
    }
    if (this.#length === '') return ['Two lengths', 'RFC 9112 §6.3']
    return this.#coding === undefined ? undefined : BOTH
  }

  /** The head ends at `offset`: what follows? */
  framing(context: HeadContext, offset: number): Framing {
    const { role, version, hasNoBody } = context
    const isRequest = role === 'request'
    if (isRequest && version === 'HTTP/1.1' && this.#hosts === 0) {
      this.#report(offset, 'HTTP/1.1 needs a Host', 'RFC 9112 §3.2')
    }
    if (hasNoBody) return NOTHING
    if (this.#coding !== undefined) return this.#codedFraming(context, offset)
    if (this.#length === undefined) return isRequest ? NOTHING : UNTIL_CLOSE
    const length = Number(this.#length === '' ? NaN : this.#length)
    if (/^[0-9]+$/.test(this.#length)) return { kind: 'length', length }
    return LOST
  }

  #codedFraming({ role, version }: HeadContext, offset: number): Framing {
    if (version === 'HTTP/1.0') {
      const text = 'HTTP/1.0 has no Transfer-Encoding'
      this.#report(offset, text, 'RFC 9112 §6.1')
    }
    if (/(^|,)[ \t]*chunked$/i.test(this.#coding ?? '')) return CHUNKED
    if (role === 'response') return UNTIL_CLOSE
    const text = 'The last coding of a request has to be chunked'
    this.#report(offset, text, 'RFC 9112 §6.3')
    return LOST
  }

  /** How to show the content. */
  get media(): Media {
    const type = this.#type.toLowerCase()
    if (this.#isEncoded) return 'hex'
    if (type === '') return 'unknown'
    if (/^[^;]*[/+]json\b/.test(type)) return 'JSON'
    return TEXT.test(type) ? 'text' : 'hex'
  }

  /** Whether content is events, one after the other, for as long as it likes. */
  get isEndless(): boolean {
    return /^text\/event-stream/i.test(this.#type)
  }
}

const NOTHING: Framing = { kind: 'length', length: 0 }
const UNTIL_CLOSE: Framing = { kind: 'close' }
const CHUNKED: Framing = { kind: 'chunked' }
const LOST: Framing = { kind: 'lost' }

const BOTH = [
  'Content-Length and Transfer-Encoding contradict each other',
  'RFC 9112 §6.2',
] as const

// uri-host [ ":" port ] (RFC 9110 §7.2), as far as its characters go.
const HOST = /^(\[[\w.:~!$&'()*+,;=-]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/

const TEXT =
  /^(text\/|multipart\/|application\/(x-www-form-urlencoded|x-ndjson|(\w+\+)?xml|(\w+)?javascript))/
