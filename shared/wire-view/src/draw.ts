// Draws rows: on the left what it is, on the right the bytes, and below a
// caret where they break a rule.
import colors from 'picocolors'
import { type Cell, hexCells, wrap } from './cells.ts'
import { pieces, type Row } from './rows.ts'
import type { Fault, Kind } from './span.ts'

/** How to draw. */
export interface Style {
  /** Columns. */
  readonly width: number
  readonly hasColor: boolean
  /** Adds offsets and hex. */
  readonly hex: boolean
}

type Paint = (text: string) => string

/** Columns of the words on the left: "method target version", and one more. */
const GUTTER = 22

const BAR = ' │ '

/** The room for bytes. */
function roomIn({ width }: Style): number {
  return Math.max(20, width - GUTTER - BAR.length)
}

/** The lines of a row and of the faults in it. */
export function drawRow(
  row: Row,
  faults: readonly Fault[],
  style: Style,
): string[] {
  const paint = painterFor(style)
  const room = roomIn(style)
  const lines: string[] = []
  for (const [index, cells] of wrap(row.cells, room).entries()) {
    const label = index === 0 ? drawLabel(row, style) : gutter('', style)
    const aside = row.isHex ? drawAside(row, room) : ''
    lines.push(`${label}${paintCells(cells, paint)}${aside}`.trimEnd())
    const here = faults.filter(({ offset }) => holds(cells, offset))
    lines.push(...here.flatMap((one) => drawFault(one, cells, style)))
  }
  return style.hex && !row.isHex ? [...lines, ...drawHex(row, style)] : lines
}

/** The lines of a fault in bytes that are not here, or no more. */
export function drawFault(
  { text, rfc, offset }: Fault,
  cells: readonly Cell[],
  style: Style,
): string[] {
  const room = roomIn(style)
  const before = cells.filter((cell) => cell.offset < offset)
  const column = before.reduce((sum, { width }) => sum + width, 0)
  const where = cells.length > 0 ? '' : ` at byte ${offset}`
  const message = `${text}${where} (${rfc})`
  const isNear = column + 2 + message.length <= room
  const first = `${' '.repeat(Math.min(column, room - 1))}^`
  const rest = isNear ? [] : fill(message, room)
  const lines = isNear ? [`${first} ${message}`] : [first, ...rest]
  const { red } = colors.createColors(style.hasColor)
  return lines.map((line) => `${gutter('', style)}${red(line)}`)
}

/** A remark in place of bytes. */
export function drawRemark(text: string, style: Style): string {
  const { dim } = colors.createColors(style.hasColor)
  return `${gutter('', style)}${dim(text)}`
}

/** A line across: what happens, and when. */
export function drawRule(left: string, right: string, style: Style): string {
  const { bold, dim } = colors.createColors(style.hasColor)
  const room = style.width - left.length - right.length - 2
  const rule = room > 0 ? ` ${'─'.repeat(room)} ` : ' '
  return `${bold(left)}${dim(`${rule}${right}`)}`
}

/** Words in lines of at most `room` columns. */
function fill(text: string, room: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const fits = last !== undefined && last.length + 1 + word.length <= room
    if (fits) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function holds(cells: readonly Cell[], offset: number): boolean {
  return cells.some((cell) => cell.offset === offset)
}

function gutter(text: string, { hasColor }: Style): string {
  const { dim } = colors.createColors(hasColor)
  return `${dim(text.padStart(GUTTER))}${dim(BAR)}`
}

function drawLabel({ label }: Row, style: Style): string {
  const length = label.map(({ text }) => text).join(' ').length
  const paint = painterFor(style)
  const words = label.map(({ text, kind }) => paint(kind)(text)).join(' ')
  const blank = ' '.repeat(Math.max(0, GUTTER - length))
  return `${blank}${words}${gutter('', style).replace(' '.repeat(GUTTER), '')}`
}

function paintCells(
  cells: readonly Cell[],
  paint: (kind: Kind) => Paint,
): string {
  let line = ''
  let run = ''
  for (const [index, { kind, text }] of cells.entries()) {
    run += text
    if (cells[index + 1]?.kind === kind) continue
    line += paint(kind)(run)
    run = ''
  }
  return line
}

function drawAside({ aside, cells }: Row, room: number): string {
  const full = 16 * 3
  // Two bars and sixteen characters, or none in the whole column.
  if (room < full + 1 + 18) return ''
  return `${' '.repeat(full - cells.length * 3 + 1)}${aside}`
}

function drawHex({ bytes, offset }: Row, style: Style): string[] {
  const { dim } = colors.createColors(style.hasColor)
  return pieces(bytes, 16).map((part, index) => {
    const at = offset + index * 16
    const cells = hexCells({ bytes: part, offset: at, kind: 'raw' })
    const text = cells.map((cell) => cell.text).join('')
    const place = at.toString(16).padStart(4, '0')
    return `${gutter(place, style)}${dim(text.trimEnd())}`
  })
}

function plain(text: string): string {
  return text
}

function painterFor({ hasColor }: Style): (kind: Kind) => Paint {
  const { green, yellow, cyan, blue, magenta, red, dim, bold } =
    colors.createColors(hasColor)
  const paints: Partial<Record<Kind, Paint>> = {
    method: green,
    target: yellow,
    version: cyan,
    status: (text) => bold(yellow(text)),
    name: blue,
    'chunk-size': magenta,
    extension: magenta,
    lost: red,
    'line-end': dim,
    'empty-line': dim,
    stray: dim,
    'data-end': dim,
  }
  return (kind) => paints[kind] ?? plain
}
