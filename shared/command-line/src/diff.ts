// npm run diff 3: what step 3 changed. npm run diff 2 5: between any two.
import { existingSteps, stepBefore } from '@barewire/course/steps'
import { changesBetween, type Side } from './changes.ts'
import { page } from './pager.ts'
import { sideBySide } from './side-by-side.ts'
import { type Place, PLAYGROUND, placeOf, placeOfStep } from './place.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run diff 3                     what step 3 changed in its source
npm run diff 2 5                   the same between any two steps
npm run diff playground            what you wrote against our step
npm run diff 3 -- --stat           only which files, and how many lines
npm run diff 3 -- --tests          the source first, then the tests
npm run diff 3 -- --side-by-side   old and new in two columns

Into a pipe or a file it is plain text: npm run --silent diff 3 > 3.diff`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, others } = parseWords(words, {
    name: 'diff',
    help: HELP,
    options: {
      stat: { type: 'boolean' },
      tests: { type: 'boolean' },
      'side-by-side': { type: 'boolean' },
    },
  })
  const [from, to] = twoPlaces(others)
  const sides: Side[] = flags.has('tests') ? ['src', 'test'] : ['src']
  const changes = sides.flatMap((side) => changesBetween(from, to, side))
  const color = process.stdout.isTTY && !process.env['NO_COLOR']
  const heading = `${capital(nameOf(to))} against ${nameOf(from)}`
  if (changes.length === 0) return page(`${heading}: nothing changed.\n`)
  if (flags.has('stat')) return page(`${heading}\n${stat(changes)}`)
  const width = process.stdout.columns ?? 164
  const text = changes.map((change) =>
    flags.has('side-by-side')
      ? sideBySide(change, { width, color })
      : change.patch(color),
  )
  await page(`${heading}\n\n${text.join('\n')}`)
}

type Changes = ReturnType<typeof changesBetween>

function nameOf({ name, step: { number, title } }: Place): string {
  return name === PLAYGROUND ? 'your playground' : `step ${number} (${title})`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function twoPlaces(words: readonly string[]): readonly [Place, Place] {
  const [first, second, ...rest] = words
  if (first === undefined || rest.length > 0) {
    stop('Which step? For example: npm run diff 3, or npm run diff 2 5')
  }
  if (second !== undefined) return [placeOf(first), placeOf(second)]
  const place = placeOf(first)
  const { step } = place
  if (first === PLAYGROUND) return [place, placeOfStep(step)]
  const before = stepBefore(step)
  if (before !== undefined) return [placeOfStep(before), place]
  const next = existingSteps()[1]?.number ?? 2
  stop(
    'Step 1 is the first: there is nothing before it to compare with.',
    `Read steps/${step.name}/src, then: npm run diff ${next}`,
  )
}

/** One line a file, in Git's manner, and the sum. */
function stat(changes: Changes): string {
  const width = Math.max(...changes.map(({ path }) => path.length))
  const lines = changes.map(
    ({ path, kind, added, removed }) =>
      ` ${path.padEnd(width)}  ${kind.padEnd(7)} +${added} -${removed}`,
  )
  const sum = (key: 'added' | 'removed'): number =>
    changes.reduce((total, change) => total + change[key], 0)
  const files = `${changes.length} ${changes.length === 1 ? 'file' : 'files'}`
  return [
    ...lines,
    ` ${files}, ${sum('added')} lines added, ${sum('removed')} removed`,
    '',
  ].join('\n')
}
