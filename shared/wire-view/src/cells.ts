// Octets as a reader can see them. Whatever a terminal would obey, or not
// show, is written out as in a JavaScript string: \r \n \t \\ \x1b.
import stringWidth from 'string-width'
import type { Kind } from './span.ts'

/** What one character takes on the screen. */
export interface Cell {
  readonly text: string
  readonly width: number
  readonly kind: Kind
  /** Of its first octet. */
  readonly offset: number
}

/** Octets, where they begin, and what they are. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly kind: Kind
}

/** One cell an octet: heads are ASCII. */
export function asciiCells({ bytes, offset, kind }: Piece): Cell[] {
  const cells: Cell[] = []
  for (let at = 0; at < bytes.length; at += 1) {
    cells.push(octetCell(bytes[at] ?? 0, offset + at, kind))
  }
  return cells
}

function octetCell(octet: number, offset: number, kind: Kind): Cell {
  const text = written(octet)
  return { text, width: text.length, kind, offset }
}

/** One cell a character of UTF-8; what is none is written out. */
export function textCells(piece: Piece): Cell[] {
  const { bytes, offset, kind } = piece
  const cells: Cell[] = []
  for (let at = 0; at < bytes.length;) {
    const text = characterAt(bytes, at)
    if (text === undefined) {
      cells.push(octetCell(bytes[at] ?? 0, offset + at, kind))
      at += 1
      continue
    }
    cells.push({ text, width: stringWidth(text), kind, offset: offset + at })
    at += Buffer.byteLength(text)
  }
  return cells
}

/** Two hex digits an octet. */
export function hexCells({ bytes, offset, kind }: Piece): Cell[] {
  return Array.from(bytes, (octet, index) => ({
    text: `${hex(octet)} `,
    width: 3,
    kind,
    offset: offset + index,
  }))
}

/** Whether bytes look like text: UTF-8 without control characters. */
export function isText(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const octet = bytes[at] ?? 0
    const isPlain = octet >= 0x20 && octet < 0x7f
    if (isPlain || (octet > 0x08 && octet < 0x0e)) {
      at += 1
      continue
    }
    const text = characterAt(bytes, at)
    // A character may be cut where the piece ends.
    if (text === undefined) return octet >= 0xc2 && at > bytes.length - 4
    at += Buffer.byteLength(text)
  }
  return true
}

/** Cells in lines of at most `width` columns. */
export function wrap(cells: readonly Cell[], width: number): Cell[][] {
  const lines: Cell[][] = [[]]
  let used = 0
  for (const cell of cells) {
    if (used + cell.width > width && used > 0) {
      lines.push([])
      used = 0
    }
    lines.at(-1)?.push(cell)
    used += cell.width
  }
  return lines
}

const KNOWN: Readonly<Record<number, string>> = {
  0x09: '\\t',
  0x0a: '\\n',
  0x0d: '\\r',
  0x5c: '\\\\',
}

/** An octet of ASCII, written out where it has to be. */
export function written(octet: number): string {
  const known = KNOWN[octet]
  if (known !== undefined) return known
  if (octet >= 0x20 && octet < 0x7f) return String.fromCharCode(octet)
  return `\\x${hex(octet)}`
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A visible character that is not ASCII, or undefined. */
function characterAt(bytes: Uint8Array, at: number): string | undefined {
  const lead = bytes[at] ?? 0
  const length = lengthOf(lead)
  if (length === 0 || at + length > bytes.length) return undefined
  try {
    const text = DECODER.decode(bytes.subarray(at, at + length))
    // Others could turn the direction of what follows, say.
    return /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** Octets of a character by its first: 2 to 4, or 0. */
function lengthOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}
