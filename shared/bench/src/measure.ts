// Measures one scenario: all servers are started, warmed up, and then loaded
// one after the other, round by round, so that what disturbs one round
// disturbs them all.
import type { Compiled } from './compile.ts'
import type { Contestant } from './contestants.ts'
import type { LoadGenerator } from './load.ts'
import type { Counted, LoadOptions } from './load-options.ts'
import type { Requests, Scenario } from './scenarios.ts'
import { startContestant, type Started } from './start.ts'
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { askUsage } from './usage.ts'

/** How long to measure, and with what. */
export interface Plan {
  readonly generator: LoadGenerator
  readonly rounds: number
  readonly warmUpSeconds: number
  /** Whether each round has processes of its own. */
  readonly fresh: boolean
  readonly load: LoadOptions
  readonly progress: (line: string) => void
}

/** What one round says of a server. */
export interface Round {
  readonly counted: Counted
  /** Undefined: nobody can tell. */
  readonly used?: Used
}

/** What a server used for it. */
export interface Used {
  /** Microseconds of CPU time for each request. */
  readonly cpu: number
  /** The server's share of one core, 1 at most for a single thread. */
  readonly busy: number
  /** Bytes, at its end. */
  readonly memory: number
}

/** What all rounds say of a server. */
export interface Measured {
  readonly scenario: string
  readonly name: string
  readonly startMilliseconds: number
  readonly rounds: readonly Round[]
}

/**
 * Load before each round that does not count: a server that was idle while the
 * others had their turn has given memory back, and its code has left the
 * caches. The first second behind that costs up to a seventh more.
 */
const SETTLE_SECONDS = 1

interface Subjects {
  readonly servers: readonly Contestant[]
  readonly compiled: Compiled
}

/** Measures servers in one scenario. */
export async function measureScenario(
  scenario: Scenario,
  subjects: Subjects,
  plan: Plan,
): Promise<Measured[]> {
  if (!plan.fresh) return measureProcesses(scenario, subjects, plan)
  // One process differs from another one of the same server: what V8 compiles,
  // and where it lies, is a matter of chance.
  const rounds: Measured[][] = []
  for (let round = 1; round <= plan.rounds; round += 1) {
    const progress = (line: string): void =>
      plan.progress(`${line}, processes ${round} of ${plan.rounds}`)
    const once = { ...plan, rounds: 1, progress }
    rounds.push(await measureProcesses(scenario, subjects, once))
  }
  return (rounds[0] ?? []).map((first, at) => ({
    ...first,
    rounds: rounds.flatMap((measured) => measured[at]?.rounds ?? []),
  }))
}

async function measureProcesses(
  scenario: Scenario,
  { servers, compiled }: Subjects,
  plan: Plan,
): Promise<Measured[]> {
  const running: Started[] = []
  try {
    for (const server of servers) {
      plan.progress(`${scenario.name}: starting ${server.name}`)
      running.push(await startContestant(server, scenario, compiled))
    }
    await warmUpAll(running, scenario, plan)
    return await measureRounds(running, scenario, plan)
  } finally {
    for (const server of running) await server[Symbol.asyncDispose]()
  }
}

async function warmUpAll(
  servers: readonly Started[],
  scenario: Scenario,
  plan: Plan,
): Promise<void> {
  for (const server of servers) {
    plan.progress(`${scenario.name}: warming up ${server.name}`)
    await warmUp(server, scenario, plan)
  }
}

/** Sends load that does not count. */
export async function warmUp(
  server: RunningProcess,
  requests: Requests,
  { generator, load, warmUpSeconds }: Plan,
): Promise<void> {
  await generator.send(server, requests, { ...load, seconds: warmUpSeconds })
}

async function measureRounds(
  servers: readonly Started[],
  scenario: Scenario,
  plan: Plan,
): Promise<Measured[]> {
  const rounds = new Map<Started, Round[]>(servers.map((each) => [each, []]))
  const settling = { ...plan, warmUpSeconds: SETTLE_SECONDS }
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const [server, done] of rounds) {
      const which = `round ${round} of ${plan.rounds}`
      plan.progress(`${scenario.name}: ${which}, ${server.name}`)
      await warmUp(server, scenario, settling)
      done.push(await measureRound(server, scenario, plan))
    }
  }
  return [...rounds].map(([{ name, startMilliseconds }, done]) => ({
    scenario: scenario.name,
    name,
    startMilliseconds,
    rounds: done,
  }))
}

/** Sends load for a while, and notes what that cost the server. */
export async function measureRound(
  server: RunningProcess,
  requests: Requests,
  { generator, load }: Pick<Plan, 'generator' | 'load'>,
): Promise<Round> {
  const before = await askUsage(server)
  const counted = await generator.send(server, requests, load)
  const after = await askUsage(server)
  if (!before || !after || counted.requests === 0) return { counted }
  const microseconds = after.microseconds - before.microseconds
  const cpu = microseconds / counted.requests
  const busy = microseconds / 1e6 / counted.seconds
  return { counted, used: { cpu, busy, memory: after.memory } }
}
