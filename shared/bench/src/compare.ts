// Compares the servers: each of them in each scenario that it can do.
import { compile } from './compile.ts'
import { type Contestant, obstacleOf } from './contestants.ts'
import { measureScenario, type Plan } from './measure.ts'
import type { Blank } from './record.ts'
import type { Scenario } from './scenarios.ts'
import { type Summary, summarize } from './summary.ts'

/** What is to be compared. */
export interface Selection {
  readonly scenarios: readonly Scenario[]
  readonly contestants: readonly Contestant[]
  /** Whether a server is asked in a scenario. */
  readonly isWanted: (scenario: Scenario, contestant: Contestant) => boolean
}

/** What came out, scenario by scenario. */
export interface Outcome {
  readonly scenario: Scenario
  readonly results: readonly Summary[]
  readonly blanks: readonly Blank[]
}

/** Measures scenario by scenario. */
export async function* compareServers(
  { scenarios, contestants, isWanted }: Selection,
  plan: Plan,
): AsyncGenerator<Outcome> {
  plan.progress('compiling')
  using compiled = await compile(contestants.flatMap(sourceOf))
  for (const [at, scenario] of scenarios.entries()) {
    const wanted = contestants.filter((each) => isWanted(scenario, each))
    const blanks = wanted.flatMap((each) => blankOf(each, scenario))
    const servers = wanted.filter((each) => !obstacleOf(each, scenario))
    const progress = (line: string): void =>
      plan.progress(`${at + 1}/${scenarios.length} ${line}`)
    const measured = await measureScenario(
      scenario,
      { servers, compiled },
      { ...plan, progress },
    )
    yield { scenario, results: measured.map(summarize), blanks }
  }
}

/** What of a server has to be compiled: nothing of one in Python. */
export function sourceOf({ name, file, step }: Contestant) {
  if (!file?.endsWith('.ts')) return []
  return [{ name, file, ...(step && { step }) }]
}

function blankOf(contestant: Contestant, scenario: Scenario): Blank[] {
  const reason = obstacleOf(contestant, scenario)
  if (reason === undefined) return []
  return [{ scenario: scenario.name, name: contestant.name, reason }]
}

/** "step-02 to step-08: keeps no connection", each reason once. */
export function explainBlanks(blanks: readonly Blank[]): string[] {
  const reasons = new Set(blanks.map(({ reason }) => reason))
  return [...reasons].map((reason) => {
    const because = blanks.filter((blank) => blank.reason === reason)
    const names = [...new Set(because.map(({ name }) => name))]
    return `${joinNames(names)}: ${reason}`
  })
}

/** Steps that follow each other are told by the first and the last. */
function joinNames(names: readonly string[]): string {
  const runs: string[][] = []
  for (const name of names) {
    const run = runs.at(-1)
    if (run && follows(name, run.at(-1) ?? '')) run.push(name)
    else runs.push([name])
  }
  return runs
    .map((run) => (run.length > 2 ? [run[0], run.at(-1)].join(' to ') : run))
    .flat()
    .join(', ')
}

function follows(name: string, before: string): boolean {
  return numberOf(name) === numberOf(before) + 1
}

function numberOf(name: string): number {
  return Number(/^step-(\d\d)$/.exec(name)?.[1] ?? NaN)
}
