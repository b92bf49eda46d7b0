// npm run reference: writes the pages below docs/reference that are made from
// the suite and the source.
import { RFC_INDEX, writeRfcIndex } from '@barewire/reference/rfc-index'
import { ROOT } from '@barewire/course/steps'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { parseWords, stop } from './words.ts'

const HELP = `npm run reference               writes docs/reference/rfc-index.md
npm run reference -- --check    says whether that is as it has to be`

/** Runs the command with the words behind it. */
export function run(words: readonly string[]): void {
  const { flags, others } = parseWords(words, {
    name: 'reference',
    help: HELP,
    options: { check: { type: 'boolean' } },
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, HELP)
  const page = relative(ROOT, RFC_INDEX)
  const text = writeRfcIndex()
  const old = existsSync(RFC_INDEX) ? readFileSync(RFC_INDEX, 'utf8') : ''
  if (old === text) return console.log(`${page} is up to date.`)
  if (flags.has('check')) stop(`${page} is out of date.`, 'npm run reference')
  mkdirSync(dirname(RFC_INDEX), { recursive: true })
  writeFileSync(RFC_INDEX, text)
  console.log(`Wrote ${page}.`)
}
