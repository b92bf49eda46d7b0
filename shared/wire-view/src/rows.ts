// Spans in rows, as they are shown: a line of the head, a line of text, or
// sixteen octets in hex, each with words that say what its parts are.
import {
  asciiCells,
  type Cell,
  hexCells,
  isText,
  textCells,
  written,
} from './cells.ts'
import { LF } from './octets.ts'
import type { Kind, Media, Span } from './span.ts'

/** A word of a label, and the kind that it stands for. */
export interface Word {
  readonly text: string
  readonly kind: Kind
}

/** What is shown in one line, or in several if it is long. */
export interface Row {
  readonly label: readonly Word[]
  readonly cells: readonly Cell[]
  readonly message: number
  readonly offset: number
  readonly bytes: Uint8Array
  readonly isHex: boolean
  /** What stands behind the cells: octets as characters. */
  readonly aside: string
}

/** A row that is not made yet: of most pieces there are few, of some many. */
type Draft = () => Row

/** The first rows of the spans of one piece, and how many more there are. */
export function rowsOf(
  spans: readonly Span[],
  most: number,
): { readonly rows: Row[]; readonly more: number } {
  const drafts = draftsOf(spans)
  const rows = drafts.slice(0, most).map((draft) => draft())
  return { rows, more: drafts.length - rows.length }
}

function draftsOf(spans: readonly Span[]): Draft[] {
  const drafts: Draft[] = []
  let line: Span[] = []
  const endLine = (): void => {
    const whole = line
    if (whole.length > 0) drafts.push(() => lineRow(whole))
    line = []
  }
  for (const span of spans) {
    if (CONTENT.has(span.kind)) {
      endLine()
      drafts.push(...contentRows(span))
      continue
    }
    for (const part of splitLines(span)) {
      line.push(part)
      if (part.bytes.at(-1) === LF) endLine()
    }
  }
  endLine()
  return drafts
}

const CONTENT: ReadonlySet<Kind> = new Set(['data', 'lost', 'raw'])

/** Cuts a span behind each LF. */
function splitLines(span: Span): Span[] {
  const first = span.bytes.indexOf(LF)
  if (first === -1 || first === span.bytes.length - 1) return [span]
  const parts: Span[] = []
  let at = 0
  while (at < span.bytes.length) {
    const found = span.bytes.indexOf(LF, at)
    const end = found === -1 ? span.bytes.length : found + 1
    const bytes = span.bytes.subarray(at, end)
    const continued = at === 0 && span.continued
    parts.push({ ...span, bytes, offset: span.offset + at, continued })
    at = end
  }
  return parts
}

function lineRow(line: readonly Span[]): Row {
  const [first] = line
  const cells = line.flatMap(asciiCells)
  return {
    label: labelOf(line),
    cells: showTrailingBlanks(cells),
    message: first?.message ?? 0,
    offset: first?.offset ?? 0,
    bytes: Buffer.concat(line.map(({ bytes }) => bytes)),
    isHex: false,
    aside: '',
  }
}

/** A blank at the end of a line would be invisible. */
function showTrailingBlanks(cells: readonly Cell[]): Cell[] {
  const shown = [...cells]
  let at = shown.findLastIndex(({ kind }) => kind !== 'line-end')
  for (let cell = shown[at]; cell?.text === ' '; cell = shown[at]) {
    shown[at] = { ...cell, text: '·' }
    at -= 1
  }
  return shown
}

/** What stands for itself, or is said by what is around it. */
const SILENT: ReadonlySet<Kind> = new Set(['space', 'colon', 'line-end'])

const WORDS: Readonly<Partial<Record<Kind, string>>> = {
  'line-end': 'end of line',
  'empty-line': 'empty line',
  stray: 'stray empty line',
  'chunk-size': 'chunk of',
  'data-end': 'end of chunk',
  lost: 'cannot be read:',
}

function labelOf(line: readonly Span[]): Word[] {
  const [first] = line
  if (first === undefined) return []
  const spoken = line.filter(({ kind }) => !SILENT.has(kind))
  const chosen = spoken.length > 0 ? spoken : [first]
  const hasColon = line.some(({ kind }) => kind === 'colon')
  const begun = chosen.includes(first) && first.continued ? '…' : ''
  return chosen.map(({ kind, bytes }, index) => {
    const colon = kind === 'name' && hasColon ? ':' : ''
    const size = kind === 'chunk-size' ? ` ${decimal(bytes)}` : ''
    const word = WORDS[kind] ?? kind
    return { text: `${index === 0 ? begun : ''}${word}${colon}${size}`, kind }
  })
}

/** "1a" as 26. */
function decimal(bytes: Uint8Array): string {
  const size = Number.parseInt(Buffer.from(bytes).toString('latin1'), 16)
  return Number.isSafeInteger(size) ? size.toLocaleString('en') : '?'
}

function contentRows(span: Span): Draft[] {
  const media = mediaOf(span)
  return media === 'hex' ? hexRows(span) : textRows(span, media)
}

function mediaOf({ kind, media, bytes }: Span): Exclude<Media, 'unknown'> {
  if (kind === 'data' && media !== 'unknown') return media
  return isText(bytes) ? 'text' : 'hex'
}

function textRows(span: Span, media: 'text' | 'JSON'): Draft[] {
  return splitLines(span).map((part) => () => ({
    ...partRow(part, media),
    cells: textCells(part),
    isHex: false,
    aside: '',
  }))
}

/** Octets in a row of hex. */
const HEX_ROW = 16

function hexRows(span: Span): Draft[] {
  return pieces(span.bytes, HEX_ROW).map((bytes, index) => () => {
    const offset = span.offset + index * HEX_ROW
    const continued = index === 0 && span.continued
    const part = { ...span, bytes, offset, continued }
    const aside = asideOf(bytes)
    return {
      ...partRow(part, 'hex'),
      cells: hexCells(part),
      isHex: true,
      aside,
    }
  })
}

function partRow(
  part: Span,
  media: string,
): Omit<Row, 'cells' | 'isHex' | 'aside'> {
  const { kind, message, offset, bytes, continued } = part
  const what = { data: `body ${media}`, lost: `unread ${media}` }
  const text = { raw: media, ...what }[kind as string] ?? kind
  const label = [{ text: `${continued ? '…' : ''}${text}`, kind }]
  return { label, message, offset, bytes }
}

/** Bytes in pieces of a length. */
export function pieces(bytes: Uint8Array, length: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / length)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  )
}

function asideOf(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (octet) => {
    const text = written(octet)
    return text.length === 1 ? text : '.'
  })
  return `|${characters.join('')}|`
}
