// How much of another server's CPU time step 23 may take for a request, and
// how many times as many requests it shall answer.
import type { Summary } from './summary.ts'

/** A ratio of step 23 to another server, in one scenario. */
export interface Goal {
  readonly scenario: string
  readonly against: string
  /** Of the CPU time for each request. */
  readonly atMost?: number
  /** Of the requests in a second. */
  readonly atLeast?: number
}

/** The goals whose servers are compared so far. */
export const GOALS: readonly Goal[] = [
  { scenario: 'get', against: 'fastify', atMost: 0.5 },
  { scenario: 'get', against: 'node-http', atMost: 0.6 },
  { scenario: 'get', against: 'raw-socket', atMost: 1.9 },
  { scenario: 'post', against: 'fastify', atMost: 0.7 },
  { scenario: 'pipelined', against: 'fastify', atLeast: 5 },
]

const OURS = 'step-23'

/** A goal with what was measured. */
export interface Reached extends Goal {
  readonly ratio: number
  readonly reached: boolean
}

/** The goals whose two servers were measured. */
export function compareWithGoals(all: readonly Summary[]): Reached[] {
  return GOALS.flatMap((goal) => {
    const of = (name: string): Summary | undefined =>
      all.find((one) => one.name === name && one.scenario === goal.scenario)
    const ours = of(OURS)
    const other = of(goal.against)
    return ours && other ? [reach(goal, ours, other)] : []
  })
}

function reach(goal: Goal, ours: Summary, other: Summary): Reached {
  const { atMost = Infinity, atLeast } = goal
  if (atLeast === undefined) {
    const ratio = ours.cpu / other.cpu
    return { ...goal, ratio, reached: ratio <= atMost }
  }
  const ratio = ours.requestsPerSecond / other.requestsPerSecond
  return { ...goal, ratio, reached: ratio >= atLeast }
}
