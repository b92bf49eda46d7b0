// Git's plumbing: objects are read and written, and nothing else is touched.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'

/** Git is not here, this is no clone, or Git refuses. */
export class GitError extends Error {}

/** The clone; BAREWIRE_REPOSITORY names another one. */
function repository(): string {
  return process.env['BAREWIRE_REPOSITORY'] || ROOT
}

/** A file of a commit. */
export interface Entry {
  readonly path: string
  readonly blob: string
}

/** What Git prints. Throws a GitError with its message. */
export function git(words: readonly string[], options: Options = {}): string {
  return run(words, options).toString('utf8')
}

interface Options {
  /** What it reads. */
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

function run(
  words: readonly string[],
  { input = '', env = {} }: Options,
): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', words, {
    cwd: repository(),
    input,
    maxBuffer: 2 ** 30,
    env: { ...process.env, ...env },
  })
  if (error) throw new GitError(`Git cannot be started: ${error.message}`)
  if (status !== 0) throw new GitError(String(stderr).trim())
  return stdout
}

/** Every file of the commit that is checked out. */
export function filesOfHead(): Entry[] {
  return git(['ls-tree', '-r', '-z', 'HEAD'])
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [about = '', path = ''] = line.split('\t')
      return { path, blob: about.split(' ')[2] ?? '' }
    })
}

/** The texts of files that are objects, by their names. */
export function readBlobs(blobs: readonly string[]): Map<string, string> {
  const names = blobs.map((blob) => `${blob}\n`)
  const output = run(['cat-file', '--batch'], { input: names.join('') })
  const texts = new Map<string, string>()
  // "NAME blob LENGTH", a line end, so many octets, a line end.
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at)
    const [blob = '', , length] = output.toString('utf8', at, end).split(' ')
    const start = end + 1
    at = start + Number(length) + 1
    texts.set(blob, output.toString('utf8', start, at - 1))
  }
  return texts
}

/** Writes an object; gives its name. No filter changes line ends. */
export function writeObject(type: 'blob' | 'commit', text: string): string {
  return git(['hash-object', '-t', type, '-w', '--stdin'], {
    input: text,
  }).trim()
}

/** Writes a tree, by way of an index of its own. */
export function writeTree(entries: readonly Entry[], index: string): string {
  const env = { GIT_INDEX_FILE: index }
  const lines = entries.map(({ path, blob }) => `100644 ${blob}\t${path}\n`)
  git(['read-tree', '--empty'], { env })
  git(['update-index', '--add', '--index-info'], {
    env,
    input: lines.join(''),
  })
  return git(['write-tree'], { env }).trim()
}
