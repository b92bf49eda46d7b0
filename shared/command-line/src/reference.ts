// npm run reference: writes the pages that are made from the suite, the source
// and the ladder.
import { RFC_INDEX, writeRfcIndex } from '@barewire/reference/rfc-index'
import { STEPS_PAGE, writeSteps } from '@barewire/reference/steps-table'
import { ROOT } from '@barewire/course/steps'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { parseWords, stop } from './words.ts'

const HELP = `npm run reference               writes docs/reference/rfc-index.md and the
                                table of steps in README.md
npm run reference -- --check    says whether they are up to date`

/** Runs the command with the words after it. */
export function run(words: readonly string[]): void {
  const { flags, others } = parseWords(words, {
    name: 'reference',
    help: HELP,
    options: { check: { type: 'boolean' } },
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, HELP)
  const isCheck = flags.has('check')
  const stale = [
    [RFC_INDEX, () => writeRfcIndex()] as const,
    [STEPS_PAGE, writeSteps] as const,
  ].filter(([file, write]) => !update(file, { write, isCheck }))
  const names = stale.map(([file]) => relative(ROOT, file)).join(', ')
  if (stale.length > 0) stop(`Out of date: ${names}.`, 'Run: npm run reference')
}

interface Update {
  readonly write: (old: string) => string
  readonly isCheck: boolean
}

/** Whether the file is as it has to be now. */
function update(file: string, { write, isCheck }: Update): boolean {
  const page = relative(ROOT, file)
  const old = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const text = write(old)
  if (old === text) console.log(`${page} is up to date.`)
  else if (!isCheck) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(`Wrote ${page}.`)
  }
  return old === text || !isCheck
}
