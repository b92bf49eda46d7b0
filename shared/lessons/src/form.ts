// The form of a lesson: its headings, its length, its words, its exercises.
import {
  type Block,
  type Lesson,
  type Problem,
  proseOf,
  sayingOf,
  SECTIONS,
} from './lesson.ts'
import { checkLabels, isLabel } from './labels.ts'
import { type Step, twoDigits } from '@barewire/course/steps'

/** A lesson is as long as it has to be. */
const LEAST_WORDS = 900
const CHANGES = { least: 3, most: 16 } as const

/** Words that tell a reader who is stuck that they should not be. */
const BANNED = /\b(?:simply|just|obviously|easy)\b/i

/** What is wrong with the form. */
export function checkForm(lesson: Lesson, step: Step): Problem[] {
  return [
    ...checkTitle(lesson, step),
    ...checkHeadings(lesson),
    ...checkLength(lesson),
    ...checkWords(lesson),
    ...checkGoal(lesson),
    ...checkBuild(lesson),
    ...checkLabels(lesson),
    ...checkPredict(lesson),
    ...checkAgain(lesson, step),
    ...checkExercises(lesson),
    ...checkRecap(lesson),
  ]
}

function checkTitle({ blocks }: Lesson, step: Step): Problem[] {
  const title = `Step ${twoDigits(step.number)}: ${step.title}`
  const [first] = blocks
  const isTitle = first?.node.type === 'heading' && first.node.depth === 1
  if (isTitle && sayingOf(first) === title) return []
  return [{ line: 1, message: `The first line has to be "# ${title}"` }]
}

function checkHeadings({ blocks }: Lesson): Problem[] {
  const headings = blocks.filter(
    ({ node }) => node.type === 'heading' && node.depth === 2,
  )
  const all = Math.max(headings.length, SECTIONS.length)
  for (let index = 0; index < all; index += 1) {
    const [block, name] = [headings[index], SECTIONS[index]]
    if (block && name && sayingOf(block) === name) continue
    const found = block ? `, not "## ${sayingOf(block)}"` : ''
    const message = name
      ? `Here has to be "## ${name}"${found}`
      : `No heading comes behind "## Recap"${found}`
    return [{ line: block?.line ?? lastLine(blocks), message }]
  }
  return []
}

function lastLine(blocks: readonly Block[]): number {
  return blocks.at(-1)?.line ?? 1
}

/** The words of the prose; solutions and labels do not count. */
export function countWords(lesson: Lesson): number {
  return proseOf(lesson)
    .filter((block) => !block.fold?.startsWith('Solution') && !isLabel(block))
    .flatMap((block) => sayingOf(block).split(/\s+/))
    .filter((word) => /\w/.test(word)).length
}

function checkLength(lesson: Lesson): Problem[] {
  const count = countWords(lesson)
  if (count >= LEAST_WORDS) return []
  const message = `A lesson has at least ${LEAST_WORDS} words, this has ${count}`
  return [{ line: 1, message }]
}

function checkWords(lesson: Lesson): Problem[] {
  return proseOf(lesson).flatMap((block) => {
    const [word] = BANNED.exec(sayingOf(block)) ?? []
    if (word === undefined) return []
    return [{ line: block.line, message: `Please say it without "${word}"` }]
  })
}

function checkGoal(lesson: Lesson): Problem[] {
  const text = sectionText(lesson, 'Goal')
  return ['Done when', 'minutes']
    .filter((words) => !text.includes(words))
    .map((words) => problem(lesson, 'Goal', `It says "${words}" nowhere`))
}

function checkBuild(lesson: Lesson): Problem[] {
  const own = lesson.blocks.filter(({ section }) => section === 'Build')
  const parts = own.filter(
    ({ node }) => node.type === 'heading' && node.depth === 3,
  )
  const { least, most } = CHANGES
  const isMany = parts.length >= least && parts.length <= most
  const wrong = `It has ${least} to ${most} changes ("### …"), not ${parts.length}`
  const idle = parts.filter(
    ({ part }) =>
      !lesson.fences.some(
        (fence) =>
          fence.section === 'Build' &&
          fence.part === part &&
          fence.info.path !== undefined,
      ),
  )
  return [
    ...(isMany ? [] : [problem(lesson, 'Build', wrong)]),
    ...idle.map(({ line, part }) => ({
      line,
      message: `The change "${part}" quotes no code`,
    })),
  ]
}

function checkPredict(lesson: Lesson): Problem[] {
  const own = lesson.blocks.filter(({ section }) => section === 'Predict')
  const asks = own.some(
    (block) => block.fold === undefined && sayingOf(block).includes('?'),
  )
  const answers = own.some(({ fold }) => fold !== undefined)
  if (asks && answers) return []
  return [problem(lesson, 'Predict', 'It needs a question and a folded answer')]
}

function checkAgain(lesson: Lesson, { number }: Step): Problem[] {
  const command = `npm run check ${number}`
  const isThere = lesson.blocks.some(
    ({ node, section }) =>
      section === 'Run it again' &&
      node.type === 'code' &&
      node.value.includes(command),
  )
  if (isThere) return []
  return [problem(lesson, 'Run it again', `It needs a fence with ${command}`)]
}

function checkExercises(lesson: Lesson): Problem[] {
  const own = lesson.blocks.filter(({ section }) => section === 'Exercises')
  const parts = own.filter(
    ({ node }) => node.type === 'heading' && node.depth === 3,
  )
  const few =
    parts.length < 2
      ? [problem(lesson, 'Exercises', 'There are two at least ("### …")')]
      : []
  return [
    ...few,
    ...parts.flatMap((heading, at) => checkExercise(lesson, heading, at + 1)),
  ]
}

const FOLDS = ['Hint 1', 'Hint 2', 'Hint 3', 'Solution']

function checkExercise(
  { blocks, fences }: Lesson,
  { part, line }: Block,
  number: number,
): Problem[] {
  const folds = new Set(
    blocks
      .filter((block) => block.part === part && block.section === 'Exercises')
      .flatMap(({ fold }) => fold ?? []),
  )
  const isRun = fences.some(
    ({ info }) => info.exercise === number && info.language === 'console',
  )
  const wrong = [
    ...(FOLDS.join() === [...folds].join()
      ? []
      : [`"${part}" needs these folds: ${FOLDS.join(', ')}`]),
    ...(isRun ? [] : [`"${part}" needs a fence "console exercise=${number}"`]),
  ]
  return wrong.map((message) => ({ line, message }))
}

function checkRecap(lesson: Lesson): Problem[] {
  const text = sectionText(lesson, 'Recap')
  const questions = text.match(/\bWhy\b[^?]*\?/g) ?? []
  const wrong = [
    ...(/^\|.*\|$/m.test(text) ? [] : ['It has a table of input and output']),
    ...(questions.length < 2 ? ['It asks two questions that begin: Why'] : []),
    ...(/npm run diff \d/.test(text) ? [] : ['It says npm run diff N']),
  ]
  return wrong.map((message) => problem(lesson, 'Recap', message))
}

function sectionText({ blocks, text }: Lesson, section: string): string {
  const own = blocks.filter((block) => block.section === section)
  const [first, last] = [own[0], own.at(-1)]
  const start = first?.node.position?.start.offset ?? 0
  return text.slice(start, last?.node.position?.end.offset ?? 0)
}

function problem({ blocks }: Lesson, section: string, what: string): Problem {
  const block = blocks.find((each) => each.section === section)
  return { line: block?.line ?? 1, message: `${section}: ${what}` }
}
