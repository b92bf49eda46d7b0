// How much of another server's CPU time a step may take for a request, and
// how many times as many requests it shall answer.
import type { Summary } from './summary.ts'

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
  /** Undefined: one of the two was not measured. */
  readonly ratio?: number
}

/** All goals, with their ratios. */
export function compareWithGoals(all: readonly Summary[]): Compared[] {
  return GOALS.map((goal) => {
    const of = (name: string): Summary | undefined =>
      all.find((one) => one.name === name && one.scenario === goal.scenario)
    const ratio = ratioOf(goal, of(goal.step), of(goal.against))
    return ratio === undefined ? goal : { ...goal, ratio }
  })
}

function ratioOf(
  { atLeast }: Goal,
  ours: Summary | undefined,
  other: Summary | undefined,
): number | undefined {
  if (!ours || !other) return undefined
  if (atLeast !== undefined) {
    return ours.requestsPerSecond / other.requestsPerSecond
  }
  return ours.used && other.used && ours.used.cpu / other.used.cpu
}

/** Undefined: not measured. */
export function isReached(goal: Compared): boolean | undefined {
  const { ratio, atMost = Infinity, atLeast = 0 } = goal
  return ratio === undefined ? ratio : ratio <= atMost && ratio >= atLeast
}

/** The words about a goal: the scenario, the two, the bound, the ratio, the end. */
export function rowOfGoal(goal: Compared): string[] {
  const { scenario, step, against, atMost, atLeast, ratio } = goal
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
    ratio?.toFixed(2) ?? '',
    reached === undefined ? 'not measured' : end,
  ]
}

export const GOAL_TITLES = ['scenario', 'compared', 'goal', 'ratio', '']
