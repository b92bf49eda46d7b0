// The skeleton of a lesson: its headings, and a fence for all that its step
// changes, file by file, what is needed before what needs it.
import { pathsIn, readmeOf } from '@barewire/course/readme'
import { type Step, twoDigits } from '@barewire/course/steps'
import { dirname, join } from 'node:path/posix'
import { parseInfo } from './fence.ts'
import { SECTIONS } from './lesson.ts'
import {
  applyQuote,
  fencesFor,
  type Tree,
  type Trees,
  writeQuote,
} from './quotes.ts'
import { treesOf } from './sources.ts'

/** A lesson without its prose. */
export function draftLesson(step: Step): string {
  const sections = SECTIONS.map((name) =>
    name === 'Build' ? draftBuild(step) : `## ${name}\n`,
  )
  const title = `# Step ${twoDigits(step.number)}: ${step.title}\n`
  return [title, ...sections].join('\n')
}

function draftBuild(step: Step): string {
  const trees = treesOf(step)
  let now: Tree = trees.before
  let file = ''
  const parts = inOrder(fencesFor(trees), step, trees).map((words) => {
    const info = parseInfo(words)
    const content = writeQuote(info, trees, now)
    now = applyQuote(info, content, now)
    const heading = info.path === file ? '' : `### ${info.path}\n\n`
    file = info.path ?? ''
    return `${heading}\`\`\`${words}\n${content}\n\`\`\`\n`
  })
  return ['## Build\n', ...parts].join('\n')
}

/** Files before those that import them; else as the README says to read. */
function inOrder(fences: string[], step: Step, { after }: Trees): string[] {
  const reading = pathsIn(readmeOf(step).get('Read in this order') ?? '')
  const own = new Set(fences.map((words) => parseInfo(words).path ?? ''))
  const order: string[] = []
  const visit = (path: string): void => {
    if (order.includes(path) || !own.has(path)) return
    own.delete(path)
    for (const other of importsOf(path, after.get(path) ?? '')) visit(other)
    order.push(path)
  }
  for (const path of [...reading, ...own]) visit(path)
  const rank = (words: string): number =>
    order.indexOf(parseInfo(words).path ?? '')
  return fences.toSorted((a, b) => rank(a) - rank(b))
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/ from '(\.[^']+)'/g)].map(([, to = '']) =>
    join(dirname(path), to),
  )
}
