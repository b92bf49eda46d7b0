// What `npm run renumber` does to a text: names of folders, numbers in
// commands and in prose. All of a text changes at once, so that 10 may become
// 11 while 11 becomes 12.
import { twoDigits } from '@barewire/course/steps'
import { type Move, type Plan, slugOf } from './renumber-plan.ts'

/** A place that a person has to look at, and why. */
export interface Doubt {
  readonly line: number
  readonly why: string
}

/** A text as it is afterwards, and what is doubtful in it. */
export interface Rewritten {
  readonly text: string
  readonly doubts: readonly Doubt[]
}

/** Rewrites texts by a plan. */
export class Rewriter {
  readonly #names: ReadonlyMap<string, string>
  readonly #numbers: ReadonlyMap<number, number>
  /** Numbers before, of steps that are another step now, or none. */
  readonly #unsure: ReadonlyMap<number, string>
  readonly #slugs: ReadonlyMap<string, string>

  constructor({ moves, ended }: Plan) {
    const renamed = moves.filter(({ from, to }) => slugOf(from) !== slugOf(to))
    this.#names = new Map(moves.map(({ from, to }) => [from, to]))
    this.#numbers = new Map(moves.map(({ from, to }) => numbersOf(from, to)))
    this.#slugs = new Map(
      renamed.map(({ from, to }) => [slugOf(from), slugOf(to)]),
    )
    this.#unsure = new Map<number, string>([
      ...gapsIn([...moves.map(({ from }) => from), ...ended]),
      ...renamed.map(whyRenamed),
      ...ended.map((name) => [numberIn(name), `no row has ${name}`] as const),
    ])
  }

  /** Prose, source or data: what it says of steps, as it is now. */
  rewrite(text: string): Rewritten {
    const doubts: Doubt[] = []
    const lines = text.split('\n').map((line, i) => {
      const why = this.#whyUnsure(line)
      if (why !== undefined) doubts.push({ line: i + 1, why })
      return this.#rewriteLine(line)
    })
    return { text: lines.join('\n'), doubts }
  }

  #rewriteLine(line: string): string {
    return line.replace(ANYTHING, (found) => {
      if (found.startsWith('[')) return this.#rewriteLink(found)
      if (PHRASE.test(found)) return found.replace(NUMBER, this.#numberNow)
      return this.#slugNow(this.#names.get(found) ?? found)
    })
  }

  /** Its text is changed where it is but a number. */
  #rewriteLink(link: string): string {
    return link
      .replace(/^\[\d\d?\]/, (text) => text.replace(NUMBER, this.#numberNow))
      .replace(NAME, (name) => this.#names.get(name) ?? name)
  }

  readonly #numberNow = (digits: string): string => {
    const now = this.#numbers.get(Number(digits))
    if (now === undefined) return digits
    return digits.startsWith('0') ? twoDigits(now) : String(now)
  }

  /** "caching" or "caching.12". */
  #slugNow(word: string): string {
    const [slug = '', ...rest] = word.split('.')
    return [this.#slugs.get(slug) ?? slug, ...rest].join('.')
  }

  #whyUnsure(line: string): string | undefined {
    const phrases = [...line.matchAll(PHRASES)]
    const numbers = phrases.flatMap(([phrase]) => phrase.match(/\d+/g) ?? [])
    const names = [...line.matchAll(NAME)].map(([name]) => name)
    const all = [...numbers, ...names.map((name) => name.slice(0, 2))]
    return all
      .map((number) => this.#unsure.get(Number(number)))
      .find((why) => why !== undefined)
  }
}

/** `npm run diff 2 5`, `npm run lessons -- --draft 7`, `--step 19`. */
const COMMAND =
  /npm (?:run )?(?:--silent |-s )?(?:step|diff|play|carry|check|target|test|lessons|coverage|fuzz)(?: --(?= ))?(?: --(?:draft|step|only))?(?: \d\d?\b(?!\.\d))+/

/** "step 9", "Steps 03, 04 and 05", "steps 10 to 19", "TODO 03". */
const PROSE =
  /\b(?:[Ss]teps?|TODO) \d\d?\b(?!\.\d)(?:(?:,| and| or| to|–|-) ?\d\d?\b(?!-|\.\d))*/

const PHRASE = /^(?:npm|[Ss]teps?|TODO) /

const PHRASES = new RegExp(`${COMMAND.source}|${PROSE.source}`, 'g')

/** "[09](../steps/09-keep-alive.md)". */
const LINK = /\[\d\d?\]\([^)]*?\d\d-[a-z-]+[^)]*\)/

/** "09-keep-alive". */
const NAME = /(?<![\w-])\d\d-[a-z][a-z-]*[a-z]/g

/** "caching.12", the id of a check. */
const ID = /(?<![\w.-])[a-z][a-z-]*\.\d{1,3}(?![\w.])/

/** A slug in data: `until: 'caching'`, `numberOf('caching')`, `step=caching`. */
const SLUG =
  /(?<=\b(?:until|step): '|\b(?:numberOf|stepCalled)\('|\bisSince\(\w+, '|\bstep=)[a-z-]+/

const NUMBER = /(?<![\w.-])\d\d?(?![\w-])/g

const ANYTHING = new RegExp(
  [COMMAND, PROSE, LINK, NAME, ID, SLUG].map(({ source }) => source).join('|'),
  'g',
)

function numbersOf(from: string, to: string): readonly [number, number] {
  return [numberIn(from), numberIn(to)]
}

function numberIn(name: string): number {
  return Number(name.slice(0, 2))
}

function whyRenamed({ from, to }: Move): readonly [number, string] {
  return [numberIn(from), `${from} is ${to} now: is that what is meant?`]
}

/** Numbers whose folders are deleted already. */
function gapsIn(names: readonly string[]): (readonly [number, string])[] {
  const numbers = new Set(names.map(numberIn))
  return Array.from({ length: Math.max(0, ...numbers) }, (_, i) => i + 1)
    .filter((number) => !numbers.has(number))
    .map((number) => [number, `step ${number} was deleted`] as const)
}
