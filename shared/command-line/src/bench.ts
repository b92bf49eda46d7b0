// npm run bench: steps and known servers serve the same bytes, and a table
// says what each request cost them. Also: how that cost grows with what is
// sent, and where the time goes.
import type { Selection } from '@barewire/bench/compare'
import { findContestants } from '@barewire/bench/contestants'
import { isInGoal } from '@barewire/bench/goals'
import { DIMENSIONS } from '@barewire/bench/growth'
import { type Measurements, readMeasurements } from '@barewire/bench/record'
import { SCENARIOS } from '@barewire/bench/scenarios'
import {
  compareAndPrint,
  growAndPrint,
  planOf,
  profileAndPrint,
} from './bench-runs.ts'
import { exitOnSignals } from './signals.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run bench                      all servers in all scenarios, 20 minutes
npm run bench -- --goals           what the goals name alone, 7 minutes
npm run bench -- --growth          how the cost of step 23 grows, 3 minutes
npm run bench -- --profile         where step 23 spends its time
npm run bench -- --page            writes the page anew, measures nothing

  --quick               short rounds; without --only, what the goals name
  --only get,fastify    these scenarios, servers or --growth's curves alone
  --rounds 9            how many rounds there are
  --json                prints what was measured as JSON
  --write               writes docs/reference/performance.md, .json and plots
  --label before        what the page calls a profile; "now", unless said

scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}
curves:    ${DIMENSIONS.map(({ name }) => name).join(', ')}
servers:   raw-socket, nginx, node-http, fastify, express, hono, koa,
           http.server, fastapi, flask, step-01 to step-23, step-23-layers

Load comes from wrk where it is installed, else from autocannon. CPU time of
servers that are not on Node is known on Linux alone.`

const OPTIONS = {
  goals: { type: 'boolean' },
  growth: { type: 'boolean' },
  profile: { type: 'boolean' },
  page: { type: 'boolean' },
  quick: { type: 'boolean' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  label: { type: 'string' },
} as const

const MODES = ['goals', 'growth', 'profile', 'page'] as const

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'bench',
    help: HELP,
    options: OPTIONS,
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, SEE)
  const modes = MODES.filter((mode) => flags.has(mode))
  if (modes.length > 1) stop(`Cannot do ${modes.join(' and ')} at once.`, SEE)
  const only = values['only']?.split(',')
  if (flags.has('write') && only) stop('Cannot write a part of it.', SEE)
  // What is kept for a while goes when the process exits, and not otherwise.
  exitOnSignals()
  const done = await measure(modes[0], { flags, values, only })
  if (flags.has('json')) console.log(JSON.stringify(done, null, 2))
  if (flags.has('write') || flags.has('page')) {
    // What draws takes a while to load.
    const { publish } = await import('@barewire/bench/publish')
    console.log(await publish(merge(readMeasurements(), done)))
  }
}

const SEE = 'See: npm run bench -- --help'

/** The profile that the page shows last. */
const NOW = 'now'

interface Choice {
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, string>>
  readonly only: readonly string[] | undefined
}

async function measure(
  mode: (typeof MODES)[number] | undefined,
  { flags, values, only }: Choice,
): Promise<Measurements> {
  const quick = flags.has('quick')
  const usual = quick ? 'quick' : 'usual'
  const kind = mode === 'goals' ? mode : usual
  const plan = planOf({ kind, rounds: roundsOf(values['rounds']) })
  // Where JSON goes to the output, nothing else does.
  const say = flags.has('json') ? console.error : console.log
  if (mode === 'page') return {}
  if (mode === 'growth') {
    return { growth: await growAndPrint(curvesOf(only), plan, say) }
  }
  if (mode === 'profile') {
    if (only) stop('Cannot use --only with --profile.', SEE)
    const label = values['label'] ?? NOW
    return { profiles: { [label]: await profileAndPrint(plan, say) } }
  }
  if (mode === 'goals') {
    if (only) stop('Cannot use --only with --goals.', SEE)
    return { goals: await compareAndPrint(goalsAlone(), plan, say) }
  }
  const selection = select(only, quick)
  return { comparison: await compareAndPrint(selection, plan, say) }
}

function roundsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text)
  stop(`Cannot do "${text}" rounds.`, SEE)
}

function curvesOf(only: Choice['only']): typeof DIMENSIONS {
  const chosen = DIMENSIONS.filter(({ name }) => only?.includes(name))
  findAll(only, chosen)
  return only ? chosen : DIMENSIONS
}

/** Words that name no scenario leave all of them, and so for servers. */
function select(only: Choice['only'], quick: boolean): Selection {
  const contestants = findContestants()
  const scenarios = SCENARIOS.filter(({ name }) => only?.includes(name))
  const servers = contestants.filter(({ name }) => only?.includes(name))
  findAll(only, [...scenarios, ...servers])
  const chosen = servers.length > 0 ? servers : contestants
  const asked = scenarios.length > 0 ? scenarios : SCENARIOS
  if (quick && !only) return goalsAlone()
  return { scenarios: asked, contestants: chosen, isWanted: () => true }
}

function goalsAlone(): Selection {
  const contestants = findContestants()
  const named = SCENARIOS.filter((scenario) =>
    contestants.some(({ name }) => isInGoal(scenario.name, name)),
  )
  return {
    scenarios: named,
    contestants,
    isWanted: (scenario, { name }) => isInGoal(scenario.name, name),
  }
}

/** Stops at a word that names nothing. */
function findAll(
  only: Choice['only'],
  found: readonly { readonly name: string }[],
): void {
  const names = found.map(({ name }) => name)
  const unknown = only?.filter((word) => !names.includes(word)) ?? []
  if (unknown.length > 0) stop(`Cannot find "${unknown.join(', ')}".`, SEE)
}

/** What was measured now instead of what was measured before. */
function merge(before: Measurements, now: Measurements): Measurements {
  const { [NOW]: last, ...others } = { ...before.profiles, ...now.profiles }
  const profiles = { ...others, ...(last && { [NOW]: last }) }
  const some = Object.keys(profiles).length > 0
  return { ...before, ...now, ...(some && { profiles }) }
}
