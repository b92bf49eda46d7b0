// What npm run bench does, and what it says meanwhile.
import {
  compareServers,
  explainBlanks,
  type Selection,
} from '@barewire/bench/compare'
import { HAS_CORES } from '@barewire/bench/cores'
import { compareWithGoals, rowOfGoal } from '@barewire/bench/goals'
import {
  type Curve,
  type Dimension,
  dimensionOf,
  exponentsOf,
  judgeGrowth,
  measureGrowth,
  type Sample,
} from '@barewire/bench/growth'
import { findLoadGenerator } from '@barewire/bench/load'
import type { Plan } from '@barewire/bench/measure'
import { profileStep, type Shares } from '@barewire/bench/profile'
import {
  type Blank,
  type Circumstances,
  type Comparison,
  describeMachine,
  type GrowthRun,
  type ProfileRun,
} from '@barewire/bench/record'
import { scenarioOf } from '@barewire/bench/scenarios'
import { type Summary, wasWaiting } from '@barewire/bench/summary'
import { alignRows, LEGEND, rowOf, TITLES } from '@barewire/bench/table'

type Say = (line: string) => void

const ROUNDS = 3
const QUICK_ROUNDS = 2
const GOAL_ROUNDS = 5
const CONNECTIONS = 50

/** How to measure: goals more carefully, since a verdict hangs on them. */
export function planOf({
  kind,
  rounds,
}: {
  readonly kind: 'usual' | 'quick' | 'goals'
  readonly rounds?: number | undefined
}): Plan {
  const usual = { usual: ROUNDS, quick: QUICK_ROUNDS, goals: GOAL_ROUNDS }
  return {
    generator: findLoadGenerator(),
    rounds: rounds ?? usual[kind],
    warmUpSeconds: kind === 'goals' ? 3 : 1,
    fresh: kind === 'goals',
    load: { seconds: 1, connections: CONNECTIONS },
    progress,
  }
}

/** A line that the next one overwrites; nothing where it goes to a file. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`)
}

function circumstancesOf(plan: Plan): Circumstances {
  return {
    made: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    machine: describeMachine(),
    generator: plan.generator.name,
    rounds: plan.rounds,
    seconds: plan.load.seconds,
    warmUpSeconds: plan.warmUpSeconds,
    cores: HAS_CORES && plan.generator.name === 'wrk',
    connections: plan.load.connections,
  }
}

/** Compares servers, and prints the table of each scenario when it is there. */
export async function compareAndPrint(
  selection: Selection,
  plan: Plan,
  say: Say,
): Promise<Comparison> {
  const results: Summary[] = []
  const blanks: Blank[] = []
  say(`Load from ${plan.generator.name}, ${plan.rounds} rounds.`)
  for await (const outcome of compareServers(selection, plan)) {
    progress('')
    const { name, title } = outcome.scenario
    say(`\n${name}: ${title}`)
    say(alignRows([TITLES, ...outcome.results.map(rowOf)]))
    for (const line of explainBlanks(outcome.blanks)) say(`not ${line}`)
    results.push(...outcome.results)
    blanks.push(...outcome.blanks)
  }
  sayEnd(results, plan, say)
  const { contestants } = selection
  const servers = contestants.map(({ name, kind, version, absent }) => ({
    name,
    kind,
    ...(version !== undefined && { version }),
    ...(absent !== undefined && { absent }),
  }))
  return { ...circumstancesOf(plan), servers, results, blanks }
}

function sayEnd(all: readonly Summary[], { generator }: Plan, say: Say): void {
  const waiting = all.filter(wasWaiting).length
  say(`\n${LEGEND}`)
  say(
    waiting === 0
      ? `${generator.name} kept every server busy.`
      : `In ${waiting} of ${all.length} cases ${generator.name} or the machine was the bottleneck.`,
  )
  for (const { scenario, name, errors } of all) {
    if (errors > 0) say(`${scenario}, ${name}: ${errors} errors`)
  }
  sayGoals(all, say)
}

function sayGoals(all: readonly Summary[], say: Say): void {
  const goals = compareWithGoals(all)
  const measured = goals.filter(({ ratios }) => ratios !== undefined)
  const left = goals.length - measured.length
  say(`\nGoals${left > 0 ? ` (and ${left} that were not measured)` : ''}`)
  say(alignRows(measured.map(rowOfGoal), [0, 1, 2, 4, 5]))
}

/** Measures how the cost grows, and prints it. */
export async function growAndPrint(
  dimensions: readonly Dimension[],
  plan: Plan,
  say: Say,
): Promise<GrowthRun> {
  const curves = await measureGrowth(dimensions, plan)
  progress('')
  for (const curve of curves) {
    say(`\n${alignRows(rowsOfCurve(curve), [])}`)
    say(describeExponents(curve.samples))
    if (curve.beside) say(`beside it: ${describeExponents(curve.beside)}`)
  }
  say(`\n${judgeGrowth(curves)}`)
  return { ...circumstancesOf(plan), curves }
}

function describeExponents(samples: readonly Sample[]): string {
  const { overall, atEnd } = exponentsOf({ samples })
  return `exponent ${overall.toFixed(2)}, at the end ${atEnd.toFixed(2)}`
}

function rowsOfCurve(curve: Curve): string[][] {
  const { name, samples, beside } = curve
  const other = dimensionOf(curve)?.beside?.title
  return [
    [name, 'req/s', 'CPU µs', 'errors', ...(other ? [`${other}, CPU µs`] : [])],
    ...samples.map(({ value, requestsPerSecond, cpu, errors = 0 }, at) => [
      String(value),
      requestsPerSecond.toFixed(0),
      cpu.toFixed(1),
      String(errors),
      ...(beside ? [beside[at]?.cpu.toFixed(1) ?? ''] : []),
    ]),
  ]
}

const PROFILED = ['get', 'post'] as const
const PROFILE_SECONDS = 5

/** Finds where the time goes, and prints it. */
export async function profileAndPrint(
  { load, ...plan }: Plan,
  say: Say,
): Promise<ProfileRun> {
  const here = { ...plan, load: { ...load, seconds: PROFILE_SECONDS } }
  const shares: Record<string, Shares> = {}
  for (const name of PROFILED) {
    progress(`${name}: profiling`)
    const found = await profileStep(scenarioOf(name), here)
    progress('')
    const rows = Object.entries(found).map(([place, share]) => [
      place,
      `${(share * 100).toFixed(1)} %`,
    ])
    say(`\n${name}\n${alignRows(rows)}`)
    shares[name] = found
  }
  return { ...circumstancesOf(here), shares }
}
