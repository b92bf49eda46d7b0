// Measures one scenario: all servers are started, warmed up, and then loaded
// one after the other, round by round, so that what disturbs one round
// disturbs them all.
import {
  type Contestant,
  type Started,
  startContestant,
} from './contestants.ts'
import type { Counted, LoadGenerator, LoadOptions } from './load.ts'
import type { Scenario } from './scenarios.ts'
import { askUsage } from './usage.ts'

/** How long to measure, and with what. */
export interface Plan {
  readonly generator: LoadGenerator
  readonly rounds: number
  readonly warmUpSeconds: number
  readonly load: LoadOptions
  readonly progress: (line: string) => void
}

/** What one round says of a server. */
export interface Round {
  readonly counted: Counted
  /** Microseconds of the server's CPU time for each request. */
  readonly cpu: number
  /** The server's share of one core, 1 at most for a single thread. */
  readonly busy: number
  /** Bytes. */
  readonly memory: number
}

/** What all rounds say of a server. */
export interface Measured {
  readonly scenario: string
  readonly name: Contestant
  readonly startMilliseconds: number
  readonly rounds: readonly Round[]
}

/** Measures servers in one scenario. */
export async function measureScenario(
  scenario: Scenario,
  names: readonly Contestant[],
  plan: Plan,
): Promise<Measured[]> {
  const servers: Started[] = []
  try {
    for (const name of names)
      servers.push(await startContestant(name, scenario))
    await warmUp(servers, scenario, plan)
    return await measureRounds(servers, scenario, plan)
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]()
  }
}

async function warmUp(
  servers: readonly Started[],
  scenario: Scenario,
  { generator, load, warmUpSeconds, progress }: Plan,
): Promise<void> {
  for (const server of servers) {
    progress(`${scenario.name}: warming up ${server.name}`)
    await generator.send(server, scenario, { ...load, seconds: warmUpSeconds })
  }
}

async function measureRounds(
  servers: readonly Started[],
  scenario: Scenario,
  plan: Plan,
): Promise<Measured[]> {
  const rounds = new Map<Started, Round[]>(servers.map((each) => [each, []]))
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const [server, done] of rounds) {
      plan.progress(`${scenario.name}: round ${round}, ${server.name}`)
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

async function measureRound(
  server: Started,
  scenario: Scenario,
  { generator, load }: Plan,
): Promise<Round> {
  const before = await askUsage(server)
  const counted = await generator.send(server, scenario, load)
  const { microseconds, memory } = await askUsage(server)
  const used = microseconds - before.microseconds
  return {
    counted,
    cpu: used / counted.requests,
    busy: used / 1e6 / counted.seconds,
    memory,
  }
}
