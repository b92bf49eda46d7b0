// The three-way merge that carries a change through the steps. For each step
// in turn: its own file, the file of the step before as it was, and as it is.
// Tests are inherited, so they need no carrying; those that a later step
// replaces are named.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A file that cannot be merged without a human. */
export interface Conflict {
  /** The step's folder, "05-request-body". */
  readonly slug: string
  /** From the root, "steps/05-request-body/src/app.ts". */
  readonly path: string
  readonly why: string
}

/** What was done, a line a file, and what stopped it. */
export interface Carried {
  readonly carried: readonly string[]
  readonly conflicts: readonly Conflict[]
  /** Tests of later steps that replace one that was changed. */
  readonly replaced: readonly string[]
}

/** Carries the changes since a commit out of `from` into all later steps. */
export function carryForward({
  root,
  from,
  since,
}: {
  root: string
  from: string
  since: string
}): Carried {
  const slugs = readdirSync(join(root, 'steps'))
    .filter((name) => /^\d\d-/.test(name))
    .toSorted()
  const later = slugs.slice(slugs.indexOf(from) + 1)
  const replaced = changedFiles({ root, since, slug: from, below: 'test' })
    .flatMap((file) => later.map((slug) => `steps/${slug}/${file}`))
    .filter((path) => existsSync(join(root, path)))
  const carried: string[] = []
  let before = from
  for (const slug of later) {
    const changed = { root, since, slug: before, below: 'src' }
    const results = changedFiles(changed).map((file) =>
      carryFile({ root, since, before, slug, file }),
    )
    carried.push(...results.flatMap(({ done }) => done ?? []))
    const conflicts = results.flatMap(({ conflict }) => conflict ?? [])
    if (conflicts.length > 0) return { carried, conflicts, replaced }
    before = slug
  }
  return { carried, conflicts: [], replaced }
}

/** The changed files below one folder of a step: "src/app.ts". */
function changedFiles({
  root,
  since,
  slug,
  below,
}: {
  root: string
  since: string
  slug: string
  below: string
}): string[] {
  const folder = `steps/${slug}`
  const tracked = git(root, 'diff', '--name-only', since, '--', folder)
  const fresh = git(root, 'ls-files', '--others', '--exclude-standard', folder)
  return [...tracked.split('\n'), ...fresh.split('\n')]
    .filter((path) => path !== '')
    .map((path) => path.slice(folder.length + 1))
    .filter((path) => path.startsWith(`${below}/`))
}

interface Move {
  readonly root: string
  readonly since: string
  readonly before: string
  readonly slug: string
  readonly file: string
}

interface Result {
  readonly done?: string
  readonly conflict?: Conflict
}

function carryFile(move: Move): Result {
  const { root, since, before, slug, file } = move
  const path = `steps/${slug}/${file}`
  const old = gitShow(root, `${since}:steps/${before}/${file}`)
  const changed = read(join(root, 'steps', before, file))
  const ours = read(join(root, path))
  if (ours === changed) return {}
  if (ours === undefined) {
    // A file that this step had already dropped is nothing to carry to.
    if (old !== undefined || changed === undefined) return {}
    return write(root, path, changed)
  }
  if (ours === old) return write(root, path, changed)
  if (old === undefined || changed === undefined) {
    const why = old === undefined ? 'is there already' : 'would have to go'
    return { conflict: { slug, path, why } }
  }
  const merged = merge(ours, old, changed)
  write(root, path, merged.text)
  if (merged.clean) return { done: `${path}: merged` }
  return { conflict: { slug, path, why: 'has conflicts' } }
}

function write(root: string, path: string, text: string | undefined): Result {
  const file = join(root, path)
  if (text === undefined) {
    rmSync(file)
    return { done: `${path}: removed` }
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return { done: `${path}: copied` }
}

function merge(
  ours: string,
  old: string,
  changed: string,
): { text: string; clean: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'carry-'))
  try {
    const names = ['this-step', 'before-the-change', 'after-the-change']
    for (const [i, text] of [ours, old, changed].entries()) {
      writeFileSync(join(folder, names[i] ?? ''), text)
    }
    const labels = names.flatMap((name) => ['-L', name])
    const { status, stdout } = spawnSync(
      'git',
      ['merge-file', '-p', ...labels, ...names],
      { cwd: folder, encoding: 'utf8' },
    )
    return { text: stdout, clean: status === 0 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function git(root: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr.trim())
  return stdout
}

function gitShow(root: string, object: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['show', object], {
    cwd: root,
    encoding: 'utf8',
  })
  return status === 0 ? stdout : undefined
}
