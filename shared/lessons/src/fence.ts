// The first line of a code fence in a lesson says what the fence holds.
//
//   ts src/wire/limits.ts                 a file that the step adds
//   ts src/wire/host.ts (top) checkHost   pieces of it, in their order
//   diff src/wire/server.ts createServer  what the step changes there
//   console step=4                        commands, and what they print
//   diff exercise=1 src/app.ts            a change that solves exercise 1
//
// Any other fence is the author's own.

/** What the first line of a fence says. */
export interface FenceInfo {
  readonly language: string
  /** "src/wire/limits.ts"; undefined: it quotes no file. */
  readonly path: string | undefined
  /** Names of pieces; none: the whole file, or all that changes in it. */
  readonly names: readonly string[]
  /** The step that runs, for a transcript. */
  readonly step: number | undefined
  /** The exercise that it belongs to. */
  readonly exercise: number | undefined
}

/** Languages of source, and of changes of it. */
const SOURCE = new Set(['ts', 'js', 'json', 'diff'])

/** Parses the words behind the backticks. */
export function parseInfo(info: string): FenceInfo {
  const [language = '', ...words] = info.split(/\s+/).filter(Boolean)
  const numbers = words.filter((word) => OPTION.test(word))
  const [path, ...names] = words.filter((word) => !OPTION.test(word))
  const option = (name: string): number | undefined => {
    const word = numbers.find((each) => each.startsWith(`${name}=`))
    return word === undefined ? undefined : Number(word.split('=')[1])
  }
  return {
    language,
    path: SOURCE.has(language) ? path : undefined,
    names: SOURCE.has(language) ? names : [],
    step: option('step'),
    exercise: option('exercise'),
  }
}

const OPTION = /^(?:step|exercise)=\d+$/

/** Such a first line. */
export function writeInfo(
  language: string,
  path: string,
  names: readonly string[],
): string {
  return [language, path, ...names].join(' ')
}
