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
}

/** How many octets are shown of each piece or response. */
const SHOWN = 1_000

const LF = 0x0a

/** A line of text for each line of bytes. */
export function showBytes(
  bytes: Buffer,
  { at, width = Infinity, length = bytes.length }: View = {},
): string[] {
  const lines: string[] = []
  let line = ''
  let caret: number | undefined
  const flush = (): void => {
    if (line === '') return
    lines.push(line, ...caretLine(caret))
    line = ''
    caret = undefined
  }
  for (const [offset, octet] of bytes.subarray(0, SHOWN).entries()) {
    const text = written(octet)
    if (line.length + text.length > width) flush()
    if (offset === at) caret = line.length
    line += text
    if (octet === LF) flush()
  }
  // What is missing is missing at the end.
  if (at === bytes.length && length === at) caret = line.length
  if (line === '' && caret !== undefined) lines.push('^')
  flush()
  return length > SHOWN ? [...lines, `… ${length} octets in all`] : lines
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
