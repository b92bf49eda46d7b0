// How much of another server's CPU time a step may take for a request, and
// how many times as many requests it shall answer.
import { max, median, min } from 'simple-statistics'
import type { RoundSummary, Summary } from './summary.ts'

/** A ratio of a step to another server, in one scenario. */
export interface Goal {
  readonly scenario: string
  readonly step: string
  readonly against: string
  /** Of the CPU time for each request. */
  readonly atMost?: number
  /** Of the requests in a second. */
  readonly atLeast?: number
}

const GET = { scenario: 'get', step: 'step-23' } as const
const PIPELINED = { scenario: 'pipelined', step: 'step-23' } as const

export const GOALS: readonly Goal[] = [
  { ...GET, against: 'fastify', atMost: 0.5 },
  { ...GET, against: 'node-http', atMost: 0.6 },
  { ...GET, against: 'hono', atMost: 0.5 },
  { ...GET, against: 'express', atMost: 0.15 },
  { ...GET, against: 'raw-socket', atMost: 1.9 },
  { ...GET, against: 'nginx', atMost: 2.2 },
  { ...GET, scenario: 'post', against: 'fastify', atMost: 0.7 },
  { ...PIPELINED, against: 'fastify', atLeast: 5 },
  { ...PIPELINED, against: 'nginx', atLeast: 1.3 },
  { scenario: 'hello', step: 'step-09', against: 'node-http', atMost: 0.5 },
]

/** Whether a goal is about a server in a scenario. */
export function isInGoal(scenario: string, name: string): boolean {
  return GOALS.some(
    (goal) =>
      goal.scenario === scenario &&
      (goal.step === name || goal.against === name),
  )
}

/** A goal with what was measured. */
export interface Compared extends Goal {
  /** Of all rounds; undefined: one of the two was not measured. */
  readonly ratios?: Ratios
}

/** Ratios of rounds that followed each other, from the least to the greatest. */
export interface Ratios {
  readonly least: number
  readonly median: number
  readonly greatest: number
}

/** All goals, with their ratios. */
export function compareWithGoals(all: readonly Summary[]): Compared[] {
  return GOALS.map((goal) => {
    const of = (name: string): Summary | undefined =>
      all.find((one) => one.name === name && one.scenario === goal.scenario)
    const ratios = ratiosOf(goal, of(goal.step), of(goal.against))
    return ratios === undefined ? goal : { ...goal, ratios }
  })
}

/**
 * Round by round: what slows the machine down for a while slows down both, and
 * is not in the ratio.
 */
function ratiosOf(
  { atLeast }: Goal,
  ours: Summary | undefined,
  other: Summary | undefined,
): Ratios | undefined {
  const figure = ({ requestsPerSecond, cpu }: RoundSummary) =>
    atLeast === undefined ? cpu : requestsPerSecond
  const all = ours?.rounds.flatMap((round, at) => {
    const theirs = other?.rounds[at]
    const [one, two] = [figure(round), theirs && figure(theirs)]
    return one !== undefined && two ? [one / two] : []
  })
  if (!all || all.length === 0) return undefined
  return { least: min(all), median: median(all), greatest: max(all) }
}

/** Undefined: not measured. */
export function isReached(goal: Compared): boolean | undefined {
  const { ratios, atMost = Infinity, atLeast = 0 } = goal
  return ratios && ratios.median <= atMost && ratios.median >= atLeast
}

/** The scenario, the two, the bound, the ratio, its range, the end. */
export function rowOfGoal(goal: Compared): string[] {
  const { scenario, step, against, atMost, atLeast, ratios } = goal
  const bound =
    atLeast === undefined
      ? `CPU at most ${(atMost ?? 1).toFixed(2)}`
      : `requests/s at least ${atLeast.toFixed(2)}`
  const reached = isReached(goal)
  const end = reached ? 'reached' : 'missed'
  return [
    scenario,
    `${step} : ${against}`,
    bound,
    ratios?.median.toFixed(2) ?? '',
    ratios ? `${ratios.least.toFixed(2)} to ${ratios.greatest.toFixed(2)}` : '',
    reached === undefined ? 'not measured' : end,
  ]
}

export const GOAL_TITLES = [
  'scenario',
  'compared',
  'goal',
  'ratio',
  'range',
  '',
]
