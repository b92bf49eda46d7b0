// The steps: what the ladder says of them, and what is in their folders.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LADDER, type Part, type Slug } from './ladder.ts'

/** The top folder of the project. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A rung of the ladder, whether its folder exists yet or not. */
export interface Step {
  /** Its place in the ladder, from 1. */
  readonly number: number
  /** "request-head": what it is known by, whatever its number. */
  readonly slug: Slug
  /** "03-request-head": its folder, package and lesson. */
  readonly name: string
  /** "Request head". */
  readonly title: string
  readonly part: Part
  /** The one idea, in a few words. */
  readonly idea: string
  /** What a client sees that it did not see before. */
  readonly sees: string
}

/** All steps of the ladder, in order. */
export const STEPS: readonly Step[] = LADDER.map((row, i) => ({
  ...row,
  number: i + 1,
  name: `${twoDigits(i + 1)}-${row.slug}`,
}))

const BY_SLUG = new Map<string, Step>(STEPS.map((step) => [step.slug, step]))

/** The step with a slug. Throws if there is none. */
export function stepCalled(slug: string): Step {
  const step = BY_SLUG.get(slug)
  if (step === undefined) throw new Error(`There is no step "${slug}"`)
  return step
}

/** The number of the step with a slug. Throws if there is none. */
export function numberOf(slug: string): number {
  return stepCalled(slug).number
}

/** Whether a step is the one that the slug names, or comes after it. */
export function isSince({ number }: Step, slug: Slug): boolean {
  return number >= numberOf(slug)
}

/** Whether a text is the slug of a step. */
export function isSlug(text: string): text is Slug {
  return BY_SLUG.has(text)
}

/** The step with a number. Throws if there is none. */
export function stepNumber(number: number): Step {
  const step = STEPS[number - 1]
  if (step === undefined) throw new Error(`There is no step ${number}`)
  return step
}

/** The last existing step of each part: what the parts before it lead to. */
export function partEnds(): Step[] {
  const existing = existingSteps()
  return existing.filter(({ part }, i) => existing[i + 1]?.part !== part)
}

/** The steps whose folders exist, in order. */
export function existingSteps(): Step[] {
  return STEPS.filter((step) => existsSync(folderOf(step)))
}

/** The step before, of those whose folders exist; the first one has none. */
export function stepBefore({ number }: Step): Step | undefined {
  return existingSteps().findLast((step) => step.number < number)
}

/** The folder of a step, as an absolute path. */
export function folderOf(step: Step): string {
  return join(ROOT, 'steps', step.name)
}

/** The files below a step's folder, "src/app.ts", sorted. */
export function filesOf(step: Step, below = ''): string[] {
  return filesIn(folderOf(step), below)
}

/** The files below any folder, sorted; those below one of its folders. */
export function filesIn(folder: string, below = ''): string[] {
  const entries = existsSync(join(folder, below))
    ? readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    : []
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

/** "3", "03", "request-head" or "03-request-head" to a step, if there is one. */
export function findStep(text: string): Step | undefined {
  if (/^\d{1,2}$/.test(text)) return STEPS[Number(text) - 1]
  return BY_SLUG.get(text) ?? STEPS.find(({ name }) => name === text)
}

/** "03". */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
