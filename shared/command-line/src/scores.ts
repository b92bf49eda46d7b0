// Prints how a server did in the RFC cases: a line of figures, or the bytes.
import type { RfcCase } from '@barewire/checks/rfc-case'
import {
  percentOf,
  type Report,
  scoreOf,
} from '@barewire/peers/conformance-report'
import type { Run } from '@barewire/peers/conformance-run'
import { showResult } from '@barewire/peers/show-result'
import colors from 'picocolors'

/** The bytes of each case; those of "failed" if it has failed. */
export function printResults({ target, results }: Run, show: string): void {
  const shown = results.filter(
    ({ outcome }) => show !== 'failed' || outcome === 'failed',
  )
  const server = [target.name, target.version].join(' ').trim()
  for (const result of shown) console.log(showResult(server, result))
}

/** "fastify 5.12.8   MUST 126 of 148   SHOULD …", and what it misses. */
export function printScore(
  report: Report,
  cases: readonly RfcCase[],
  seconds: number,
): void {
  const protocol = cases.filter(({ application }) => !application)
  const part = (wanted: string): string => {
    const some = protocol.filter(({ level }) => level === wanted)
    const { passed, judged } = scoreOf(report, some)
    return `${wanted} ${String(passed).padStart(3)} of ${judged}`
  }
  const line = [
    [report.name, report.version].join(' ').trim().padEnd(33),
    part('MUST').padEnd(16),
    part('SHOULD').padEnd(18),
    percentOf(scoreOf(report, protocol)).padStart(7),
    colors.dim(`${seconds.toFixed(1).padStart(6)} s`),
  ]
  console.log(line.join(''))
  const missed = missedIn(report, protocol)
  if (missed !== '') console.log(colors.dim(`  misses ${missed}`))
  const { judged } = report
  if (judged === undefined) return
  const step = judged.reached === 0 ? 'no step' : `step ${judged.reached}`
  const first = judged.first ? `; first failure ${judged.first}` : ''
  console.log(colors.dim(`  npm run check: ${step}${first}`))
}

/** "3 of request-line, 13 of host". */
function missedIn(report: Report, cases: readonly RfcCase[]): string {
  const groups = [...new Set(cases.map(({ group }) => group))]
  return groups
    .flatMap((name) => {
      const some = cases.filter(({ group }) => group === name)
      const { passed, judged } = scoreOf(report, some)
      return passed < judged ? `${judged - passed} of ${name}` : []
    })
    .join(', ')
}
