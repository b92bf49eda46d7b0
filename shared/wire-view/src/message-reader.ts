// Says of every byte of one direction what it is. It knows no clock and no
// socket, never throws, and what it keeps does not grow with what it reads.
import { ChunkLine } from './chunk-line.ts'
import { FieldLine } from './field-line.ts'
import { type Framing, HeadFields } from './framing.ts'
import type { Line } from './line.ts'
import { CR, LF } from './octets.ts'
import type { Fault, Kind, Media, Reading, Span } from './span.ts'
import { SpanList } from './span-list.ts'
import { StartLine } from './start-line.ts'

/** What a reader is told, and tells, about the other direction. */
export interface Exchange {
  /** A start line is complete. */
  readonly started?: (message: number, method: string) => void
  /** Whether a response of that status has no body: to HEAD, say. */
  readonly hasNoBody?: (message: number, status: string) => boolean
  /** A head is complete. */
  readonly headEnded?: (message: number, status: string) => void
}

type State = 'start' | 'fields' | 'chunk' | 'trailers' | 'content' | 'data-end'

/** With so many faults it is no message, and perhaps no HTTP. */
const MOST_FAULTS = 20

/** Reads requests, or responses, one after the other. */
export class MessageReader {
  readonly #role: 'request' | 'response'
  readonly #exchange: Exchange
  #state: State | 'lost' | 'raw' = 'start'
  #offset = 0
  #message = 1
  #completed = 0
  /** Octets of content that are still to come. */
  #left = 0
  #framing: Framing['kind'] = 'length'
  #start: StartLine
  #fields: HeadFields
  #line: Line
  #lineLength = 0
  #sawCr = false
  #faults: Fault[] = []
  #faultCount = 0
  #lastKind: Kind | undefined
  #media: Media = 'unknown'

  constructor(role: 'request' | 'response', exchange: Exchange = {}) {
    this.#role = role
    this.#exchange = exchange
    this.#start = new StartLine(role, this.#report)
    this.#fields = new HeadFields(this.#report)
    this.#line = this.#start
  }

  /** Messages that have come whole, without those that are interim. */
  get completed(): number {
    return this.#completed
  }

  /** The message that is being read, or comes next. */
  get message(): number {
    return this.#message
  }

  /** Whether the content goes on for as long as it likes, in small pieces. */
  get isEndless(): boolean {
    return this.#fields.isEndless
  }

  /** From here on it is not HTTP any more, or has never been. */
  becomeRaw(): void {
    this.#state = 'raw'
  }

  /** Takes the next bytes. */
  read(bytes: Uint8Array): Reading {
    const list = new SpanList(bytes)
    const before = this.#lastKind
    let at = 0
    while (at < bytes.length) {
      const [message, media] = [this.#message, this.#media]
      const [kind, length] = this.#take(bytes, at)
      list.add({ kind, message, media }, length)
      at += length
      this.#lastKind = kind
    }
    const spans = list.spans(this.#offset, before)
    this.#offset += bytes.length
    return { spans, faults: this.#takeFaults() }
  }

  /** No more bytes will come. */
  end(): Reading {
    const spans: readonly Span[] = []
    const atStart = this.#state === 'start' && this.#lineLength === 0
    const isWhole = atStart || this.#state === 'lost' || this.#state === 'raw'
    if (this.#state === 'content' && this.#framing === 'close') {
      this.#complete()
    } else if (!isWhole) {
      const text = `The end comes before the ${this.#role} is whole`
      this.#report(this.#offset, text, 'RFC 9112 §8')
    }
    return { spans, faults: this.#takeFaults() }
  }

  /** What the next bytes are, and how many they are. */
  #take(bytes: Uint8Array, at: number): readonly [Kind, number] {
    const rest = bytes.length - at
    switch (this.#state) {
      case 'raw':
        return ['raw', rest]
      case 'lost':
        return ['lost', rest]
      case 'content':
        return ['data', this.#takeContent(rest)]
    }
    const kind = this.#takeOctet(bytes[at] ?? 0, this.#offset + at)
    if (this.#faultCount >= MOST_FAULTS) this.#state = 'lost'
    return [kind, 1]
  }

  #takeContent(rest: number): number {
    const length = Math.min(rest, this.#left)
    this.#left -= length
    if (this.#left > 0) return length
    if (this.#framing === 'chunked') this.#state = 'data-end'
    else this.#complete()
    return length
  }

  #takeOctet(octet: number, offset: number): Kind {
    const kind = this.#endKind()
    if (octet === LF) {
      if (!this.#sawCr) {
        this.#report(offset, 'A line ends with CR LF', 'RFC 9112 §2.2')
      }
      // What is missing in a line is missing before its CR.
      const end = this.#sawCr ? offset - 1 : offset
      this.#sawCr = false
      this.#endLine(end)
      return kind
    }
    if (this.#sawCr) {
      this.#report(offset - 1, 'A CR without its LF', 'RFC 9112 §2.2')
      this.#lineLength += 1
    }
    this.#sawCr = octet === CR
    if (this.#sawCr) return kind
    this.#lineLength += 1
    if (this.#state !== 'data-end') return this.#line.take(octet, offset)
    this.#report(offset, 'Chunk data ends with CR LF', 'RFC 9112 §7.1')
    this.#state = 'lost'
    return 'lost'
  }

  #endKind(): Kind {
    if (this.#state === 'data-end') return 'data-end'
    if (this.#lineLength > 0 || this.#state === 'chunk') return 'line-end'
    return this.#state === 'start' ? 'stray' : 'empty-line'
  }

  #endLine(offset: number): void {
    const isEmpty = this.#lineLength === 0
    this.#lineLength = 0
    switch (this.#state) {
      case 'start':
        return this.#endStart(isEmpty, offset)
      case 'fields':
        return isEmpty ? this.#endHead(offset) : this.#endField(offset)
      case 'trailers':
        return isEmpty ? this.#complete() : this.#endField(offset)
      case 'chunk':
        return this.#endChunkLine(offset)
      case 'data-end':
        this.#beginChunk()
    }
  }

  #endStart(isEmpty: boolean, offset: number): void {
    // A server should read over one before a request (RFC 9112 §2.2).
    if (isEmpty && this.#role === 'request') return
    this.#start.finish(offset)
    this.#exchange.started?.(this.#message, this.#start.text('method'))
    this.#state = 'fields'
    this.#line = new FieldLine(this.#report, true)
  }

  #endField(offset: number): void {
    this.#line.finish(offset)
    const isHead = this.#state === 'fields'
    if (isHead && this.#line instanceof FieldLine) this.#fields.add(this.#line)
    this.#line = new FieldLine(this.#report, false)
  }

  #endHead(offset: number): void {
    const status = this.#start.text('status')
    const never = /^(1..|204|304)$/.test(status)
    const hasNoBody =
      never || (this.#exchange.hasNoBody?.(this.#message, status) ?? false)
    const version = this.#start.text('version')
    const context = { role: this.#role, version, hasNoBody }
    const framing = this.#fields.framing(context, offset)
    this.#framing = framing.kind
    this.#media = this.#fields.media
    this.#begin(framing, status)
    this.#exchange.headEnded?.(this.#message, status)
    // An interim response is not yet the one.
    if (this.#state === 'start' && !/^1..$/.test(status)) this.#count()
  }

  #begin(framing: Framing, status: string): void {
    if (framing.kind === 'chunked') return this.#beginChunk()
    if (framing.kind === 'lost') this.#state = 'lost'
    else {
      this.#left = framing.kind === 'length' ? framing.length : Infinity
      this.#state = 'content'
      if (this.#left === 0) this.#restart()
    }
    if (status === '101') this.#state = 'raw'
  }

  #beginChunk(): void {
    this.#line = new ChunkLine(this.#report)
    this.#state = 'chunk'
  }

  #endChunkLine(offset: number): void {
    this.#line.finish(offset)
    const size = this.#line instanceof ChunkLine ? this.#line.size : NaN
    this.#left = size
    this.#state = Number.isNaN(size) ? 'lost' : 'content'
    if (size > 0) return
    this.#line = new FieldLine(this.#report, false)
    if (size === 0) this.#state = 'trailers'
  }

  #complete(): void {
    this.#restart()
    this.#count()
  }

  #count(): void {
    this.#completed += 1
    this.#message += 1
  }

  #restart(): void {
    this.#state = 'start'
    this.#start = new StartLine(this.#role, this.#report)
    this.#fields = new HeadFields(this.#report)
    this.#line = this.#start
    this.#media = 'unknown'
    this.#faultCount = 0
  }

  readonly #report = (offset: number, text: string, rfc: string): void => {
    this.#faultCount += 1
    this.#faults.push({ offset, text, rfc })
  }

  #takeFaults(): Fault[] {
    const faults = this.#faults
    this.#faults = []
    return faults
  }
}
