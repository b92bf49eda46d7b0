// One line for each server: the medians of its rounds, and their spread.
import type { Latency } from './load.ts'
import type { Measured, Round } from './measure.ts'
import { median, spread } from './statistics.ts'

/** What is said of a server in a scenario. */
export interface Summary {
  readonly scenario: string
  readonly name: string
  readonly requestsPerSecond: number
  /** Of the requests in a second, as a share of their median. */
  readonly spread: number
  /** Undefined where the load generator cannot tell. */
  readonly latency?: Latency
  /** Microseconds of the server for each request. */
  readonly cpu: number
  /** Of the CPU time, as a share of its median. */
  readonly cpuSpread: number
  /** The server's share of one core. */
  readonly busy: number
  /** Bytes. */
  readonly memory: number
  readonly startMilliseconds: number
  /** Of all rounds. */
  readonly errors: number
}

/** Makes one line of all rounds. */
export function summarize(measured: Measured): Summary {
  const { scenario, name, startMilliseconds, rounds } = measured
  const each = (pick: (round: Round) => number): number[] => rounds.map(pick)
  const rates = each(({ counted }) => counted.requests / counted.seconds)
  const times = each(({ cpu }) => cpu)
  return {
    scenario,
    name,
    requestsPerSecond: median(rates),
    spread: spread(rates),
    ...latencyOf(rounds),
    cpu: median(times),
    cpuSpread: spread(times),
    busy: median(each(({ busy }) => busy)),
    memory: median(each(({ memory }) => memory)),
    startMilliseconds,
    errors: rounds.reduce((sum, { counted }) => sum + counted.errors, 0),
  }
}

function latencyOf(rounds: readonly Round[]): { latency?: Latency } {
  const all = rounds.flatMap(({ counted }) => counted.latency ?? [])
  if (all.length === 0) return {}
  return {
    latency: {
      median: median(all.map((one) => one.median)),
      percentile99: median(all.map((one) => one.percentile99)),
    },
  }
}

/**
 * Whether the server could have done more: it had a tenth of its core left,
 * because the load generator or the machine was slower.
 */
export function wasWaiting({ busy }: Summary): boolean {
  return busy < 0.9
}
