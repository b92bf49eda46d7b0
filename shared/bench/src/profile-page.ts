// The part of the page that says where the time goes.
import type { ProfileRun } from './record.ts'
import { SCENARIOS } from './scenarios.ts'
import { markdownTable } from './table.ts'

/** What takes less than this in all runs has no row of its own. */
const SHOWN = 0.01

type Runs = Readonly<Record<string, ProfileRun>>

/** A table for each scenario, a column for each label. */
export function writeProfiles(runs: Runs): string[] {
  const all = Object.values(runs)
  const names = new Set(all.flatMap(({ shares }) => Object.keys(shares)))
  const scenarios = SCENARIOS.filter(({ name }) => names.has(name))
  return [
    '## Where the time goes',
    `Shares of step 23's CPU time, from V8's sampling profiler (\`node --cpu-prof\`)
under load, by the file of the function that ran. What an inlined function takes
counts for the one that it is inlined into.`,
    ...Object.entries(runs).map(
      ([label, run]) => `**${label}**: ${describeProfile(run)}`,
    ),
    ...scenarios.flatMap(({ name, title }) => [
      `### ${name}, profiled: ${title}`,
      markdownTable(rowsOf(runs, name)),
    ]),
  ]
}

function describeProfile({ made, node, machine, seconds }: ProfileRun): string {
  return `${made}, Node ${node}, ${machine}, ${seconds} s of load.`
}

function rowsOf(runs: Runs, scenario: string): string[][] {
  const columns = Object.values(runs).map(
    ({ shares }) => shares[scenario] ?? {},
  )
  const names = [...new Set(columns.flatMap((shares) => Object.keys(shares)))]
  const greatest = (name: string): number =>
    Math.max(...columns.map((shares) => shares[name] ?? 0))
  const shown = names.filter((name) => greatest(name) >= SHOWN)
  const sorted = shown.toSorted((one, other) => greatest(other) - greatest(one))
  const rest = columns.map((shares) =>
    Object.entries(shares)
      .filter(([name]) => !shown.includes(name))
      .reduce((sum, [, share]) => sum + share, 0),
  )
  return [
    ['', ...Object.keys(runs)],
    ...sorted.map((name) => [
      name,
      ...columns.map((shares) => cell(shares[name])),
    ]),
    ['less than 1 % each', ...rest.map(cell)],
  ]
}

function cell(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(1)} %`
}
