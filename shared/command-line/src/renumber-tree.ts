// What `npm run renumber` does to a tree: moves folders and files, rewrites
// texts, and says what it leaves to a person.
import type { Row } from '@barewire/course/ladder'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Plan, planFor } from './renumber-plan.ts'
import { type Doubt, Rewriter } from './renumber-text.ts'

/** What was done, and what is left to do. */
export interface Renumbered {
  readonly plan: Plan
  /** "steps/14-caching/src/app.ts → steps/20-preconditions/src/app.ts". */
  readonly moved: readonly string[]
  /** Paths, as they are now. */
  readonly rewritten: readonly string[]
  readonly doubts: readonly (Doubt & { readonly path: string })[]
  /** Files that are named after a step that is no longer. */
  readonly leftovers: readonly string[]
}

/** Makes the tree below `root` that of the ladder. */
export function renumberTree(root: string, ladder: readonly Row[]): Renumbered {
  const folders = readdirSync(join(root, 'steps'))
    .filter((name) => /^\d\d-/.test(name))
    .toSorted()
  const plan = planFor(folders, ladder)
  const rewriter = new Rewriter(plan)
  const names = new Map(plan.moves.map(({ from, to }) => [from, to]))
  const moved: string[] = []
  const rewritten: string[] = []
  const doubts: (Doubt & { path: string })[] = []
  const files = trackedFiles(root).map((path) => ({
    path,
    bytes: readFileSync(join(root, path)),
    target: newPath(path, names),
  }))
  // First everything out of the way: one's new place is another's old one.
  const aside = files.filter(({ path, target }) => path !== target)
  for (const { path } of aside) move(root, path, `${path}${ASIDE}`)
  for (const { path, target } of aside) {
    move(root, `${path}${ASIDE}`, target)
    moved.push(`${path} → ${target}`)
    removeEmpty(root, dirname(path))
  }
  for (const { bytes, target } of files.filter(isText)) {
    const before = bytes.toString()
    const { text, doubts: found } = rewriter.rewrite(before)
    doubts.push(...found.map((doubt) => ({ ...doubt, path: target })))
    if (text === before) continue
    writeFileSync(join(root, target), text)
    rewritten.push(target)
  }
  const steps = new Set([...names.values(), ...plan.missing])
  const leftovers = files
    .map(({ target }) => target)
    .filter((path) => NAMED.test(path) && !partsOf(path).some(isIn(steps)))
  return { plan, moved, rewritten, doubts, leftovers }
}

/** The places where files are named after their step. */
const NAMED =
  /^(?:steps|docs\/steps|shared\/(?:checks|wrong-servers)\/src)\/\d\d-/

function partsOf(path: string): string[] {
  return path.split('/').map((part) => part.split('.')[0] ?? '')
}

function isIn(names: ReadonlySet<string>): (name: string) => boolean {
  return (name) => names.has(name)
}

const ASIDE = '.renumbering'

/** Where a file is afterwards: each part of its path that names a step. */
function newPath(path: string, names: ReadonlyMap<string, string>): string {
  return path
    .split('/')
    .map((part) => {
      const [name = '', ...endings] = part.split('.')
      return [names.get(name) ?? name, ...endings].join('.')
    })
    .join('/')
}

function move(root: string, from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true })
  renameSync(join(root, from), join(root, to))
}

/** Git knows no empty folders, so none is left. */
function removeEmpty(root: string, folder: string): void {
  const path = join(root, folder)
  if (folder === '.' || !existsSync(path) || readdirSync(path).length > 0)
    return
  rmdirSync(path)
  removeEmpty(root, dirname(folder))
}

/** All that git knows and that is there. */
function trackedFiles(root: string): string[] {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 } as const
  return execFileSync('git', words, options)
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
}

/** The ladder and what it replaces are written by hand; figures are none. */
function isText({ target, bytes }: { target: string; bytes: Buffer }): boolean {
  if (/(?:^|\/)(?:package-lock\.json|ladder\.ts|former\.ts)$/.test(target))
    return false
  return !bytes.subarray(0, 8_000).includes(0)
}
