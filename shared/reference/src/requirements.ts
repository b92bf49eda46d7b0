// What the suite asks of each section: a row for each requirement, which is the
// sentence of a check, or what the sentences of a table of checks have in common.
import { numberOf } from '@barewire/course/steps'
import { type Level, sinceOf, untilOf } from '@barewire/checks/check'
import { RFC_CASES } from '@barewire/checks/rfc-case'
import {
  cite,
  compareSections,
  type Section,
  sectionsIn,
} from '@barewire/checks/rfc-section'
import { CHECKS } from '@barewire/checks/suite'

/** A requirement, and what tests it. */
export interface Requirement {
  readonly level: Level
  /** "refuses a method with: a bracket; an at sign; NUL". */
  readonly text: string
  /** "request-head.11", "fr-15". */
  readonly ids: readonly string[]
  /** The first step that obeys it. */
  readonly since: number
  /** The first step that does not any more. */
  readonly until: number | undefined
}

/** A section with its requirements, the strictest first. */
export interface Required {
  readonly section: Section
  readonly requirements: readonly Requirement[]
}

/** All sections that the suite cites, in order. */
export function findRequirements(): Required[] {
  return groupsOf(sentences(), ({ section }) => cite(section))
    .map(([first, ...others]) => ({
      section: first.section,
      requirements: groupsOf([first, ...others], rowOf)
        .map(requirementOf)
        .toSorted(byLevel),
    }))
    .toSorted((a, b) => compareSections(a.section, b.section))
}

interface Sentence {
  readonly section: Section
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly since: number
  readonly until?: number | undefined
}

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY', 'described']

/** RFC cases are sent to steps that keep connections, or that have deadlines. */
const FIRST_WITH_CASES = numberOf('keep-alive')
const FIRST_WITH_DEADLINES = numberOf('limits')

function sentences(): Sentence[] {
  const checks = CHECKS.flatMap((check): Sentence[] => {
    const { id, title, level, rfc = '' } = check
    if (level === undefined) return []
    return sectionsIn(rfc).map((section) => {
      const last = untilOf(check)
      const until = last === Infinity ? undefined : last
      return { section, id, title, level, since: sinceOf(check), until }
    })
  })
  const cases = RFC_CASES.flatMap(({ id, title, level, rfc, needs }) => {
    const since = needs === undefined ? FIRST_WITH_CASES : FIRST_WITH_DEADLINES
    return sectionsIn(rfc).map((section) => {
      return { section, id, title, level, since }
    })
  })
  return [...checks, ...cases]
}

type Group = readonly [Sentence, ...Sentence[]]

/** Those with the same key, in the order of the first ones. */
function groupsOf(
  all: readonly Sentence[],
  keyOf: (one: Sentence) => string,
): Group[] {
  const groups = new Map<string, [Sentence, ...Sentence[]]>()
  for (const each of all) {
    const group = groups.get(keyOf(each))
    if (group) group.push(each)
    else groups.set(keyOf(each), [each])
  }
  return [...groups.values()]
}

/** Checks of one table begin alike, "refuses" or "does not", with a status. */
function rowOf({ id, title, level, since, until }: Sentence): string {
  const status = /(?:^| )([1-5]\d\d)(?: |$)/.exec(title)?.[1]
  const verb = /^\S+(?: not?\b)?/.exec(title)?.[0]
  const kind = isCase(id) ? ['cases'] : [verb, status]
  return [level, since, until, ...kind].join()
}

function isCase(id: string): boolean {
  return !id.includes('.')
}

function requirementOf(all: Group): Requirement {
  const [{ level, since, until }] = all
  const ids = all.map(({ id }) => id)
  const titles = all.map(({ title }) => title)
  const text = ids.some(isCase)
    ? `cases: ${listOf(titles)}`
    : foldTitles(titles)
  return { level, text, ids, since, until }
}

function byLevel(a: Requirement, b: Requirement): number {
  const order = LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)
  return order || a.since - b.since
}

/**
 * Folds sentences that begin or end alike: "sends … once: /; /books". At most
 * `MOST` of what differs is shown.
 */
export function foldTitles(titles: readonly string[]): string {
  const [first = '', ...others] = titles
  if (others.length === 0) return first
  const words = titles.map((title) => title.split(' '))
  const start = commonStart(words)
  const rests = words.map((each) => each.slice(start))
  const end = commonEnd(rests)
  const parts = rests.map((each) => each.slice(0, each.length - end).join(' '))
  const head = first.split(' ').slice(0, start)
  const tail = end > 0 ? ['…', ...first.split(' ').slice(-end)] : []
  const common = [...head, ...tail].join(' ').replace(/[:,]$/, '')
  return `${common}: ${listOf(parts.map((part) => part.replace(/,$/, '')))}`
}

const MOST = 6

function listOf(parts: readonly string[]): string {
  const shown = parts.slice(0, parts.length > MOST + 1 ? MOST : parts.length)
  const left = parts.length - shown.length
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('; ')
}

/** How many words all begin with; what belongs together stays together. */
function commonStart(all: readonly (readonly string[])[]): number {
  const [first = []] = all
  const length = countSame(all)
  // One of them goes on where another ends: only the verb is left out.
  if (all.some((each) => each.length === length)) return Math.min(length, 1)
  const isArticle = /^(?:an?|the)$/.test(first[length - 1] ?? '')
  return isArticle ? length - 1 : length
}

/** How many words all end with, if that is worth a gap. */
function commonEnd(all: readonly (readonly string[])[]): number {
  const length = countSame(all.map((each) => each.toReversed()))
  return length > 2 && all.every((each) => each.length > length) ? length : 0
}

function countSame([first = [], ...others]: readonly (readonly string[])[]) {
  const differs = first.findIndex((word, i) =>
    others.some((each) => each[i] !== word),
  )
  return differs === -1 ? first.length : differs
}
