// The figures of attacks as rows of text, and as a page of the reference.
import { ROOT, type Step } from '@barewire/course/steps'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import type { Figures } from './attack.ts'
import { type Growth, LONGER, SHORTER } from './growth.ts'

const PAGE = join('docs', 'reference', 'hostile-load.md')

/** What the columns of an attack are. */
export const FIGURES = [
  'attack',
  'attackers',
  'answers',
  'others wait, before',
  'meanwhile',
  'over after',
  'memory at most',
] as const

/** The row of an attack. */
export function rowOfAttack(figures: Figures): string[] {
  const { name, attackers, answers, before, during } = figures
  const { seconds, memory } = figures
  const told = [...answers].map(([status, count]) =>
    status === 0 ? `${count} × an end` : `${count} × ${status}`,
  )
  return [
    name,
    String(attackers),
    told.join(', '),
    `${before.toFixed(1)} ms`,
    `${during.toFixed(1)} ms`,
    `${seconds.toFixed(1)} s`,
    memory === undefined ? 'unknown' : `${memory.toFixed(0)} MiB`,
  ]
}

/** What the columns of a parser's growth are. */
export const GROWTH = [
  'input',
  `${SHORTER / 1024} KiB`,
  `${LONGER / 1024} KiB`,
  'exponent',
] as const

/** The row of a parser. */
export function rowOfGrowth({
  name,
  milliseconds,
  exponent,
}: Growth): string[] {
  const times = milliseconds.map((time) => `${time.toFixed(2)} ms`)
  return [name, ...times, exponent.toFixed(2)]
}

/** Writes the page. Gives its path from the project's root. */
export function writeReport(
  step: Step,
  attacks: readonly Figures[],
  growth: readonly Growth[],
): string {
  const file = join(ROOT, PAGE)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, reportOf(step, attacks, growth))
  return PAGE
}

/** The page as Markdown. */
export function reportOf(
  step: Step,
  attacks: readonly Figures[],
  growth: readonly Growth[],
): string {
  const [cpu] = cpus()
  const date = new Date().toISOString().slice(0, 10)
  return `# Hostile load

How step ${step.number} does when clients are slow on purpose, or greedy. Made by
\`npm run attack -- --write\` on ${date}: one run, Node ${process.versions.node},
${cpus().length} × ${cpu?.model ?? 'an unknown processor'}, attackers and server on the same machine.
Times say how something grows, not how fast another machine is.

## Attacks

"Others" are clients who ask for \`GET /\`, each on a connection of its own, one
after the other; the time is the median of a hundred. Each attack has a server
of its own. What the attackers send is in
[attacks.ts](../../shared/attacks/src/attacks.ts); the limits are in
[security.md](security.md).

${table(FIGURES, attacks.map(rowOfAttack))}

## Growth

Processor time of each parser for the worst input that we know, far above what
the limits let through, the best of several runs. Time grows as the length to
the power of the exponent: 1 is linear, 2 would be quadratic. It is the second
least of what four doublings show: where more memory is needed, one or two of
them cost more. The tests fail from 1.75 on. The inputs are in
[probes.ts](../../shared/attacks/src/probes.ts).

${table(GROWTH, growth.map(rowOfGrowth))}
`
}

function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'))
  return [columns, rule, ...rows].map(lineOf).join('\n')
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
