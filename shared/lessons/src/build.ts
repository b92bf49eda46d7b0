// What a lesson quotes, against the source: each quote as it has to be, each
// change quoted once, and the step before made into the step.
import type { Fence, Lesson, Problem } from './lesson.ts'
import { means, piecesOf, textOf } from './pieces.ts'
import {
  type Change,
  changesOf,
  namesOf,
  type Tree,
  type Trees,
} from './changes.ts'
import { applyQuote, quotedBy, writeQuote } from './quotes.ts'
import { treeOf } from './sources.ts'

/** What the lesson's quotes have to hold, and what is wrong with them. */
export interface Findings {
  readonly contents: ReadonlyMap<Fence, string>
  readonly problems: readonly Problem[]
}

/** Checks the section "Build", and quotes of whole steps elsewhere. */
export function checkQuotes(lesson: Lesson, trees: Trees): Findings {
  const quotes = lesson.fences.filter(isQuote)
  const excerpts = lesson.fences.filter(isExcerpt)
  const { contents, problems, now } = replay(quotes, trees)
  const texts = new Map([...contents, ...excerpts.map(readExcerpt)])
  return {
    contents: texts,
    problems: [
      ...problems,
      ...differences(texts),
      ...checkOnce(quotes, trees),
      ...(problems.length > 0 ? [] : checkResult(now, trees)),
    ],
  }
}

/** What a lesson's own text makes of the step before. Throws a PatchError. */
export function rebuild(lesson: Lesson, before: Tree): Tree {
  return lesson.fences
    .filter(isQuote)
    .reduce((now, { info, content }) => applyQuote(info, content, now), before)
}

function isQuote({ info: { path, exercise, step }, section }: Fence): boolean {
  const isOurs = exercise === undefined && step === undefined
  return section === 'Build' && path !== undefined && isOurs
}

/** `ts step=3 src/app.ts handler`: what stands there in that step. */
function isExcerpt({ info: { path, step } }: Fence): boolean {
  return path !== undefined && step !== undefined
}

function readExcerpt(fence: Fence): readonly [Fence, string] {
  const { step, path = '', names } = fence.info
  const text = step === undefined ? undefined : treeOf(step).get(path)
  if (text === undefined) return [fence, `There is no ${path} in ${step?.name}`]
  const pieces = piecesOf(text).filter(
    (piece) => names.length === 0 || names.some((name) => means(name, piece)),
  )
  return [fence, textOf(pieces).trimEnd()]
}

/** Puts the quotes in, one after the other. */
function replay(
  quotes: readonly Fence[],
  trees: Trees,
): Findings & { readonly now: Tree } {
  const contents = new Map<Fence, string>()
  const problems: Problem[] = []
  let now = trees.before
  for (const fence of quotes) {
    try {
      const content = writeQuote(fence.info, trees, now)
      contents.set(fence, content)
      now = applyQuote(fence.info, content, now)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      problems.push({ line: fence.line, message })
    }
  }
  return { contents, problems, now }
}

/** Where a fence holds something else than it has to. */
export function differences(contents: ReadonlyMap<Fence, string>): Problem[] {
  return [...contents].flatMap(([fence, content]) => {
    if (fence.content === content) return []
    const [is, due] = [fence.content.split('\n'), content.split('\n')]
    const most = Math.max(is.length, due.length)
    const at = Array.from({ length: most }).findIndex(
      (_, index) => is[index] !== due[index],
    )
    const message = `Here is ${show(is[at])}, and has to be ${show(due[at])}`
    return [{ line: fence.line + 1 + at, message }]
  })
}

function show(line: string | undefined): string {
  return line === undefined ? 'nothing' : JSON.stringify(line)
}

function checkOnce(quotes: readonly Fence[], trees: Trees): Problem[] {
  const changes = changesOf(trees)
  const quoted = quotes.flatMap((fence) =>
    quotedBy(fence.info, changes).map((change) => ({ fence, change })),
  )
  const twice = quoted.filter(
    ({ change }, at) =>
      quoted.findIndex((each) => each.change === change) !== at,
  )
  const missing = changes.filter(
    (change) => !quoted.some((each) => each.change === change),
  )
  const line = quotes[0]?.line ?? 1
  return [
    ...twice.map(({ fence, change }) => ({
      line: fence.line,
      message: `${titleOf(change)} has been quoted before`,
    })),
    ...missing.map((change) => ({
      line,
      message: `The step changes ${titleOf(change)}: no fence quotes that`,
    })),
  ]
}

function titleOf(change: Change): string {
  return `${change.path} ${namesOf(change)[0]}`
}

function checkResult(now: Tree, { after }: Trees): Problem[] {
  const paths = new Set([...now.keys(), ...after.keys()])
  return [...paths]
    .filter((path) => now.get(path) !== after.get(path))
    .map((path) => ({
      line: 1,
      message:
        `The quotes make another ${path} than the step has: those of a new ` +
        'file have to be in its order',
    }))
}
