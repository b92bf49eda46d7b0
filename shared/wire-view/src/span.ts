// What the wire view says about bytes: what each is (a span), and what is
// wrong with some (a fault). Offsets count from a direction's first byte.

/** What a byte is. Every byte of a connection is one of these. */
export type Kind =
  | 'method'
  | 'target'
  | 'version'
  | 'status'
  | 'reason'
  | 'name'
  | 'colon'
  | 'value'
  /** Around the parts of a line. */
  | 'space'
  | 'line-end'
  /** What ends a head, or the trailer section. */
  | 'empty-line'
  /** An empty line before a request. */
  | 'stray'
  | 'chunk-size'
  | 'extension'
  /** Content. */
  | 'data'
  /** The CRLF behind the data of a chunk. */
  | 'data-end'
  /** What follows where nobody can say any more what it is. */
  | 'lost'
  /** What is no HTTP, and need not be. */
  | 'raw'

/** Bytes of one kind that stand together and came together. */
export interface Span {
  readonly kind: Kind
  readonly offset: number
  readonly bytes: Uint8Array
  /** The request that it belongs to, or that it answers: 1, 2, … */
  readonly message: number
  /** Whether it goes on with a span of the piece before. */
  readonly continued: boolean
  /** How to show content. */
  readonly media: Media
}

/** How to show content; "unknown": look at it. */
export type Media = 'text' | 'JSON' | 'hex' | 'unknown'

/** A mistake, the byte that shows it, and the rule that it breaks. */
export interface Fault {
  readonly offset: number
  readonly text: string
  /** "RFC 9112 §5.1". */
  readonly rfc: string
}

/** What a piece of bytes was. */
export interface Reading {
  readonly spans: readonly Span[]
  readonly faults: readonly Fault[]
}

/** Takes note of a fault. */
export type Report = (offset: number, text: string, rfc: string) => void
