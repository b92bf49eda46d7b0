// A tag for each step: a chain of commits, each with the tree of its step.
// The same clone of the same commit gives the same names everywhere.
import { sectionsOf } from '@barewire/course/readme'
import { existingSteps, type Step, twoDigits } from '@barewire/course/steps'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesOfHead, git, writeObject, writeTree } from './git.ts'
import { entriesFor, Source } from './step-tree.ts'

/** A tag that we have made, or would make. */
export interface Tag {
  /** "step-03". */
  readonly name: string
  readonly commit: string
}

/** Somebody else's tag has the name of one of ours. */
export class ForeignTag extends Error {}

/** What has been done. */
export interface Changes {
  readonly tags: readonly Tag[]
  /** How many of them were not there, or were others. */
  readonly changed: number
}

/** Writes the commits and sets the tags, all or none. */
export function makeTags(): Changes {
  const known = knownTags()
  const tags = writeChain()
  const changed = tags.filter(({ name, commit }) => known.get(name) !== commit)
  const lines = changed.map(({ name, commit }) => {
    const old = known.get(name) ?? '0'.repeat(commit.length)
    return `update refs/tags/${name} ${commit} ${old}\n`
  })
  git(['update-ref', '--stdin'], { input: lines.join('') })
  return { tags, changed: changed.length }
}

/** Deletes the tags that we have made; gives their names. */
export function deleteTags(): string[] {
  const known = knownTags()
  const lines = [...known].map(
    ([name, commit]) => `delete refs/tags/${name} ${commit}\n`,
  )
  git(['update-ref', '--stdin'], { input: lines.join('') })
  return [...known.keys()]
}

const AUTHOR = 'Barewire <barewire@localhost>'
const TRAILER = 'Barewire-Step'

/** Our tags that are there. Throws if one of these names is not ours. */
function knownTags(): Map<string, string> {
  const format = '--format=%(refname:strip=2) %(objectname)'
  const lines = git(['for-each-ref', format, 'refs/tags/step-*']).split('\n')
  const names = new Set(existingSteps().map(nameOf))
  const there = lines
    .map((line) => line.split(' '))
    .filter(([name = '']) => names.has(name))
    .map(([name = '', object = '']): [string, string] => [name, object])
  const foreign = there.find((tag) => !isOurs(tag))
  if (foreign === undefined) return new Map(there)
  throw new ForeignTag(`The tag ${foreign[0]} is not ours: it stays.`)
}

function isOurs([name, object]: readonly [string, string]): boolean {
  if (git(['cat-file', '-t', object]).trim() !== 'commit') return false
  const text = git(['cat-file', 'commit', object])
  const number = name.slice('step-'.length)
  return (
    text.includes(`\nauthor ${AUTHOR} `) &&
    text.endsWith(`\n${TRAILER}: ${number}\n`)
  )
}

function nameOf(step: Step): string {
  return `step-${twoDigits(step.number)}`
}

function writeChain(): Tag[] {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-tags-'))
  const source = new Source(filesOfHead())
  const tags: Tag[] = []
  try {
    for (const step of existingSteps()) {
      const index = join(folder, 'index')
      const tree = writeTree(entriesFor(step, source), index)
      const parent = tags.at(-1)?.commit
      const readme = source.text(`steps/${step.name}/README.md`)
      const text = commitText(step, { tree, parent, readme })
      tags.push({ name: nameOf(step), commit: writeObject('commit', text) })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return tags
}

/** 2026-01-01, one day a step. */
const FIRST_DAY = Date.UTC(2026, 0, 1, 12) / 1000
const DAY = 24 * 60 * 60

/** What a commit is made of. */
interface Contents {
  readonly tree: string
  readonly parent: string | undefined
  readonly readme: string
}

function commitText(step: Step, { tree, parent, readme }: Contents): string {
  const who = `${AUTHOR} ${FIRST_DAY + (step.number - 1) * DAY} +0000`
  return [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
    '',
    ...messageOf(step, sectionsOf(readme)),
    '',
  ].join('\n')
}

function messageOf(step: Step, readme: ReadonlyMap<string, string>): string[] {
  const { title, idea, sees } = step
  const body = [
    readme.get('Goal') ?? '',
    `The idea: ${idea}.`,
    `What a client sees: ${sees}.`,
    `Still wrong: ${readme.get('Still wrong')}`,
  ]
  const number = twoDigits(step.number)
  return [
    `Step ${number}: ${title}`,
    ...body.flatMap((paragraph) => ['', ...fill(paragraph)]),
    '',
    `${TRAILER}: ${number}`,
  ]
}

/** Lines of at most 72 columns. */
function fill(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && longer.length <= 72) lines.splice(-1, 1, longer)
    else lines.push(word)
  }
  return lines
}
