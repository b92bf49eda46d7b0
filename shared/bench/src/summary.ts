// One line for each server: the medians of its rounds, and their spread.
import { median } from 'simple-statistics'
import type { Latency } from './load-options.ts'
import type { Measured, Round, Used } from './measure.ts'
import { rounded, spread } from './statistics.ts'

/** What is said of a server in a scenario. */
export interface Summary {
  readonly scenario: string
  readonly name: string
  readonly requestsPerSecond: number
  /** Of the requests in a second, as a share of their median. */
  readonly spread: number
  /** Undefined where the load generator cannot tell. */
  readonly latency?: Latency
  /** Undefined where nobody can tell. */
  readonly used?: UsedInMedian
  readonly startMilliseconds: number
  /** Of all rounds. */
  readonly errors: number
  /** In their order, to compare two servers that were loaded in turns. */
  readonly rounds: readonly RoundSummary[]
}

/** What is kept of a round. */
export interface RoundSummary {
  readonly requestsPerSecond: number
  /** Microseconds for each request; undefined: nobody can tell. */
  readonly cpu?: number
}

/** What a server used, as medians. */
export interface UsedInMedian extends Used {
  /** Of the CPU time, as a share of its median. */
  readonly cpuSpread: number
}

/** Makes one line of all rounds. */
export function summarize(measured: Measured): Summary {
  const { scenario, name, startMilliseconds, rounds } = measured
  const rates = rounds.map(({ counted }) => counted.requests / counted.seconds)
  return {
    scenario,
    name,
    requestsPerSecond: rounded(median(rates)),
    spread: rounded(spread(rates)),
    ...latencyOf(rounds),
    ...usedIn(rounds),
    startMilliseconds: rounded(startMilliseconds),
    errors: rounds.reduce((sum, { counted }) => sum + counted.errors, 0),
    rounds: rounds.map(({ used }, at) => ({
      requestsPerSecond: rounded(rates[at] ?? 0),
      ...(used && { cpu: rounded(used.cpu) }),
    })),
  }
}

function latencyOf(rounds: readonly Round[]): { latency?: Latency } {
  const all = rounds.flatMap(({ counted }) => counted.latency ?? [])
  if (all.length === 0) return {}
  return {
    latency: {
      median: rounded(median(all.map((one) => one.median))),
      percentile99: rounded(median(all.map((one) => one.percentile99))),
    },
  }
}

function usedIn(rounds: readonly Round[]): { used?: UsedInMedian } {
  const all = rounds.flatMap(({ used }) => used ?? [])
  if (all.length === 0) return {}
  const times = all.map(({ cpu }) => cpu)
  return {
    used: {
      cpu: rounded(median(times)),
      cpuSpread: rounded(spread(times)),
      busy: rounded(median(all.map(({ busy }) => busy))),
      memory: rounded(median(all.map(({ memory }) => memory))),
    },
  }
}

/**
 * Whether the server could have done more: it had a tenth of its core left,
 * because the load generator or the machine was slower.
 */
export function wasWaiting({ used }: Summary): boolean {
  return used !== undefined && used.busy < 0.9
}
