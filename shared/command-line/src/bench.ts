// npm run bench: steps and known servers serve the same bytes, and a table
// says what each request cost them.
import { CONTESTANTS, type Contestant } from '@barewire/bench/contestants'
import { compareWithGoals } from '@barewire/bench/goals'
import { findLoadGenerator } from '@barewire/bench/load'
import { measureScenario, type Plan } from '@barewire/bench/measure'
import { type Scenario, SCENARIOS } from '@barewire/bench/scenarios'
import { type Summary, summarize } from '@barewire/bench/summary'
import { writeGoal, writeTable } from '@barewire/bench/table'
import { parseWords, stop } from './words.ts'

const HELP = `npm run bench                        all servers in all scenarios
npm run bench -- --quick             short rounds, for a first look
npm run bench -- --only get,fastify  these scenarios and servers alone
npm run bench -- --json              prints what was measured as JSON

scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}
servers:   ${CONTESTANTS.join(', ')}

"CPU µs" is the server's CPU time for each request, the figure to compare.
"*" behind "busy": the server waited, so its requests/s are not its limit.`

const OPTIONS = {
  quick: { type: 'boolean' },
  only: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'bench',
    help: HELP,
    options: OPTIONS,
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, SEE)
  const { scenarios, names } = choose(values['only'])
  const plan = planOf(flags.has('quick'))
  const { name: generator } = plan.generator
  console.error(`Load from ${generator}, ${plan.rounds} rounds`)
  const all: Summary[] = []
  for (const scenario of scenarios) {
    const measured = await measureScenario(scenario, names, plan)
    const summaries = measured.map(summarize)
    if (!flags.has('json')) print(scenario, summaries)
    all.push(...summaries)
  }
  const goals = compareWithGoals(all)
  if (!flags.has('json')) console.log(goals.map(writeGoal).join('\n'))
  else console.log(JSON.stringify({ generator, servers: all, goals }, null, 2))
  if (all.some(({ errors }) => errors > 0)) process.exitCode = 1
}

const SEE = 'See: npm run bench -- --help'

function planOf(quick: boolean): Plan {
  return {
    generator: findLoadGenerator(),
    rounds: quick ? 3 : 7,
    warmUpSeconds: quick ? 1 : 3,
    load: { seconds: quick ? 1 : 5, connections: 16 },
    progress: (line) => console.error(line),
  }
}

interface Choice {
  readonly scenarios: readonly Scenario[]
  readonly names: readonly Contestant[]
}

/** Words that name no scenario leave all of them, and so for servers. */
function choose(only: string | undefined): Choice {
  const words = only?.split(',') ?? []
  const scenarios = SCENARIOS.filter(({ name }) => words.includes(name))
  const names = CONTESTANTS.filter((name) => words.includes(name))
  if (scenarios.length + names.length < new Set(words).size) {
    stop(`Cannot find all of "${only}".`, SEE)
  }
  return {
    scenarios: scenarios.length > 0 ? scenarios : SCENARIOS,
    names: names.length > 0 ? names : CONTESTANTS,
  }
}

function print({ name }: Scenario, summaries: readonly Summary[]): void {
  console.log(`\n${name}\n${writeTable(summaries)}\n`)
}
