// What steps and checks were called before they went by slug, so that what a
// learner wrote down, or has in a playground, is still understood.
import { LADDER, type Row, type Slug } from './ladder.ts'
import { isSlug, numberOf } from './steps.ts'

/** The steps of the first ladder, where checks were "09.12". Never changes. */
const FIRST_LADDER = [
  'echo-bytes',
  'first-response',
  'request-head',
  'byte-reader',
  'request-body',
  'chunked-body',
  'handler-class',
  'response-values',
  'keep-alive',
  'routing',
  'json',
  'middleware',
  'authorization',
  'caching',
  'streaming',
  'files',
  'compression',
  'forms',
  'limits',
  'validation',
  'decorators',
  'dependencies',
  'openapi',
] as const

const ROWS: readonly (Row & { readonly slug: Slug })[] = LADDER

/** Slugs that are no longer, and the step that does the same now. */
const SUCCESSORS = new Map(
  ROWS.flatMap(({ slug, formerly = [] }) =>
    formerly.map((name) => [name, slug] as const),
  ),
)

/** "09.12" to "keep-alive.12"; undefined for what never was the id of a check. */
export function formerCheck(id: string): string | undefined {
  const [, number = '', rest = ''] = /^(\d\d)\.(\d+)$/.exec(id) ?? []
  const slug = FIRST_LADDER[Number(number) - 1]
  return slug && `${slug}.${rest}`
}

/** "09-keep-alive", or a slug that is no longer, to today's slug. */
export function formerSlug(name: string): Slug | undefined {
  const slug = name.replace(/^\d\d-/, '')
  return isSlug(slug) ? slug : SUCCESSORS.get(slug)
}

/** The number of a step, by its slug or by its number on the first ladder. */
export function numberNow(step: unknown): number | undefined {
  const name = typeof step === 'number' ? FIRST_LADDER[step - 1] : step
  const slug = typeof name === 'string' ? formerSlug(name) : undefined
  return slug && numberOf(slug)
}
