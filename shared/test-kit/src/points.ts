// At how many points the wire cases of a step are split.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '@barewire/checks/check'
import { sinceOf } from '@barewire/checks/suite'
import {
  existingSteps,
  filesOf,
  folderOf,
  type Step,
} from '@barewire/course/steps'
import { isBrief } from './brief.ts'

/** Enough to notice that bytes come in pieces at all. */
export const FEW = 3

/**
 * The most points at which a check is split against a step. All of them where
 * it could find something: a check that is new, a wire that is new, and the
 * last step. Between those the same bytes meet the same code once more, so a
 * brief run splits them at a few points only.
 */
export function pointsFor(number: number): (check: Check) => number {
  const step = existingSteps().find((each) => each.number === number)
  const last = existingSteps().at(-1)
  // A step that stands alone, under its tag, has been tested here.
  const isKnown =
    step === undefined || (step.slug !== last?.slug && !hasNewWire(step))
  const most = isBrief() && isKnown ? FEW : Infinity
  return (check) => (sinceOf(check) === number ? Infinity : most)
}

/** Whether a step's src/wire reads otherwise than that of the step before. */
export function hasNewWire(step: Step): boolean {
  const before = existingSteps().find(
    ({ number }) => number === step.number - 1,
  )
  return before === undefined || wireOf(before) !== wireOf(step)
}

// What reads no bytes cannot read them wrong in pieces.
const READS_NOTHING = /\/(?:http-error|message|status)\.ts$/

function wireOf(step: Step): string {
  const paths = filesOf(step, 'src/wire').filter(
    (path) => !READS_NOTHING.test(path),
  )
  const files = paths.map((path) => [
    path,
    readFileSync(join(folderOf(step), path), 'utf8'),
  ])
  return JSON.stringify(files)
}
