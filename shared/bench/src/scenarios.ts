// What the servers are asked, and how: the requests as bytes, how many of
// them are sent at once, and the one body that answers them.
import { added, itemOf } from './contract.ts'

/** One way to ask a server. */
export interface Scenario {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly target: string
  /** JSON; only of a POST. */
  readonly body?: string
  /** The content of the answer. */
  readonly answer: string
  /** How many requests are sent before the first answer is awaited. */
  readonly depth: number
  /** Whether the connection ends behind each answer. */
  readonly closes: boolean
}

const ONE = {
  method: 'GET',
  target: '/items/42',
  answer: JSON.stringify(itemOf(42)),
  depth: 1,
  closes: false,
} as const

const NEW = { name: 'Item 42', price: 9.5 }

export const SCENARIOS: readonly Scenario[] = [
  { ...ONE, name: 'get' },
  { ...ONE, name: 'pipelined', depth: 16 },
  {
    ...ONE,
    name: 'post',
    method: 'POST',
    target: '/items',
    body: JSON.stringify(NEW),
    answer: JSON.stringify(added(NEW)),
  },
  { ...ONE, name: 'one-connection', closes: true },
]

/** Finds a scenario. Throws if there is none of that name. */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found) return found
  throw new Error(`There is no scenario "${name}".`)
}

/** The fields of its requests, beside Host and Content-Length. */
export function fieldsOf(scenario: Scenario): Record<string, string> {
  return {
    ...(scenario.body && { 'Content-Type': 'application/json' }),
    ...(scenario.closes && { Connection: 'close' }),
  }
}

/** One of its requests, as it is sent. */
export function writeRequest(scenario: Scenario): string {
  const { method, target, body = '' } = scenario
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(fieldsOf(scenario)).map((field) => field.join(': ')),
    ...(body ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
