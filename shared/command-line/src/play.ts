// npm run play 3: a folder to write step 3 in, which begins as step 2.
import { select, isCancel } from '@clack/prompts'
import { existingSteps, ROOT, type Step } from '@barewire/course/steps'
import { begin, keep } from '@barewire/playground/begin'
import {
  hasPlayground,
  playgroundFolder,
  readProgress,
  restore,
  savedVersions,
} from '@barewire/playground/playground'
import { relative, sep } from 'node:path'
import colors from 'picocolors'
import { parseWords, stepOf, stop, type Words } from './words.ts'

const HELP = `npm run play 3                 makes playground/ with the code of step 2, a TODO
                               at each place that changes, and step 3's goal
npm run play 4 -- --keep       step 4 with your own code, as it is
npm run play                   asks which step, or says what there is
npm run play -- --list         what is there, and what has been saved
npm run play -- --reset        the step that you are at, from the start
npm run play -- --restore      brings back what was saved last, or asks
npm run play -- --restore "NAME"

What is in the playground is saved before anything else comes there.
Git ignores the folder. BAREWIRE_PLAYGROUND names another one.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const parsed = parseWords(words, {
    name: 'play',
    help: HELP,
    options: {
      list: { type: 'boolean' },
      reset: { type: 'boolean' },
      restore: { type: 'boolean' },
      keep: { type: 'boolean' },
    },
  })
  const { flags, others } = parsed
  if (flags.has('list')) return console.log(listed())
  if (flags.has('restore')) return bringBack(others)
  if (others.length > 1) stop(`One step at a time, not "${others.join(' ')}".`)
  const step = await stepFor(parsed)
  if (step === undefined) return
  if (flags.has('keep')) goOn(step)
  else start(step)
}

async function stepFor({ flags, others }: Words): Promise<Step | undefined> {
  const [word] = others
  if (word !== undefined) return stepOf(word)
  if (flags.has('reset')) return current()
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    stop(
      'Which step? For example: npm run play 1',
      'See: npm run play -- --help',
    )
  }
  const next = (readProgress()?.reached ?? 0) + 1
  const chosen = await select({
    message: 'Which step do you want to write?',
    initialValue: Math.min(next, existingSteps().length),
    maxItems: 12,
    options: existingSteps().map(({ number, title, idea }) => ({
      value: number,
      label: `${number} ${title}`,
      hint: idea,
    })),
  })
  return isCancel(chosen) ? undefined : stepOf(String(chosen))
}

function current(): Step {
  const progress = readProgress()
  if (progress === undefined) {
    stop('There is no playground yet. Make one: npm run play 1')
  }
  return stepOf(String(progress.step))
}

function start(step: Step): void {
  const { saved, marked } = begin(step)
  const { number, title, idea } = step
  const name = folderName()
  const lines = marked.map(
    ({ path, todos }) => `  ${name}/${path}${todos > 1 ? ` (${todos})` : ''}`,
  )
  console.log(
    [
      colors.bold(`Step ${number}, ${title}: ${idea}`),
      ...(saved === undefined ? [] : [`Saved what was there: ${saved}`]),
      '',
      `${name}/README.md says what to reach. The TODOs are in`,
      ...lines,
      '',
      ...whatToRun(number),
    ].join('\n'),
  )
}

function goOn(step: Step): void {
  if (!hasPlayground()) stop('There is nothing to keep. Begin: npm run play 1')
  keep(step)
  const { number, title, idea } = step
  const heading = colors.bold(`Step ${number}, ${title}: ${idea}`)
  console.log([heading, '', ...whatToRun(number)].join('\n'))
}

function whatToRun(number: number): string[] {
  return [
    'npm run step playground    runs it',
    `npm run check ${number}            says what is missing`,
    'npm run diff playground    shows it against ours',
  ]
}

function folderName(): string {
  return relative(ROOT, playgroundFolder()).split(sep).join('/')
}

function listed(): string {
  const progress = readProgress()
  const saved = savedVersions()
  return [
    progress === undefined
      ? 'There is no playground yet. Make one: npm run play 1'
      : `${folderName()}: step ${progress.step}; ${reachedText(progress.reached)}`,
    ...(saved.length === 0 ? [] : ['', 'Saved:']),
    ...saved.map((name) => `  ${name}`),
    ...(saved.length === 0
      ? []
      : ['', `Bring one back: npm run play -- --restore "${saved.at(-1)}"`]),
  ].join('\n')
}

function reachedText(reached: number): string {
  return reached === 0 ? 'no step reached yet' : `step ${reached} reached`
}

async function bringBack(words: readonly string[]): Promise<void> {
  const saved = savedVersions()
  if (saved.length === 0) stop('Nothing has been saved yet.')
  const name = words.length > 0 ? words.join(' ') : await chooseSaved(saved)
  if (name === undefined) return
  if (!saved.includes(name)) {
    stop(`Nothing is saved as "${name}".`, 'See: npm run play -- --list')
  }
  const kept = restore(name)
  console.log(`Back again: ${name}`)
  if (kept !== undefined) console.log(`Saved what was there: ${kept}`)
}

async function chooseSaved(
  saved: readonly string[],
): Promise<string | undefined> {
  const newestFirst = saved.toReversed()
  if (!process.stdin.isTTY || !process.stdout.isTTY) return newestFirst[0]
  const chosen = await select({
    message: 'Which one?',
    options: newestFirst.map((name) => ({ value: name })),
  })
  return isCancel(chosen) ? undefined : chosen
}
