// npm run attack: a step against crowds that are slow, greedy or malicious,
// with a table of what that cost.
import {
  type Attack,
  type Figures,
  runAttack,
  startFor,
} from '@barewire/attacks/attack'
import { GREEDY, SLOW } from '@barewire/attacks/attacks'
import { type Growth, measureGrowth } from '@barewire/attacks/growth'
import { probesOf } from '@barewire/attacks/probes'
import { rowOfAttack, rowOfGrowth, writeReport } from '@barewire/attacks/report'
import { existingSteps, numberOf, type Step } from '@barewire/course/steps'
import { parseWords, stepOf, stop } from './words.ts'

const ATTACKS = [...SLOW, ...GREEDY]

const HELP = `npm run attack                       attacks the last step
npm run attack -- --step 19          another step, from 19 on
npm run attack -- --only "slow heads"   one attack alone
npm run attack -- --write            writes docs/reference/hostile-load.md

${ATTACKS.map(({ name, attackers }) => `${String(attackers).padStart(5)}  ${name}`).join('\n')}

Then it measures how the time of each parser grows with its input.`

const OPTIONS = {
  step: { type: 'string' },
  only: { type: 'string' },
  write: { type: 'boolean' },
} as const

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'attack',
    help: HELP,
    options: OPTIONS,
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, SEE)
  const step = attackedStep(values['step'])
  const attacks = attacksOf(values['only'])
  const all = values['only'] === undefined
  if (flags.has('write') && !all) stop('Cannot write a part of it.', SEE)
  const figures = await attackAll(step, attacks)
  const growth = all ? await measureAll(step) : []
  if (flags.has('write')) console.log(writeReport(step, figures, growth))
}

const SEE = 'See: npm run attack -- --help'

const FIRST_WITH_DEADLINES = numberOf('limits')

function attackedStep(word: string | undefined): Step {
  const step = word === undefined ? existingSteps().at(-1) : stepOf(word)
  if (step !== undefined && step.number >= FIRST_WITH_DEADLINES) return step
  stop(
    `Steps from ${FIRST_WITH_DEADLINES} on can be attacked: before, a client that is slow stays for ever.`,
  )
}

function attacksOf(name: string | undefined): readonly Attack[] {
  if (name === undefined) return ATTACKS
  const found = ATTACKS.filter((attack) => attack.name === name)
  if (found.length > 0) return found
  stop(`There is no attack "${name}".`, SEE)
}

/** Each has a server of its own, so that its memory is its own. */
async function attackAll(
  step: Step,
  attacks: readonly Attack[],
): Promise<Figures[]> {
  const all: Figures[] = []
  for (const attack of attacks) {
    await using server = await startFor(step, attack)
    const figures = await runAttack(server, attack)
    console.log(rowOfAttack(figures).join('  '))
    if ([...figures.answers.keys()].join() !== String(attack.status)) {
      process.exitCode = 1
      console.error(`  expected ${attack.status} for each`)
    }
    all.push(figures)
  }
  return all
}

async function measureAll(step: Step): Promise<Growth[]> {
  const all: Growth[] = []
  for (const probe of await probesOf(step)) {
    const growth = await measureGrowth(probe)
    console.log(rowOfGrowth(growth).join('  '))
    all.push(growth)
  }
  return all
}
