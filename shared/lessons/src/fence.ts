// The first line of a code fence in a lesson says what the fence holds.
//
//   ts src/wire/limits.ts                 a file that the step adds
//   ts src/wire/host.ts (top) checkHost   pieces of it, in their order
//   diff src/wire/server.ts createServer  what the step changes there
//   console step=byte-reader              commands, and what they print
//   diff exercise=1 src/app.ts            a change that solves exercise 1
//
// Any other fence is the author's own.
import { findStep, type Step } from '@barewire/course/steps'

/** What the first line of a fence says. */
export interface FenceInfo {
  readonly language: string
  /** "src/wire/limits.ts"; undefined: it quotes no file. */
  readonly path: string | undefined
  /** Names of pieces; none: the whole file, or all that changes in it. */
  readonly names: readonly string[]
  /** The step that runs, for a transcript. */
  readonly step: Step | undefined
  /** The exercise that it belongs to. */
  readonly exercise: number | undefined
}

/** Languages of source, and of changes of it. */
const SOURCE = new Set(['ts', 'js', 'json', 'diff'])

/** Parses the words behind the backticks. */
export function parseInfo(info: string): FenceInfo {
  const [language = '', ...words] = info.split(/\s+/).filter(Boolean)
  const options = words.filter((word) => OPTION.test(word))
  const [path, ...names] = words.filter((word) => !OPTION.test(word))
  const option = (name: string): string | undefined =>
    options.find((each) => each.startsWith(`${name}=`))?.split('=')[1]
  const exercise = option('exercise')
  return {
    language,
    path: SOURCE.has(language) ? path : undefined,
    names: SOURCE.has(language) ? names : [],
    step: stepIn(option('step')),
    exercise: exercise === undefined ? undefined : Number(exercise),
  }
}

const OPTION = /^(?:step=[\w-]+|exercise=\d+)$/

function stepIn(word: string | undefined): Step | undefined {
  if (word === undefined) return undefined
  const step = findStep(word)
  if (step === undefined) throw new Error(`There is no step "${word}"`)
  return step
}

/** Such a first line. */
export function writeInfo(
  language: string,
  path: string,
  names: readonly string[],
): string {
  return [language, path, ...names].join(' ')
}
