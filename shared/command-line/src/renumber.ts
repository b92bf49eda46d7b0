// npm run renumber: makes folders, lessons, checks and texts follow the ladder,
// shared/course/src/ladder.ts. For those who change the course.
import { LADDER } from '@barewire/course/ladder'
import { ROOT } from '@barewire/course/steps'
import { execFileSync } from 'node:child_process'
import { type Renumbered, renumberTree } from './renumber-tree.ts'
import { parseWords, stop } from './words.ts'

const HELP = `npm run renumber   makes the project follow shared/course/src/ladder.ts

First change the ladder: insert a row, move one, or rename one and say what it
was ("formerly"). To split a step, insert a row and give the later one the old
folder with "formerly"; to merge two, delete the folder of the one that goes,
and give its slug to the other with "formerly".

It moves the folders of steps, lessons, checks and wrong servers, and rewrites
their names, ids of checks, numbers in commands and "step 9" in prose. It lists
what it can't decide. Then: npm run reference, npm run lessons -- --write.

It needs a tree without uncommitted changes, but for the ladder and for folders
of steps that you deleted.`

/** Runs the command with the words after it. */
export function run(words: readonly string[]): void {
  const { others } = parseWords(words, {
    name: 'renumber',
    help: HELP,
    options: {},
  })
  if (others.length > 0) stop(`Cannot use "${others.join(' ')}".`, HELP)
  const changed = changesBesides()
  if (changed.length > 0) {
    stop('Commit or stash these first:', ...changed.slice(0, 10))
  }
  console.log(report(renumberTree(ROOT, LADDER)))
}

/** What is changed and not committed, but the ladder and deleted steps. */
function changesBesides(): string[] {
  const options = { cwd: ROOT, encoding: 'utf8' } as const
  return execFileSync('git', ['status', '--porcelain'], options)
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('/ladder.ts'))
    .filter((line) => !/^ ?D ? (?:steps|docs|shared)\//.test(line))
}

/** Lines for a terminal. */
function report(done: Renumbered): string {
  const { plan, moved, rewritten, doubts, leftovers } = done
  const { moves, missing, ended } = plan
  const renamed = moves.filter(({ from, to }) => from !== to)
  if (renamed.length + missing.length + ended.length === 0) {
    return 'Folders and ladder agree.'
  }
  return [
    ...renamed.map(({ from, to }) => `${from} → ${to}`),
    `${moved.length} files moved, ${rewritten.length} rewritten.`,
    ...section('To be written:', missing),
    ...section('In no row of the ladder; delete it, or name its heir:', ended),
    ...section('Named after a step that is no longer:', leftovers),
    ...section('Look at these yourself:', doubts.map(doubtLine)),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return ['', title, ...lines.map((line) => `  ${line}`)]
}

function doubtLine({ path, line, why }: Renumbered['doubts'][number]): string {
  return `${path}:${line}: ${why}`
}
