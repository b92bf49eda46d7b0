// Events as JSON, one on a line, for other programs.
import type { WireEvent } from './events.ts'
import { Fold } from './fold.ts'
import type { Span } from './span.ts'

/** Gives the line for each event. */
export class JsonView {
  readonly #folds = new Map<string, Fold>()

  lineOf(event: WireEvent): string {
    const { connection } = event
    if (event.event === 'close') {
      for (const name of ['request', 'response']) {
        this.#folds.delete(`${connection} ${name}`)
      }
    }
    const at = Number(event.at.toFixed(3))
    if (!('reading' in event)) return JSON.stringify({ ...event, at })
    const { reading, ...plain } = event
    const shown = event.event === 'segment' ? this.#fold(event) : {}
    const { faults } = reading
    return JSON.stringify({ ...plain, at, ...shown, faults })
  }

  #fold(event: Extract<WireEvent, { event: 'segment' }>): object {
    const { connection, direction, reading, isEndless } = event
    const key = `${connection} ${direction}`
    const fold = this.#folds.get(key) ?? new Fold()
    this.#folds.set(key, fold)
    const { spans, omitted } = fold.take(reading.spans, isEndless)
    return { spans: spans.map(toJson), omitted }
  }
}

/** One character an octet (Latin-1), so that nothing is lost. */
function toJson({ bytes, media, ...span }: Span): object {
  const text = Buffer.from(bytes).toString('latin1')
  const shown = span.kind === 'data' ? { media } : {}
  return { ...span, length: bytes.length, text, ...shown }
}
