// npm run fuzz: requests from the grammar, with faults and cut anywhere,
// against a step's server and its parser.
import { existingSteps, type Step } from '@barewire/course/steps'
import {
  FIRST_FUZZED,
  loadWire,
  type MakeServer,
  openBench,
} from '@barewire/fuzz/bench'
import { type Counts, describeFinding, fuzz } from '@barewire/fuzz/fuzz'
import { loadParser } from '@barewire/fuzz/parser'
import { PROPERTIES, type Property } from '@barewire/fuzz/properties'
import { randomInt } from 'node:crypto'
import { parseWords, stepOf, stop } from './words.ts'

const HELP = `npm run fuzz                         fuzzes the last step for a minute
npm run fuzz -- --minutes 30         for longer; fractions are allowed
npm run fuzz -- --step 19            another step, from ${FIRST_FUZZED} on
npm run fuzz -- --property split     one property alone
npm run fuzz -- --seed 1             the same cases again
npm run fuzz -- --property split --seed 1 --path 3:0   one case again

${PROPERTIES.map(({ name, about }) => `${name.padEnd(9)} ${about}`).join('\n')}

Exit code 1: a property does not hold, and how to replay that is printed.`

const PROGRESS = 10_000

const OPTIONS = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  path: { type: 'string' },
  property: { type: 'string' },
  step: { type: 'string' },
} as const

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { values, others } = parseWords(words, {
    name: 'fuzz',
    help: HELP,
    options: OPTIONS,
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, SEE)
  const seed = seedOf(values['seed'])
  const milliseconds = minutesOf(values['minutes'] ?? '1') * 60_000
  const step = fuzzedStep(values['step'])
  const properties = propertiesOf(values['property'])
  const path = pathOf(values)
  console.log(`Seed ${seed}, step ${step.number} (${step.title})`)
  const make = await loadWire<{ createServer: MakeServer }>(step, 'server.ts')
  await using bench = await openBench(make.createServer)
  const subject = { bench, readPieces: await loadParser(step) }
  const onRound = createProgress()
  const options = { seed, milliseconds, path, properties, onRound }
  const { counts, finding } = await fuzz(subject, options)
  for (const [name, count] of counts) console.log(`${name}: ${count} cases`)
  if (finding === undefined) return
  console.error(describeFinding(finding, step.number))
  process.exitCode = 1
}

const SEE = 'See: npm run fuzz -- --help'

function seedOf(word: string | undefined): number {
  if (word === undefined) return randomInt(2 ** 31)
  const seed = Number(word)
  if (/^-?\d{1,10}$/.test(word) && (seed | 0) === seed) return seed
  stop(`A seed is a number of 32 bits, not "${word}".`, SEE)
}

function minutesOf(word: string): number {
  if (/^\d+(?:\.\d+)?$/.test(word) && Number(word) > 0) return Number(word)
  stop(`Minutes are a number above 0, not "${word}".`, SEE)
}

function fuzzedStep(word: string | undefined): Step {
  const step = word === undefined ? existingSteps().at(-1) : stepOf(word)
  if (step !== undefined && step.number >= FIRST_FUZZED) return step
  stop(
    `Steps from ${FIRST_FUZZED} on can be fuzzed: before, nothing is limited.`,
  )
}

function propertiesOf(name: string | undefined): readonly Property[] {
  if (name === undefined) return PROPERTIES
  const found = PROPERTIES.filter((property) => property.name === name)
  if (found.length > 0) return found
  const names = PROPERTIES.map((property) => property.name).join(', ')
  stop(`There is no property "${name}". There are: ${names}`)
}

function pathOf(values: Readonly<Record<string, string>>): string | undefined {
  const { path } = values
  if (path === undefined) return undefined
  if (!/^\d+(?::\d+)*$/.test(path)) stop(`"${path}" is no path.`, SEE)
  if (values['seed'] !== undefined && values['property'] !== undefined) {
    return path
  }
  stop('A path needs its --seed and its --property.', SEE)
}

/** Tells now and then how many cases there were. */
function createProgress(): (counts: Counts) => void {
  let next = performance.now() + PROGRESS
  return (counts) => {
    if (performance.now() < next) return
    next += PROGRESS
    const all = [...counts].map(([name, count]) => `${name} ${count}`)
    console.log(all.join(', '))
  }
}
