// Writes what was measured as a table for a terminal.
import type { Reached } from './goals.ts'
import { type Summary, wasWaiting } from './summary.ts'

const TITLES = [
  'server',
  'requests/s',
  'spread',
  'median ms',
  '99 % ms',
  'CPU µs',
  'spread',
  'busy',
  'MiB',
  'start ms',
  'errors',
]

/** The table of one scenario. */
export function writeTable(all: readonly Summary[]): string {
  const rows = [TITLES, ...all.map(cellsOf)]
  const widths = TITLES.map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0
        return at === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  '),
  )
  return lines.join('\n')
}

function cellsOf(one: Summary): string[] {
  return [
    one.name,
    one.requestsPerSecond.toFixed(0),
    percent(one.spread),
    one.latency?.median.toFixed(2) ?? '-',
    one.latency?.percentile99.toFixed(2) ?? '-',
    one.cpu.toFixed(1),
    percent(one.cpuSpread),
    percent(one.busy) + (wasWaiting(one) ? '*' : ' '),
    (one.memory / 1024 / 1024).toFixed(0),
    one.startMilliseconds.toFixed(0),
    String(one.errors),
  ]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** One goal: "get  step-23 : fastify  CPU 0.61, at most 0.50  missed". */
export function writeGoal(goal: Reached): string {
  const { scenario, against, ratio, atMost, atLeast, reached } = goal
  const bound =
    atLeast === undefined
      ? `CPU ${ratio.toFixed(2)}, at most ${atMost?.toFixed(2)}`
      : `requests/s ${ratio.toFixed(2)}, at least ${atLeast.toFixed(2)}`
  const end = reached ? 'reached' : 'missed'
  return `${scenario}  step-23 : ${against}  ${bound}  ${end}`
}
