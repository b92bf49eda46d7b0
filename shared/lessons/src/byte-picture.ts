// Draws the bytes of a message: a cell for each, with its character and its
// hexadecimal value; below it what it is; and a key that says what that means.
import { type ByteLine, type Piece, rowsOf } from './byte-lines.ts'
import type { ByteWord, Paint } from './byte-words.ts'

/** What a picture is called, and what is in it. */
export interface Drawing {
  readonly title: string
  readonly lines: readonly ByteLine[]
}

/** Cells of a row. */
const ACROSS = 20
const CELL = { width: 18, height: 34 }
const MARGIN = 10
const WIDTH = ACROSS * CELL.width + 2 * MARGIN
/** How far down each part goes. */
const HEIGHTS = { title: 20, row: CELL.height + 22, entry: 33 }

/** The picture as SVG. */
export function drawBytes({ title, lines }: Drawing): string {
  const parts: string[] = []
  let top = MARGIN
  for (const line of lines) {
    parts.push(drawTitle(line, top))
    top += HEIGHTS.title
    for (const row of rowsOf(line, ACROSS)) {
      parts.push(...row.map((piece) => drawPiece(piece, top)))
      top += HEIGHTS.row
    }
  }
  for (const word of wordsIn(lines)) {
    parts.push(drawEntry(word, top))
    top += HEIGHTS.entry
  }
  return `${opening({ title, lines }, top + MARGIN)}${parts.join('\n')}\n</svg>\n`
}

/** The picture in words: line by line, each group with its bytes. */
export function describeBytes(lines: readonly ByteLine[]): string {
  const sentences = lines.map(({ title, groups }) => {
    const parts = groups.map(({ word: { label, paint }, bytes }) =>
      paint === 'mark' ? label : `${label} ${JSON.stringify(textOf(bytes))}`,
    )
    return `${title}: ${parts.join(', ')}.`
  })
  return sentences.join(' ')
}

const STYLE = `
  svg { color: #1f2328; font-family: system-ui, sans-serif; font-size: 12px }
  text { fill: currentColor } .byte, .mark-name, .hex { text-anchor: middle }
  .paper { fill: #fff; stroke: #d1d9e0 } .cell { stroke: #59636e; stroke-width: .5 }
  .group { fill: none; stroke: currentColor; stroke-width: 1.2 }
  .byte, .hex { font-family: ui-monospace, Menlo, Consolas, monospace }
  .byte { font-size: 14px } .hex, .label { font-size: 10px }
  .mark-name { font-size: 10px; font-weight: 700; font-style: italic }
  .head, .word { font-weight: 700 }
  .label { text-anchor: middle } .right { text-anchor: end }
  .start { fill: #ffe2b8 } .target { fill: #fff3a6 } .version { fill: #bdeeea }
  .name { fill: #cfe4ff } .value { fill: #d5f2d0 } .body { fill: #f0dcfb }
  .mark { fill: #e6e9ed }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3 } .paper { fill: #0d1117; stroke: #3d444d }
    .cell { stroke: #9198a1 }
    .start { fill: #6b4309 } .target { fill: #565009 } .version { fill: #0b5450 }
    .name { fill: #123f73 } .value { fill: #1c5122 } .body { fill: #552a6e }
    .mark { fill: #2f353d }
  }
`

function opening({ title, lines }: Drawing, height: number): string {
  const size = `width="${WIDTH * 1.5}" height="${height * 1.5}"`
  const box = `viewBox="0 0 ${WIDTH} ${height}"`
  const root = `xmlns="http://www.w3.org/2000/svg" ${size} ${box}`
  return `<svg ${root} role="img" aria-labelledby="title" aria-describedby="words">
<title id="title">${escape(title)}</title>
<desc id="words">${escape(describeBytes(lines))}</desc>
<style>${STYLE}</style>
<rect class="paper" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
`
}

function drawTitle({ title, groups }: ByteLine, top: number): string {
  const first = groups[0]?.offset ?? 0
  const last = groups.reduce((end, { bytes }) => end + bytes.length, first) - 1
  const range = last > first ? `bytes ${first} to ${last}` : `byte ${first}`
  const y = top + 13
  return `<text class="head" x="${MARGIN}" y="${y}">${title}</text>
<text class="right" x="${WIDTH - MARGIN}" y="${y}">${range}</text>`
}

function drawPiece(piece: Piece, top: number): string {
  const { word, bytes, offset, column, continued } = piece
  const x = MARGIN + column * CELL.width
  const width = bytes.length * CELL.width
  const cells = Array.from(bytes, (octet, index) =>
    drawCell(octet, x + index * CELL.width, { top, paint: word.paint }),
  )
  const label = continued ? `… ${word.label}` : word.label
  const bracket = `M${x + 2} ${top + CELL.height + 3}v3h${width - 4}v-3`
  return `<g><title>from byte ${offset}: ${word.label} (${word.rfc})</title>
${cells.join('\n')}
<rect class="group" x="${x}" y="${top}" width="${width}" height="${CELL.height}"/>
<path class="group" d="${bracket}"/>
<text class="label" x="${x + width / 2}" y="${top + CELL.height + 16}">${label}</text></g>`
}

interface CellLook {
  readonly top: number
  readonly paint: Paint
}

function drawCell(octet: number, x: number, { top, paint }: CellLook): string {
  const { width, height } = CELL
  const mark = MARKS[octet]
  const sign = mark ?? escape(textOf(Uint8Array.of(octet)))
  const middle = x + width / 2
  const style = mark === undefined ? 'byte' : 'mark-name'
  const box = `x="${x}" y="${top}" width="${width}" height="${height}"`
  return `<rect class="cell ${paint}" ${box}/>
<text class="${style}" x="${middle}" y="${top + 15}">${sign}</text>
<text class="hex" x="${middle}" y="${top + 29}">${hex(octet)}</text>`
}

/** What has no sign of its own. */
const MARKS: Readonly<Record<number, string>> = {
  0x09: 'HT',
  0x0a: 'LF',
  0x0d: 'CR',
  0x20: 'SP',
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}

/** Every word once, in order. */
function wordsIn(lines: readonly ByteLine[]): ByteWord[] {
  const words = lines.flatMap(({ groups }) => groups.map(({ word }) => word))
  return [...new Map(words.map((word) => [word.label, word])).values()]
}

function drawEntry(
  { label, meaning, rfc, paint }: ByteWord,
  top: number,
): string {
  const [x, right] = [MARGIN + 24, WIDTH - MARGIN]
  return `<rect class="cell ${paint}" x="${MARGIN}" y="${top + 4}" width="16" height="24"/>
<text class="word" x="${x}" y="${top + 13}">${label}</text>
<text class="right" x="${right}" y="${top + 13}">${rfc}</text>
<text x="${x}" y="${top + 27}">${meaning}</text>`
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^ -~]/g, '·')
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
