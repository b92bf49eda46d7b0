// What npm run check was asked.
import { type Subject, subjectOf } from './check-subject.ts'
import { stepOf, stop, type Words } from './words.ts'

/** What somebody wants to know. */
export interface Asked {
  readonly subject: Subject
  /** Undefined: which step it has reached. */
  readonly step: number | undefined
  readonly hint: boolean
  readonly watch: boolean
  readonly all: boolean
  readonly json: boolean
}

/** What the words ask. Stops where they make no sense. */
export function askedBy(parsed: Words): Asked {
  const { flags, values, others } = parsed
  const [word, surplus] = others
  if (surplus !== undefined) {
    stop(`One step at a time, not "${others.join(' ')}".`)
  }
  const peersOnly = ['only', 'group', 'show', 'save', 'markdown'].find(
    (name) => name in values,
  )
  if (peersOnly !== undefined) {
    stop(`--${peersOnly} belongs to: npm run check -- --peers`)
  }
  const { seed } = values
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) {
    stop(`A seed is a number, not "${seed}".`)
  }
  if (seed !== undefined) process.env['SEED'] = seed
  return {
    step: word === undefined ? undefined : stepOf(word).number,
    subject: subjectOf(parsed),
    hint: flags.has('hint'),
    watch: flags.has('watch'),
    all: flags.has('all'),
    json: flags.has('json'),
  }
}
