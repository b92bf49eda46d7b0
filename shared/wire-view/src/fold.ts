// What is shown of a long message: the beginning. The rest is counted.
import type { Kind, Span } from './span.ts'

/** Bytes that are shown of a head. Few servers take more than 16 KiB. */
const HEAD_SHOWN = 8_192

/** Bytes that are shown of a body: some twenty lines on a small terminal. */
const BODY_SHOWN = 1_024

/** The spans that are shown, and how many bytes are not. */
export interface Folded {
  readonly spans: readonly Span[]
  readonly omitted: number
}

/** Folds what passes in one direction. */
export class Fold {
  #message = 0
  #part: 'head' | 'body' = 'head'
  #left = HEAD_SHOWN

  /** `isEndless`: each piece is a message of its own to whoever reads it. */
  take(spans: readonly Span[], isEndless: boolean): Folded {
    if (isEndless && this.#part === 'body') this.#left = BODY_SHOWN
    const shown: Span[] = []
    let omitted = 0
    for (const span of spans) {
      this.#enter(span)
      const { length } = span.bytes
      const left = this.#left
      this.#left = Math.max(0, left - length)
      omitted += Math.max(0, length - left)
      if (length <= left) shown.push(span)
      else if (left > 0) {
        shown.push({ ...span, bytes: span.bytes.subarray(0, left) })
      }
    }
    return { spans: shown, omitted }
  }

  #enter({ kind, message }: Span): void {
    const part = partOf(kind) ?? this.#part
    if (part === this.#part && message === this.#message) return
    this.#part = part
    this.#message = message
    this.#left = part === 'head' ? HEAD_SHOWN : BODY_SHOWN
  }
}

const HEAD: ReadonlySet<Kind> = new Set(['method', 'version', 'name', 'stray'])
const BODY: ReadonlySet<Kind> = new Set(['chunk-size', 'data', 'lost', 'raw'])

/** Undefined: it belongs to what was before. */
function partOf(kind: Kind): 'head' | 'body' | undefined {
  if (HEAD.has(kind)) return 'head'
  return BODY.has(kind) ? 'body' : undefined
}
