// npm run carry 4: carries what was changed in step 4 into the later steps.
import { findStep, ROOT } from '@barewire/course/steps'
import { carryForward } from './carry-forward.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run carry 4                    carries the changes in step 4 that are
                                   not committed into steps 5, 6, …
npm run carry 4 -- --since HEAD~2  the changes since another commit

Source is merged three-way, step by step. It stops at the first conflict;
resolve it in the file, then carry on from the step it names. Tests are
inherited: it names those of later steps that replace one you have changed.`

/** Runs the command with the words behind it. */
export function run(words: readonly string[]): void {
  const { values, others } = parseWords(words, {
    name: 'carry',
    help: HELP,
    options: { since: { type: 'string' } },
  })
  const [word = '', ...rest] = others
  const step = findStep(word)
  if (step === undefined || rest.length > 0) {
    stop('Carry from which step? For example: npm run carry 4')
  }
  const { carried, conflicts, replaced } = carryForward({
    root: ROOT,
    from: step.name,
    since: values['since'] ?? 'HEAD',
  })
  for (const line of carried) console.log(line)
  for (const path of replaced) {
    console.log(
      `${path}: replaces a test that you have changed. Change it too?`,
    )
  }
  if (conflicts.length > 0) {
    for (const { path, why } of conflicts) console.error(`${path}: ${why}`)
    const [{ slug: name } = { slug: word }] = conflicts
    const number = findStep(name)?.number ?? name
    stop(`Resolve that, then: npm run carry ${number}`)
  }
  console.log(carried.length > 0 ? 'Carried.' : 'Nothing to carry.')
}
