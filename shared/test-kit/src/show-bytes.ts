// Bytes as lines of text that a reader can see: what is not printable ASCII is
// written out, as in a JavaScript string.

/** How bytes are shown. */
export interface View {
  /** The octet that gets a caret below it; none unless said. */
  readonly at?: number | undefined
  /** Longer lines are broken; never unless said. */
  readonly width?: number
  /** How many octets there were, where these are the first of them. */
  readonly length?: number
  /** At most so many lines, those around the caret; all unless said. */
  readonly lines?: number
}

/** How many octets are shown of each piece or response. */
const SHOWN = 1_000

const LF = 0x0a

/** A line of text for each line of bytes. */
export function showBytes(
  bytes: Buffer,
  { at, width = Infinity, length = bytes.length, lines = Infinity }: View = {},
): string[] {
  // What is far behind the start is shown with what stands before it.
  const from = at === undefined || at < SHOWN ? 0 : at - SHOWN / 2
  const shown = bytes.subarray(from, from + SHOWN)
  const caret = at === undefined ? undefined : at - from
  const isLast = at === bytes.length && length === at
  const all = linesOf(shown, { width, caret, isLast })
  const isLong = from > 0 || from + shown.length < length || all.length > lines
  const some = isLong ? around(all, Math.max(2, lines - 1)) : all
  const start = from > 0 || some[0] !== all[0] ? ['…'] : []
  return [...start, ...some, ...(isLong ? [`… ${length} octets in all`] : [])]
}

/** The lines around that with the caret, or the first ones. */
function around(lines: readonly string[], most: number): readonly string[] {
  const caret = lines.findIndex((line) => /^ *\^$/.test(line))
  const start = Math.max(0, caret - Math.max(1, most - 2))
  return lines.slice(start, start + most)
}

interface Shown {
  readonly width: number
  readonly caret: number | undefined
  /** Whether the caret may stand behind the last octet. */
  readonly isLast: boolean
}

function linesOf(bytes: Buffer, { width, caret, isLast }: Shown): string[] {
  const lines: string[] = []
  let line = ''
  let column: number | undefined
  const flush = (): void => {
    if (line === '') return
    lines.push(line, ...caretLine(column))
    line = ''
    column = undefined
  }
  for (const [offset, octet] of bytes.entries()) {
    const text = written(octet)
    if (line.length + text.length > width) flush()
    if (offset === caret) column = line.length
    line += text
    if (octet === LF) flush()
  }
  // What is missing is missing at the end.
  if (isLast) column = line.length
  if (line === '' && column !== undefined) lines.push('^')
  flush()
  return lines
}

function caretLine(column: number | undefined): string[] {
  return column === undefined ? [] : [`${' '.repeat(column)}^`]
}

/** An octet as in a JavaScript string. */
function written(octet: number): string {
  const character = String.fromCharCode(octet)
  if (octet < 0x20 || octet > 0x7e) {
    const known = { '\r': '\\r', '\n': '\\n', '\t': '\\t' }[character]
    return known ?? `\\x${octet.toString(16).padStart(2, '0')}`
  }
  return character === '\\' ? '\\\\' : character
}
