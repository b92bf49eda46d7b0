// Old and new in two columns. The sign between them tells without color what
// happened: "<" gone, ">" new, "|" changed.
import { structuredPatch } from 'diff'
import colors from 'picocolors'
import type { Change } from './changes.ts'

interface Look {
  /** Of the whole line, in characters. */
  readonly width: number
  readonly color: boolean
}

type Row = readonly [left: string, sign: string, right: string]

/** One file's changes with three lines around each. */
export function sideBySide(change: Change, look: Look): string {
  const { path, kind, before, after } = change
  const column = Math.max(20, Math.floor((look.width - 3) / 2))
  const { hunks } = structuredPatch('', '', before, after, '', '', {
    context: 3,
  })
  const blocks = hunks.map((hunk) => {
    const title = `@@ line ${hunk.oldStart} and line ${hunk.newStart} @@`
    const rows = pairUp(hunk.lines).flatMap((row) => wrap(row, column))
    return [title, ...rows.map((row) => draw(row, column, look.color))]
  })
  return [`${path} (${kind})`, ...blocks.flat(), ''].join('\n')
}

/** Puts a run of "-" lines beside the run of "+" lines that replaces it. */
function pairUp(lines: readonly string[]): Row[] {
  const rows: Row[] = []
  const gone: string[] = []
  const fresh: string[] = []
  const flush = (): void => {
    for (let i = 0; i < Math.max(gone.length, fresh.length); i += 1) {
      rows.push([gone[i] ?? '', signOf(gone[i], fresh[i]), fresh[i] ?? ''])
    }
    gone.length = 0
    fresh.length = 0
  }
  for (const line of lines) {
    const text = line.slice(1)
    if (line.startsWith('-')) gone.push(text)
    else if (line.startsWith('+')) fresh.push(text)
    else if (line.startsWith(' ')) {
      flush()
      rows.push([text, ' ', text])
    }
  }
  flush()
  return rows
}

function signOf(gone: string | undefined, fresh: string | undefined): string {
  if (gone === undefined) return '>'
  return fresh === undefined ? '<' : '|'
}

/** Breaks what is too long for its column over several rows. */
function wrap([left, sign, right]: Row, column: number): Row[] {
  const rows = Math.max(
    1,
    Math.ceil(Math.max(left.length, right.length) / column),
  )
  return Array.from({ length: rows }, (_, i) => [
    left.slice(i * column, (i + 1) * column),
    sign,
    right.slice(i * column, (i + 1) * column),
  ])
}

function draw(
  [left, sign, right]: Row,
  column: number,
  color: boolean,
): string {
  const paint = colors.createColors(color)
  const old = left.padEnd(column)
  if (sign === ' ') return `${old}   ${right}`.trimEnd()
  return `${paint.red(old)} ${sign} ${paint.green(right)}`.trimEnd()
}
