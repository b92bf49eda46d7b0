// What changed between two steps, file by file, in the order in which the
// later step's README says to read them.
import { pathsIn, readmeOf } from '@barewire/course/readme'
import { filesIn, ROOT, type Step } from '@barewire/course/steps'
import { createTwoFilesPatch, diffLines } from 'diff'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import colors from 'picocolors'
import type { Place } from './place.ts'

/** The source of a step, or its tests. */
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
  const paths = new Set([
    ...filesIn(from.folder, side),
    ...filesIn(to.folder, side),
  ])
  return [...paths]
    .toSorted(inReadingOrder(to.step))
    .map((path) => compare(path, from, to))
    .filter((change) => change.before !== change.after)
}

function inReadingOrder(step: Step): (a: string, b: string) => number {
  const order = pathsIn(readmeOf(step).get('Read in this order') ?? '')
  const rank = (path: string): number => {
    const index = order.indexOf(path)
    return index === -1 ? order.length : index
  }
  return (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)
}

function compare(path: string, from: Place, to: Place): Change {
  const [before, after] = [from, to].map((place) => read(place, path))
  const parts = diffLines(before ?? '', after ?? '')
  const count = (key: 'added' | 'removed'): number =>
    parts.reduce((sum, part) => sum + (part[key] ? part.count : 0), 0)
  return {
    path,
    kind: kindOf(before, after),
    added: count('added'),
    removed: count('removed'),
    before: before ?? '',
    after: after ?? '',
    patch: (color) =>
      gitPatch(path, [from, to], color) ??
      plainPatch({ path, from, to, before, after, color }),
  }
}

function read({ folder }: Place, path: string): string | undefined {
  const file = join(folder, path)
  if (!existsSync(file)) return undefined
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
  path: string,
  places: readonly Place[],
  color: boolean,
): string | undefined {
  const steps = join(ROOT, 'steps')
  const inSteps = places.every(({ folder }) => folder.startsWith(steps))
  const cwd = inSteps ? steps : ROOT
  const files = places.map(({ folder }) => {
    const file = join(folder, path)
    if (!existsSync(file)) return '/dev/null'
    return relative(cwd, file).split(sep).join('/')
  })
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
  path: string
  from: Place
  to: Place
  before: string | undefined
  after: string | undefined
  color: boolean
}): string {
  const { path, from, to, before, after, color } = options
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${from.name}/${path}`,
    after === undefined ? '/dev/null' : `b/${to.name}/${path}`,
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
