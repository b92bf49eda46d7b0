// The bytes of a message as the lines of a picture: what belongs together in
// groups, groups in rows of so many cells.
import type { Span } from '@barewire/wire-view/span'
import { type ByteWord, type Place, wordFor } from './byte-words.ts'

/** Bytes that are one thing. */
export interface Group {
  readonly word: ByteWord
  readonly bytes: Uint8Array
  readonly offset: number
}

/** A line of the protocol, or content. */
export interface ByteLine {
  readonly title: string
  readonly groups: readonly Group[]
}

/** A group, or what a row has room for of it. */
export interface Piece extends Group {
  /** The cell in which it begins: 0, 1, … */
  readonly column: number
  /** Whether the row before has its beginning. */
  readonly continued: boolean
}

/** The lines of a message; of its content alone if that is in chunks. */
export function linesOf(spans: readonly Span[]): ByteLine[] {
  const isChunked = spans.some(({ kind }) => kind === 'chunk-size')
  const lines: Span[][] = [[]]
  for (const span of spans) {
    lines.at(-1)?.push(span)
    if (ENDS.has(span.kind)) lines.push([])
  }
  const all = lines.filter((line) => line.length > 0)
  const first = all.findIndex((line) => line[0]?.kind === 'chunk-size')
  return all.slice(Math.max(0, first)).map((line) => lineOf(line, isChunked))
}

const ENDS: ReadonlySet<string> = new Set([
  'line-end',
  'empty-line',
  'data-end',
])

function lineOf(line: readonly Span[], isChunked: boolean): ByteLine {
  const [title, place] = titleOf(line, isChunked)
  const groups = line.map(({ kind, bytes, offset }) => ({
    word: wordFor(kind, place),
    bytes,
    offset,
  }))
  return { title, groups }
}

function titleOf(
  [first]: readonly Span[],
  isChunked: boolean,
): [string, Place] {
  switch (first?.kind) {
    case 'method':
      return ['Request line', 'request line']
    case 'version':
      return ['Status line', 'status line']
    case 'name':
      return ['Field line', 'field line']
    case 'empty-line':
      return ['Empty line', isChunked ? 'chunks' : 'body']
    case 'chunk-size':
      return [chunkTitle(first.bytes), 'chunks']
    default:
      return isChunked ? ['Its data', 'chunks'] : ['Body', 'body']
  }
}

function chunkTitle(digits: Uint8Array): string {
  const size = Number.parseInt(Buffer.from(digits).toString('latin1'), 16)
  return size === 0 ? 'Last chunk' : `Chunk of ${size}`
}

/** Groups in rows. What fits in a row stays in one piece. */
export function rowsOf({ groups }: ByteLine, width: number): Piece[][] {
  const rows: Piece[][] = [[]]
  let column = 0
  for (const group of groups) {
    let start = 0
    while (start < group.bytes.length) {
      const left = group.bytes.length - start
      const isTooLong = left > width - column && left <= width
      if (column === width || (isTooLong && column > 0)) {
        rows.push([])
        column = 0
      }
      const bytes = group.bytes.subarray(start, start + width - column)
      const offset = group.offset + start
      rows
        .at(-1)
        ?.push({ ...group, bytes, offset, column, continued: start > 0 })
      column += bytes.length
      start += bytes.length
    }
  }
  return rows
}
