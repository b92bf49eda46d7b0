// Events as text for a terminal: a rule for each thing that happens, and
// below it the bytes.
import type { Direction } from './conversation.ts'
import { drawFault, drawRemark, drawRow, drawRule, type Style } from './draw.ts'
import type { Side, WireEvent } from './events.ts'
import { Fold } from './fold.ts'
import { type Row, rowsOf } from './rows.ts'
import type { Fault, Span } from './span.ts'

/** Rows of one segment. More come from thousands of pipelined requests. */
const MOST_ROWS = 200

/** What is known of an open connection. */
interface Open {
  readonly folds: Readonly<Record<Direction, Fold>>
  /** Segments that nothing was shown of, and their bytes, since the last. */
  skipped: { direction: Direction; count: number; bytes: number } | undefined
  /** When to say the next time that there are more. */
  nextNote: number
}

function freshState(): Open {
  const folds = { request: new Fold(), response: new Fold() }
  return { folds, skipped: undefined, nextNote: 1 }
}

type Segment = Extract<WireEvent, { event: 'segment' }>

/** Gives the lines for each event. */
export class TextView {
  readonly #style: () => Style
  readonly #open = new Map<number, Open>()

  /** `style` is asked for each event: a window changes its size. */
  constructor(style: () => Style) {
    this.#style = style
  }

  /** The lines of an event; none for more of a body that is folded. */
  linesOf(event: WireEvent): string[] {
    const { connection } = event
    const state = this.#open.get(connection) ?? freshState()
    this.#open.set(connection, state)
    if (event.event === 'close') this.#open.delete(connection)
    if (event.event === 'segment') return this.#segment(event, state)
    return [...this.#noteSkipped(event, state), ...this.#other(event)]
  }

  #segment(event: Segment, state: Open): string[] {
    const { direction, reading, isEndless, bytes } = event
    const fold = state.folds[direction]
    const { spans, omitted } = fold.take(reading.spans, isEndless)
    if (spans.length === 0 && reading.faults.length === 0) {
      return this.#skip(event, state)
    }
    const style = this.#style()
    const remark = `… ${count(omitted, 'byte')} more, not shown`
    return [
      ...this.#noteSkipped(event, state),
      this.#rule(event, segmentTitle(event, bytes)),
      ...drawRows(spans, event, style),
      ...(omitted > 0 ? [drawRemark(remark, style)] : []),
    ]
  }

  /** Says after 1, 2, 4, 8, … segments how many there were. */
  #skip(event: Segment, state: Open): string[] {
    const { direction, bytes } = event
    const lines =
      state.skipped && state.skipped.direction !== direction
        ? this.#noteSkipped(event, state)
        : []
    const before = state.skipped ?? { direction, count: 0, bytes: 0 }
    const { count: skipped } = before
    state.skipped = {
      direction,
      count: skipped + 1,
      bytes: before.bytes + bytes,
    }
    if (skipped + 1 < state.nextNote) return lines
    state.nextNote *= 2
    const after = state.nextNote
    lines.push(...this.#noteSkipped(event, state))
    state.nextNote = after
    return lines
  }

  #noteSkipped(event: WireEvent, state: Open): string[] {
    const { skipped } = state
    state.skipped = undefined
    state.nextNote = 1
    if (skipped === undefined) return []
    const { direction, count: segments, bytes } = skipped
    const what = `${count(segments, 'segment')}, ${count(bytes, 'byte')}`
    const text = `${arrowOf(direction)}: ${what}, not shown`
    return [this.#rule(event, text)]
  }

  #other(event: Exclude<WireEvent, Segment>): string[] {
    const style = this.#style()
    switch (event.event) {
      case 'open': {
        const time = event.time.toLocaleTimeString('en-GB')
        return [
          drawRule(`#${event.connection} opened: ${event.peer}`, time, style),
        ]
      }
      case 'end': {
        const faults = event.reading.faults
        return [
          this.#rule(event, `${event.by} ends its side (FIN)`),
          ...faults.flatMap((fault) => drawFault(fault, [], style)),
        ]
      }
      case 'reset':
        return [this.#rule(event, `${event.by} breaks it off (RST)`)]
      case 'close': {
        const { requests, responses, received, sent } = event
        const what = [
          count(requests, 'request'),
          count(responses, 'response'),
          `${received.toLocaleString('en')} bytes in`,
          `${sent.toLocaleString('en')} out`,
        ].join(', ')
        return [this.#rule(event, `closed: ${what}`)]
      }
    }
  }

  #rule({ connection, at }: WireEvent, text: string): string {
    return drawRule(`#${connection} ${text}`, since(at), this.#style())
  }
}

function segmentTitle(event: Segment, bytes: number): string {
  const { direction, segment, reading } = event
  const arrow = arrowOf(direction)
  const isRaw = reading.spans.every(({ kind }) => kind === 'raw')
  const numbers = reading.spans.map(({ message }) => message)
  const [first = 0, last = 0] = [numbers.at(0), numbers.at(-1)]
  const range =
    first === last
      ? `${direction} ${first}`
      : `${direction}s ${first} to ${last}`
  const what = isRaw ? '' : `${range}, `
  return `${arrow}: ${what}segment ${segment}, ${count(bytes, 'byte')}`
}

const SIDES: Readonly<Record<Direction, readonly [Side, Side]>> = {
  request: ['client', 'server'],
  response: ['server', 'client'],
}

function arrowOf(direction: Direction): string {
  return SIDES[direction].join(' → ')
}

function isAt({ offset, bytes }: Row, fault: Fault): boolean {
  return fault.offset >= offset && fault.offset < offset + bytes.length
}

function drawRows(
  spans: readonly Span[],
  { direction, reading: { faults } }: Segment,
  style: Style,
): string[] {
  const { rows: shown, more } = rowsOf(spans, MOST_ROWS)
  const elsewhere = faults.filter((one) => !shown.some((row) => isAt(row, one)))
  const lines = shown.flatMap((row, index) => {
    const isNew = index > 0 && row.message !== shown[index - 1]?.message
    const here = faults.filter((fault) => isAt(row, fault))
    return [
      ...(isNew
        ? [drawRemark(`── ${direction} ${row.message} ──`, style)]
        : []),
      ...drawRow(row, here, style),
    ]
  })
  if (more > 0) {
    lines.push(drawRemark(`… ${count(more, 'line')} more, not shown`, style))
  }
  const others = elsewhere.slice(0, MOST_ROWS)
  return [...lines, ...others.flatMap((one) => drawFault(one, [], style))]
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}

/** "0.4 ms", "12.3 s". */
function since(milliseconds: number): string {
  if (milliseconds < 999.95) return `${milliseconds.toFixed(1)} ms`
  return `${(milliseconds / 1000).toFixed(3)} s`
}
