// Fills the playground: the code of the step before, marked where the next
// step changes it, and what there is to reach.
import { readmeOf } from '@barewire/course/readme'
import {
  filesOf,
  folderOf,
  type Step,
  stepBefore,
  STEPS,
  twoDigits,
} from '@barewire/course/steps'
import { triesFor } from '@barewire/course/tries'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  empty,
  playgroundFolder,
  readProgress,
  save,
  writeProgress,
} from './playground.ts'
import { type Marked, markedFiles } from './todos.ts'

/** What has been made, and where the old things are. */
export interface Begun {
  /** The name of what was saved; undefined: there was nothing. */
  readonly saved: string | undefined
  /** The files with marks in them. */
  readonly marked: readonly Marked[]
}

/** Saves what is there and begins a step anew. */
export function begin(step: Step): Begun {
  const reached = readProgress()?.reached ?? 0
  const before = stepBefore(step)
  const files =
    before === undefined ? firstFiles(step) : markedFiles(before, step)
  const saved = save()
  empty()
  if (before !== undefined) copyOthers(before)
  for (const { path, text } of files) write(path, text)
  const marked = files.filter(({ todos }) => todos > 0)
  writeAround(step, marked)
  writeProgress({ step: step.number, reached })
  return { saved, marked }
}

/** Goes on with what is there: only the goal and the progress change. */
export function keep(step: Step): void {
  writeAround(step, [])
  writeProgress({ step: step.number })
}

/** Step 1 begins with what opens the port; the rest is to be written. */
function firstFiles(step: Step): Marked[] {
  const main = readFileSync(join(folderOf(step), 'src', 'main.ts'), 'utf8')
  return [
    ...markedFiles(undefined, step).filter(({ path }) => path !== MAIN),
    { path: MAIN, text: main, todos: 0 },
  ]
}

const MAIN = 'src/main.ts'

/** Pages, pictures: all that is no source. */
function copyOthers(before: Step): void {
  const known = /^(?:test\/|README\.md$|package\.json$)|\.ts$/
  for (const path of filesOf(before).filter((each) => !known.test(each))) {
    const to = join(playgroundFolder(), path)
    cpSync(join(folderOf(before), path), to, { recursive: true })
  }
}

function write(path: string, text: string): void {
  const file = join(playgroundFolder(), path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function writeAround(step: Step, marked: readonly Marked[]): void {
  const own = readFileSync(join(folderOf(step), 'package.json'), 'utf8')
  const manifest = { ...Object(JSON.parse(own)), name: 'playground' }
  write('package.json', `${JSON.stringify(manifest, null, 2)}\n`)
  write('tsconfig.json', TSCONFIG)
  write('README.md', readmeFor(step, marked))
}

const TSCONFIG = `{
  "extends": "../tsconfig.base.json",
  "include": ["src/**/*.ts"]
}
`

function whatIsThere(number: number, places: readonly string[]): string {
  if (places.length === 0) return 'Your own code, as it was.'
  const start =
    number === 1
      ? '`src/main.ts` is complete, and the rest is yours.'
      : 'The code is that of the step before.'
  const marks = `\`TODO ${twoDigits(number)}\` marks what changes, file by file:`
  return `${start} ${marks}\n\n${places.join('\n')}`
}

function readmeFor(step: Step, marked: readonly Marked[]): string {
  const { number, name, title, idea, sees } = step
  const tries = triesFor(step).map((command) => `    ${command}`)
  const places = marked.map(({ path, todos }) => `- \`${path}\`: ${todos}`)
  return `# Your step ${twoDigits(number)}: ${title}

${readmeOf(step).get('Goal') ?? ''}

The idea: ${idea}. What a client sees: ${sees}.

## Write it

${whatIsThere(number, places)}

## Try it

\`npm run step playground\`, then in a second terminal:

${tries.join('\n')}

## Check it

- \`npm run check ${number}\`: what fails, with its bytes; \`-- --hint\`, \`-- --watch\`
- \`npm run diff playground\`: yours against ours
- \`docs/steps/${name}.md\`: the lesson, with the reasons for every line
- \`npm run play -- --reset\`: from the start again; what was there is saved
- \`npm run play ${Math.min(number + 1, STEPS.length)}\`: the next step, with our code of this one; \`-- --keep\` with yours
`
}
