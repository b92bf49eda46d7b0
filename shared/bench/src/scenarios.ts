// What the servers are asked, and how: the requests as bytes, how many of
// them are sent at once, and the one body that answers them.
import {
  added,
  BYTES_TYPE,
  GREETING,
  itemOf,
  JSON_TYPE,
  MEBIBYTE,
} from './contract.ts'

/** Requests that are all alike. */
export interface Requests {
  readonly method: 'GET' | 'POST'
  readonly target: string
  /** Beside Host, Content-Type, Content-Length and Connection. */
  readonly fields?: Readonly<Record<string, string>>
  /** Only of a POST. */
  readonly body?: string
  /** How many requests are sent before the first answer is awaited. */
  readonly depth: number
  /** Whether the connection ends behind each answer. */
  readonly closes: boolean
}

/** One way to ask a server. */
export interface Scenario extends Requests {
  readonly name: ScenarioName
  /** In a few words. */
  readonly title: string
  /** The content of the answer. */
  readonly answer: string
  /** The media type of the answer. */
  readonly type: string
}

export type ScenarioName =
  | 'hello'
  | 'get'
  | 'pipelined'
  | 'post'
  | 'mebibyte'
  | 'one-connection'

const HELLO = {
  method: 'GET',
  target: '/',
  answer: JSON.stringify(GREETING),
  type: JSON_TYPE,
  depth: 1,
  closes: false,
} as const

const GET = {
  ...HELLO,
  target: '/items/42',
  answer: JSON.stringify(itemOf(42)),
} as const

const NEW = { name: 'Item 42', price: 9.5 }

export const SCENARIOS: readonly Scenario[] = [
  { ...HELLO, name: 'hello', title: 'GET, always the same JSON' },
  { ...GET, name: 'get', title: 'GET with a path parameter, JSON' },
  { ...GET, name: 'pipelined', title: 'the same, 16 at once', depth: 16 },
  {
    ...HELLO,
    name: 'post',
    title: 'POST of JSON that is checked, JSON',
    method: 'POST',
    target: '/items',
    body: JSON.stringify(NEW),
    answer: JSON.stringify(added(NEW)),
  },
  {
    ...HELLO,
    name: 'mebibyte',
    title: 'GET of 1 MiB',
    target: '/mebibyte',
    answer: String(MEBIBYTE),
    type: BYTES_TYPE,
  },
  {
    ...HELLO,
    name: 'one-connection',
    title: 'GET, always the same JSON, a connection for each',
    closes: true,
  },
]

/** Finds a scenario. Throws if there is none of that name. */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found) return found
  throw new Error(`There is no scenario "${name}".`)
}

/** The fields of such requests, beside Host and Content-Length. */
export function fieldsOf(requests: Requests): Record<string, string> {
  return {
    ...(requests.body !== undefined && { 'Content-Type': JSON_TYPE }),
    ...requests.fields,
    ...(requests.closes && { Connection: 'close' }),
  }
}

/** One of them, as it is sent. */
export function writeRequest(requests: Requests): string {
  const { method, target, body } = requests
  const length = Buffer.byteLength(body ?? '')
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(fieldsOf(requests)).map((field) => field.join(': ')),
    ...(body === undefined ? [] : [`Content-Length: ${length}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}
