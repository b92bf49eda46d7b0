// Which checks a run has for a step, and at how many points it splits them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, sinceOf } from './check.ts'
import { checksFor } from './suite.ts'
import {
  existingSteps,
  filesOf,
  folderOf,
  type Step,
  stepBefore,
} from '@barewire/course/steps'
import { isBrief } from '@barewire/course/run'

/** Enough to notice that bytes come in pieces at all. */
export const FEW = 3

/**
 * The checks for a step. A brief run has those that the step adds, and all of
 * them at the last step; an earlier promise that a step in between breaks is
 * noticed there, or at the end of its part.
 */
export function checksToRun(number: number): readonly Check[] {
  const checks = checksFor(number)
  if (!isBrief() || isLast(number) || isAlone(number)) return checks
  return checks.filter((check) => sinceOf(check) === number)
}

/**
 * The most points at which a check is split against a step: all of them, but
 * in a brief run of a step that stands alone, under its tag, a few for what
 * earlier steps have promised. All of them have been tried here.
 */
export function pointsFor(number: number): (check: Check) => number {
  const most = isBrief() && isAlone(number) ? FEW : Infinity
  return (check) => (sinceOf(check) === number ? Infinity : most)
}

function isLast(number: number): boolean {
  return existingSteps().at(-1)?.number === number
}

function isAlone(number: number): boolean {
  return existingSteps().every((step) => step.number !== number)
}

/** Whether a step's src/wire reads otherwise than that of the step before. */
export function hasNewWire(step: Step): boolean {
  const before = stepBefore(step)
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
