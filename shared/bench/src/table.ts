// Writes what was measured as rows, and rows as a table for a terminal.
import { type Summary, wasWaiting } from './summary.ts'

/** What the columns of a server are. */
export const TITLES = [
  'server',
  'req/s',
  '±',
  'p50 ms',
  'p99 ms',
  'CPU µs',
  '±',
  'busy',
  'MiB',
  'start',
]

/** What they mean. */
export const LEGEND = `"CPU µs" is the server's CPU time for each request, the figure to compare; "±"
how far apart the rounds are; "start" the milliseconds until it listened. "*"
behind "busy": the server waited, so its requests/s are not its limit.`

/** The row of a server. */
export function rowOf(one: Summary): string[] {
  const { latency, used } = one
  return [
    one.name,
    one.requestsPerSecond.toFixed(0),
    percent(one.spread),
    milliseconds(latency?.median),
    milliseconds(latency?.percentile99),
    used?.cpu.toFixed(1) ?? '-',
    used ? percent(used.cpuSpread) : '-',
    used ? percent(used.busy) + (wasWaiting(one) ? '*' : ' ') : '-',
    used ? (used.memory / 1024 / 1024).toFixed(0) : '-',
    one.startMilliseconds.toFixed(0),
  ]
}

function milliseconds(value: number | undefined): string {
  return value?.toFixed(2) ?? '-'
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`
}

/** A table for a terminal. Columns but the first stand on the right. */
export function alignRows(
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          left.includes(at)
            ? cell.padEnd(widths[at] ?? 0)
            : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A table in Markdown. Columns but the first stand on the right. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [titles = [], ...others] = rows
  const rule = titles.map((_, at) => (at === 0 ? '---' : '---:'))
  return [titles, rule, ...others]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
