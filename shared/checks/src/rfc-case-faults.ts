// Compares what a server did with what an RFC case demands.
import { headerValues, quote } from '@barewire/test-kit/raw-response'
import type { Demands, StatusRule } from './rfc-case.ts'
import type { Observed } from './rfc-case-observe.ts'

type Rule = (demands: Demands, observed: Observed) => string | false | undefined

/** What is wrong, a sentence each. */
export function faultsOf(demands: Demands, observed: Observed): string[] {
  return RULES.map((rule) => rule(demands, observed)).filter(
    (fault) => typeof fault === 'string',
  )
}

const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

const RULES: readonly Rule[] = [
  (_, { nonsense }) => nonsense,
  ({ statuses = ['none'] }, seen) =>
    !matchesOne(statuses, outcomeOf(seen)) &&
    `answered ${outcomeOf(seen)}, expected ${statuses.join(' or ')}`,
  ({ all = [] }, { responses }) => {
    const wrong = all.findIndex(
      (rules, i) => !matchesOne(rules, String(responses[i]?.status)),
    )
    return wrong >= 0 && `response ${wrong + 1} is ${responses[wrong]?.status}`
  },
  ({ closes }, { ended }) =>
    typeof closes === 'boolean' &&
    closes !== ended &&
    (closes ? 'did not close' : 'closed'),
  ({ closes }, { rest }) =>
    closes === true && rest.length > 0 && `left ${quote(rest)} behind`,
  ({ responses: wanted }, { responses: { length } }) =>
    typeof wanted === 'number' &&
    wanted !== length &&
    `sent ${length} responses, not ${wanted}`,
  ({ maxResponses: most }, { responses: { length } }) =>
    typeof most === 'number' &&
    length > most &&
    `sent ${length} responses, at most ${most} expected`,
  ({ body, bodies = typeof body === 'string' ? [body] : [] }, seen) => {
    const wrong = bodies.find((each, i) => each !== textOf(seen, i))
    return wrong !== undefined && `has not the body ${quote(wrong)}`
  },
  ({ bodyLacks: text }, { responses }) =>
    text !== undefined &&
    responses.some(({ body }) => body.includes(text)) &&
    `has ${quote(text)} in its body`,
  ({ echoHas: text }, seen) =>
    text !== undefined &&
    !textOf(seen, 0).includes(text) &&
    `does not echo ${quote(text)}`,
  ({ echoPattern: text }, seen) =>
    text !== undefined &&
    !new RegExp(text, 'i').test(textOf(seen, 0)) &&
    `does not echo /${text}/`,
  ({ echoLine: line }, seen) =>
    line !== undefined &&
    !textOf(seen, 0).toLowerCase().split('\n').includes(line) &&
    `does not echo the line ${quote(line)}`,
  ({ lacks = [] }, seen) => {
    const found = lacks.find((name) => valuesOf(seen, name).length > 0)
    return found !== undefined && `has the field ${found}`
  },
  ({ headerPattern = {} }, seen) => {
    const wrong = Object.entries(headerPattern).find(
      ([name, text]) =>
        !new RegExp(text, 'i').test(valuesOf(seen, name).join(', ')),
    )
    return wrong && `has no ${wrong[0]} of the form /${wrong[1]}/`
  },
  ({ statusLine: text }, { responses: [first] }) =>
    text !== undefined &&
    !new RegExp(text).test(first?.statusLine ?? '') &&
    'has no status line as it has to be',
  ({ date }, seen) =>
    date === true &&
    !DATE.test(valuesOf(seen, 'date').join(', ')) &&
    'has no valid Date',
  ({ ifStatus = {} }, seen) => {
    const missing = Object.entries(ifStatus)
      .filter(([rule]) => matchesOne([rule], outcomeOf(seen)))
      .flatMap(([, { has }]) => has)
      .find((name) => valuesOf(seen, name).length === 0)
    return missing && `has no ${missing}`
  },
  ({ keepaliveConsistent }, seen) =>
    keepaliveConsistent === true &&
    !seen.ended &&
    !/keep-alive/i.test(valuesOf(seen, 'connection').join()) &&
    'keeps the connection and does not say so',
  ({ interimBeforeBody: wanted }, { interim, interimBefore }) =>
    Array.isArray(wanted) &&
    wanted.join() !== interim.slice(0, interimBefore).join() &&
    `sent [${interim.join()}] before the body, not ${wanted.join()}`,
  ({ noInterim }, { interim }) =>
    noInterim === true && interim.length > 0 && `sent ${interim.join()}`,
  ({ not101 }, { interim }) =>
    not101 === true && interim.includes(101) && 'sent 101',
  ({ not2xx }, { responses }) =>
    not2xx === true &&
    responses.some(({ status }) => matchesOne(['2xx'], String(status))) &&
    'took a part for the whole',
  ({ closedWithinMilliseconds: most }, { ended, milliseconds }) =>
    most !== undefined &&
    !(ended && milliseconds <= most) &&
    `was open after ${Math.round(milliseconds)} ms`,
]

/** "200", "close" or "silence". */
function outcomeOf({ responses: [first], rest, ended }: Observed): string {
  if (first) return String(first.status)
  if (rest.length > 0) return 'something that is no whole response'
  return ended ? 'close' : 'silence'
}

function matchesOne(rules: readonly StatusRule[], outcome: string): boolean {
  return rules.some((rule) => {
    if (rule === 'none') return true
    const pattern = String(rule).replace('xx', '\\d\\d')
    return new RegExp(`^${pattern}$`).test(outcome)
  })
}

function textOf({ responses }: Observed, index: number): string {
  return responses[index]?.body.toString('latin1') ?? ''
}

function valuesOf({ responses: [first] }: Observed, name: string): string[] {
  return first ? headerValues(first, name) : []
}
