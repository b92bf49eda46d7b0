// The lessons tell the truth: what they quote is in the source, what they
// show is printed, and their quotes make each step of the one before.
import { type Step, STEPS } from '@barewire/course/steps'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rebuild } from '../src/build.ts'
import { checkText, checkTranscripts, usesCurl } from '../src/check-lesson.ts'
import { type Lesson, parseLesson, type Problem } from '../src/lesson.ts'
import { hasCurl } from '../src/run-command.ts'
import { lessonFile, treesOf } from '../src/sources.ts'

/** Numbers of the steps whose lessons are still to be written. */
const MISSING: readonly number[] = []

const written = STEPS.filter((step) => existsSync(lessonFile(step)))

it('are all there, but for those that are known to be missing', () => {
  const absent = STEPS.filter((step) => !written.includes(step))
  expect(absent.map(({ number }) => number)).toEqual(MISSING)
  if (MISSING.length > 0) console.log(`No lesson yet: ${MISSING.join(', ')}.`)
})

describe.each(written)('the lesson of $name', (step) => {
  it('has the form of a lesson and quotes the source', () => {
    expect(told(checkText(read(step), step).problems, step)).toEqual([])
  })

  it('makes the step of the one before', () => {
    const { before, after } = treesOf(step)
    expect(rebuild(read(step), before)).toEqual(after)
  })

  it('shows what its commands print', async () => {
    const lesson = read(step)
    const silent = lesson.fences.filter(usesCurl).map(({ line }) => line)
    if (!hasCurl() && silent.length > 0) {
      console.log(`There is no curl, so lines ${silent.join(', ')} did not run`)
    }
    const { problems } = await checkTranscripts(lesson, step)
    expect(told(problems, step)).toEqual([])
  })
})

function read(step: Step): Lesson {
  return parseLesson(readFileSync(lessonFile(step), 'utf8'))
}

function told(problems: readonly Problem[], step: Step): string[] {
  return problems.map(
    ({ line, message }) => `docs/steps/${step.name}.md:${line}: ${message}`,
  )
}
