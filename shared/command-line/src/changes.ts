// What changed between two steps, file by file, in the order in which the
// later step's README says to read them.
import { pathsIn, readmeOf } from '@barewire/course/readme'
import { filesIn, ROOT, type Step } from '@barewire/course/steps'
import { fileOf, testsFor } from '@barewire/course/tests'
import { createTwoFilesPatch, diffLines } from 'diff'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import colors from 'picocolors'
import { type Place, PLAYGROUND } from './place.ts'

/** The source of a step, or its tests with those that it inherits. */
export type Side = 'src' | 'test'

/** One file that differs. */
export interface Change {
  /** "src/app.ts". */
  readonly path: string
  readonly kind: 'new' | 'changed' | 'gone'
  /** Counts of lines. */
  readonly added: number
  readonly removed: number
  readonly before: string
  readonly after: string
  /** A unified diff by Git, or by a library where there is no Git. */
  readonly patch: (color: boolean) => string
}

/** Every file of that side that differs. */
export function changesBetween(from: Place, to: Place, side: Side): Change[] {
  const [before, after] = [filesAt(from, side), filesAt(to, side)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted(inReadingOrder(to.step))
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) =>
      compare(
        { path, place: from, file: before.get(path) },
        { path, place: to, file: after.get(path) },
      ),
    )
    .filter((change) => change.before !== change.after)
}

/** Absolute paths by the path in the step. The playground has no tests. */
function filesAt(
  { name, folder, step }: Place,
  side: Side,
): ReadonlyMap<string, string> {
  if (side === 'src') {
    return new Map(
      filesIn(folder, side).map((path) => [path, join(folder, path)]),
    )
  }
  const tests = name === PLAYGROUND ? [] : testsFor(step)
  return new Map(tests.map((test) => [test.path, fileOf(test)]))
}

/** One side of a comparison. */
interface Version {
  /** "src/app.ts". */
  readonly path: string
  readonly place: Place
  /** Undefined where there is none. */
  readonly file: string | undefined
}

function inReadingOrder(step: Step): (a: string, b: string) => number {
  const order = pathsIn(readmeOf(step).get('Read in this order') ?? '')
  const rank = (path: string): number => {
    const index = order.indexOf(path)
    return index === -1 ? order.length : index
  }
  return (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)
}

function compare(from: Version, to: Version): Change {
  const [before, after] = [read(from), read(to)]
  const parts = diffLines(before ?? '', after ?? '')
  const count = (key: 'added' | 'removed'): number =>
    parts.reduce((sum, part) => sum + (part[key] ? part.count : 0), 0)
  return {
    path: to.path,
    kind: kindOf(before, after),
    added: count('added'),
    removed: count('removed'),
    before: before ?? '',
    after: after ?? '',
    patch: (color) =>
      gitPatch([from, to], color) ??
      plainPatch({ from, to, before, after, color }),
  }
}

function read({ file }: Version): string | undefined {
  if (file === undefined) return undefined
  // An editor on Windows may begin a file with lines that end with CRLF.
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
}

function kindOf(
  before: string | undefined,
  after: string | undefined,
): Change['kind'] {
  if (before === undefined) return 'new'
  return after === undefined ? 'gone' : 'changed'
}

function gitPatch(
  versions: readonly Version[],
  color: boolean,
): string | undefined {
  const steps = join(ROOT, 'steps')
  const inSteps = versions.every(({ place }) => place.folder.startsWith(steps))
  const cwd = inSteps ? steps : ROOT
  const files = versions.map(({ file }) =>
    file === undefined ? '/dev/null' : relative(cwd, file).split(sep).join('/'),
  )
  const { status, stdout } = spawnSync(
    'git',
    [
      'diff',
      '--no-index',
      '--no-renames',
      '--no-ext-diff',
      '--ignore-cr-at-eol',
      `--color=${color ? 'always' : 'never'}`,
      ...files,
    ],
    { cwd, encoding: 'utf8' },
  )
  return status === 1 ? stdout : undefined
}

function plainPatch(options: {
  from: Version
  to: Version
  before: string | undefined
  after: string | undefined
  color: boolean
}): string {
  const { from, to, before, after, color } = options
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${from.place.name}/${from.path}`,
    after === undefined ? '/dev/null' : `b/${to.place.name}/${to.path}`,
    before ?? '',
    after ?? '',
  )
  if (!color) return patch
  return patch
    .split('\n')
    .map((line) => (line.startsWith('+') ? colors.green(line) : line))
    .map((line) => (line.startsWith('-') ? colors.red(line) : line))
    .join('\n')
}
