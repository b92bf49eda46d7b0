// npm run lessons: whether the lessons still tell the truth; --write mends
// their quotes and transcripts.
import { existingSteps, ROOT, type Step } from '@barewire/course/steps'
import {
  checkText,
  checkTranscripts,
  rewrite,
} from '@barewire/lessons/check-lesson'
import { draftLesson } from '@barewire/lessons/draft'
import { countWords } from '@barewire/lessons/form'
import {
  type Lesson,
  parseLesson,
  type Problem,
} from '@barewire/lessons/lesson'
import { checkLinks } from '@barewire/lessons/links'
import { writePictures } from '@barewire/lessons/pictures'
import { hasCurl } from '@barewire/lessons/run-command'
import { lessonFile } from '@barewire/lessons/sources'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseWords, stepOf, stop } from './words.ts'

const HELP = `npm run lessons                checks all lessons, docs/steps/NN-slug.md
npm run lessons 4              checks that of step 4
npm run lessons 4 -- --write   writes what its code fences quote and what its
                               commands print; the prose stays as it is
npm run --silent lessons -- --draft 7
                               prints a lesson without prose: all headings, and
                               a fence for all that step 7 changes
npm run lessons -- --pictures  draws the bytes in docs/pictures anew, from a run

What the first line of a fence says: CONTRIBUTING.md
It ends with 0 when nothing is wrong, with 1 when something is.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const { flags, values, others } = parseWords(words, {
    name: 'lessons',
    help: HELP,
    options: {
      write: { type: 'boolean' },
      draft: { type: 'string' },
      pictures: { type: 'boolean' },
    },
  })
  const { draft } = values
  if (draft !== undefined) return console.log(draftLesson(stepOf(draft)))
  process.env['ACCESS_LOG'] = 'off'
  process.env['DATABASE'] = ':memory:'
  if (flags.has('pictures')) return writePictures()
  if (!hasCurl()) console.log('There is no curl: its transcripts do not run.')
  const steps = stepsOf(others)
  if (flags.has('write')) for (const step of steps) await write(step)
  let count = 0
  for (const step of steps) count += await check(step)
  if (count === 0) return console.log(`${countOf(steps.length)}: all is true.`)
  process.exitCode = 1
}

function stepsOf([word, ...rest]: readonly string[]): Step[] {
  if (rest.length > 0) stop('One step at a time, or none for all.')
  if (word === undefined) {
    return existingSteps().filter((step) => existsSync(lessonFile(step)))
  }
  const step = stepOf(word)
  if (existsSync(lessonFile(step))) return [step]
  stop(
    `There is no ${nameOf(step)} yet.`,
    `Begin it: npm run --silent lessons -- --draft ${step.number}`,
  )
}

function countOf(count: number): string {
  return count === 1 ? 'One lesson' : `${count} lessons`
}

async function write(step: Step): Promise<void> {
  const lesson = readLesson(step)
  const text = await rewrite(lesson, step)
  if (text === lesson.text) return
  writeFileSync(lessonFile(step), text)
  console.log(`Wrote ${nameOf(step)}.`)
}

/** Says what is wrong. Gives how much that is. */
async function check(step: Step): Promise<number> {
  const lesson = readLesson(step)
  const transcripts = await checkTranscripts(lesson, step)
  const problems: Problem[] = [
    ...checkText(lesson, step).problems,
    ...checkLinks(lessonFile(step)),
    ...transcripts.problems,
  ]
  console.log(`${nameOf(step)}: ${countWords(lesson)} words`)
  for (const { line, message } of problems) {
    console.log(`${nameOf(step)}:${line}: ${message}`)
  }
  if (problems.some(({ message }) => message.startsWith('Here is'))) {
    console.log(`What differs can be written: npm run lessons -- --write`)
  }
  return problems.length
}

function readLesson(step: Step): Lesson {
  return parseLesson(readFileSync(lessonFile(step), 'utf8'))
}

function nameOf(step: Step): string {
  return relative(ROOT, lessonFile(step)).replaceAll('\\', '/')
}
