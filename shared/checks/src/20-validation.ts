// 20: what a route needs is declared, and all that is wrong with a request is
// said at once, as FastAPI says it. Every book that a check adds has a title
// that nobody else uses, and is taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  type Rule,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const JSON_TYPE = 'application/json'
const PATCH_TYPE = 'application/merge-patch+json'
const UNPROCESSABLE = described('RFC 9110 §15.5.21')
const MISSING = { type: 'missing', msg: 'Field required' }

/** Where a fault is, and what was there. */
type Fault = readonly [loc: readonly unknown[], input: unknown]

export const checks: readonly Check[] = [
  {
    id: 'validation.1',
    title: 'says all that is wrong with a book at once, and where',
    ...UNPROCESSABLE,
    run: (context) => {
      const book = { title: 7, author: '', year: '1815', tags: ['a', 1, ''] }
      return expectFaults(context, 'POST /books', book, [
        [['body', 'title'], 7],
        [['body', 'author'], ''],
        [['body', 'year'], '1815'],
        [['body', 'tags', 1], 1],
        [['body', 'tags', 2], ''],
      ])
    },
  },
  {
    id: 'validation.2',
    title: 'says what is missing, and from what',
    ...UNPROCESSABLE,
    run: async (context) => {
      const input = { author: 'b', tags: [] }
      const response = await talk(context, 'POST /books', input)
      expectStatus(response, 422)
      expectEqual(parseJson(response), {
        detail: [
          { ...MISSING, loc: ['body', 'title'], input },
          { ...MISSING, loc: ['body', 'year'], input },
        ],
      })
    },
  },
  ...missingBody([
    ['validation.3', 'POST', 'no length', []],
    ['validation.4', 'POST', 'a length of 0', ['Content-Length: 0']],
    ['validation.5', 'PUT', 'no length', []],
    ['validation.6', 'PATCH', 'no length', []],
  ]),
  ...malformed([
    ['validation.7', 'a value', 10, '{"title": }'],
    ['validation.8', 'a comma', 13, '{"title": "" "year": 1}'],
    ['validation.9', 'a closing bracket', 21, '{"title": "", "a": [1'],
    ['validation.10', 'an end', 27, '{"title": "a", "author": 1}]'],
    ['validation.11', 'double quotes', 1, "{'title': 1}"],
    ['validation.12', 'a name', 12, '{"title": 1,}'],
    ['validation.13', 'a number', 9, '{"year": NaN}'],
    ['validation.14', 'an end before a comment', 3, '{} // a book'],
    ['validation.15', 'a string without a line end', 10, '{"title": "a\nb"}'],
    ['validation.16', 'JSON before a no-break space', 0, '\xa0{}'],
  ]),
  ...refusedOctets(described('RFC 8259 §8.1'), [
    ['validation.17', 'Latin-1', '{"title": "caf\xe9"}'],
    ['validation.18', 'half a character', '{"title": "\xe2\x82"}'],
    ['validation.19', 'an overlong character', '{"title": "\xc0\xaf"}'],
    ['validation.20', 'an encoded surrogate', '{"title": "\xed\xa0\x80"}'],
    ['validation.21', 'UTF-16', '\xff\xfe{\0}\0'],
  ]),
  ...refusedOctets(described('RFC 8259 §9'), [
    ['validation.22', '65 levels', '['.repeat(65) + ']'.repeat(65)],
  ]),
  ...wrongIds('GET', 23, [
    'abc',
    '0',
    '-1',
    '01',
    '0x1',
    '1e0',
    '1.0',
    '+1',
    '%201',
    '1%20',
    '1x',
    '1%0A',
    '%D9%A1',
    '__proto__',
    'constructor',
    '9999999999999999999999',
  ]),
  ...wrongIds('DELETE', 39, ['abc', '01', '__proto__']),
  {
    id: 'validation.42',
    title: 'says what is wrong with an id and with a book at once',
    ...UNPROCESSABLE,
    run: async (context) => {
      const book = { ...newBook(), year: 'x' }
      for (const method of ['PUT', 'PATCH']) {
        await expectFaults(context, `${method} /books/01`, book, [
          [['path', 'id'], '01'],
          [['body', 'year'], 'x'],
        ])
      }
    },
  },
  {
    id: 'validation.43',
    title: 'says all that is wrong with a patch, and not what it leaves out',
    ...UNPROCESSABLE,
    run: (context) =>
      withBook(context, async (place, book) => {
        const patch = { title: '', year: null, tags: ['a', null], id: 'x' }
        await expectFaults(context, `PATCH ${place}`, patch, [
          [['body', 'title'], ''],
          [['body', 'year'], null],
          [['body', 'tags', 1], null],
        ])
        await expectBook(context, place, book)
      }),
  },
  {
    id: 'validation.44',
    title: 'takes the tags away where a patch has null for them',
    rfc: 'RFC 7396 §2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        const response = await talk(context, `PATCH ${place}`, { tags: null })
        expectStatus(response, 200)
        expectEqual(parseJson(response), { ...book, tags: [] })
        await expectBook(context, place, { ...book, tags: [] })
      }),
  },
  {
    id: 'validation.45',
    title: 'changes nothing at a request that it refuses',
    ...UNPROCESSABLE,
    run: (context) =>
      withBook(context, async (place, book) => {
        const before = await talk(context, 'GET /books')
        const wrong = { ...newBook(), tags: [1] }
        for (const line of ['POST /books', `PUT ${place}`, `PATCH ${place}`]) {
          expectStatus(await talk(context, line, wrong), 422)
          expectStatus(await talk(context, line, '{"title": "a"'), 422)
        }
        const after = await talk(context, 'GET /books')
        expectEqual(parseJson(after), parseJson(before))
        await expectBook(context, place, book)
      }),
  },
  {
    id: 'validation.46',
    title: 'answers with the members of a book and no others',
    run: async (context) => {
      const sent = newBook()
      const more = { ...sent, id: -1, secret: 'x', publisher: { name: 'x' } }
      const added = await talk(context, 'POST /books', more)
      const place = placeOf(added)
      const changes = [`PUT ${place}`, `PATCH ${place}`]
      const answers = [added]
      for (const line of changes) answers.push(await talk(context, line, more))
      answers.push(await talk(context, `GET ${place}`))
      await talk(context, `DELETE ${place}`)
      for (const answer of answers) {
        const { id, ...book } = parseJson(answer)
        expectEqual([typeof id, book], ['number', sent])
      }
    },
  },
  {
    id: 'validation.47',
    title: 'takes a title of 200 characters and refuses one of 201',
    run: async (context) => {
      for (const letter of ['a', 'é', '€']) {
        const title = randomUUID().padEnd(200, letter)
        const added = await talk(context, 'POST /books', bookWith({ title }))
        expectStatus(added, 201)
        await talk(context, `DELETE ${placeOf(added)}`)
        const longer = `${title}${letter}`
        const wrong = bookWith({ title: longer })
        const faults = [[['body', 'title'], longer]] as const
        await expectFaults(context, 'POST /books', wrong, faults)
      }
    },
  },
  {
    id: 'validation.48',
    title: 'answers a title of 900,000 characters with a few',
    run: async (context) => {
      const wrong = bookWith({ title: 'a'.repeat(900_000) })
      const response = await talk(context, 'POST /books', wrong)
      expectStatus(response, 422)
      expectAtMost(response, 2_000)
    },
  },
  {
    id: 'validation.49',
    title: 'answers a body that lacks much and has much with a few',
    run: async (context) => {
      const wrong = { more: 'a'.repeat(900_000) }
      const response = await talk(context, 'POST /books', wrong)
      expectStatus(response, 422)
      expectAtMost(response, 2_000)
    },
  },
  {
    id: 'validation.50',
    title: 'answers 100,000 wrong tags with some of them, and goes on',
    run: async (context) => {
      const tags = Array.from({ length: 100_000 }, () => 0)
      const response = await talk(context, 'POST /books', bookWith({ tags }))
      expectStatus(response, 422)
      expectAtMost(response, 100_000)
      expectStatus(await talk(context, 'GET /books'), 200)
    },
  },
  {
    id: 'validation.51',
    title: 'answers many long wrong tags with no more than was sent',
    run: async (context) => {
      const tags = Array.from({ length: 900 }, () => 'é'.repeat(450))
      const response = await talk(context, 'POST /books', bookWith({ tags }))
      expectStatus(response, 422)
      expectAtMost(response, 250_000)
    },
  },
  {
    id: 'validation.52',
    title: 'takes no faulty member for a book from "__proto__"',
    ...UNPROCESSABLE,
    run: async (context) => {
      const text = `{"__proto__":${JSON.stringify(newBook())}}`
      const response = await talk(context, 'POST /books', text)
      expectStatus(response, 422)
      const places = faultsIn(response).map(({ loc }) => loc)
      const names = ['title', 'author', 'year']
      expectEqual(
        places,
        names.map((name) => ['body', name]),
      )
    },
  },
  ...['POST', 'PUT', 'PATCH'].map((method, i) => ({
    id: `validation.${53 + i}`,
    title: `says what it reads before what is wrong with a ${method}`,
    rfc: 'RFC 9110 §15.5.16',
    level: 'described' as const,
    run: async ({ address }: CheckContext) => {
      const line = method === 'POST' ? 'POST /books' : `${method} /books/abc`
      const request = write(line, '{"title"', ['Content-Type: text/plain'])
      const response = await ask(address, request)
      expectStatus(response, 415)
      const field = method === 'PATCH' ? 'accept-patch' : 'accept'
      const [types = ''] = headerValues(response, field)
      if (!types.includes('json')) throw new Error(`got ${field}: ${types}`)
    },
  })),
  {
    id: 'validation.56',
    title: 'refuses to answer what a client cannot read before all else',
    rfc: 'RFC 9110 §15.5.7',
    level: 'described',
    run: async ({ address }) => {
      const lines = [`Content-Type: ${JSON_TYPE}`, 'Accept: text/html']
      const request = write('POST /books', {}, lines)
      expectStatus(await ask(address, request), 406)
    },
  },
  {
    id: 'validation.57',
    title: 'adds nothing for malformed credentials',
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    run: async (context) => {
      const { address } = context
      const sent = newBook()
      const before = await talk(context, 'GET /books')
      const lines = ['Authorization: Basic abc', `Content-Type: ${JSON_TYPE}`]
      const request = write('POST /books', sent, lines)
      expectStatus(await ask(address, request), 401)
      const after = await talk(context, 'GET /books')
      expectEqual(parseJson(after), parseJson(before))
    },
  },
  {
    id: 'validation.58',
    title: 'keeps the connection after a request that it refuses',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    send:
      write('POST /books', { year: 'x' }) +
      write('PUT /books/x', '{"title"') +
      head('GET / HTTP/1.1', HOST),
    methods: ['POST', 'PUT', 'GET'],
    status: [422, 422, 200],
    closes: false,
  },
  {
    id: 'validation.59',
    title: 'has no book without a number',
    send: head('GET /books/ HTTP/1.1', HOST),
    status: 404,
  },
]

interface NewBook {
  readonly title: string
  readonly author: string
  readonly year: number
  readonly tags: readonly unknown[]
}

function newBook(): NewBook {
  const title = `Check ${randomUUID()}`
  return { title, author: 'Jane Austen', year: 1815, tags: ['novel', 'a b'] }
}

function bookWith(difference: Partial<NewBook>): NewBook {
  return { ...newBook(), ...difference }
}

/** Adds a book, runs, and takes the book away whatever happened. */
async function withBook(
  context: CheckContext,
  use: (place: string, added: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  const response = await talk(context, 'POST /books', newBook())
  expectStatus(response, 201)
  try {
    await use(placeOf(response), parseJson(response))
  } finally {
    await talk(context, `DELETE ${placeOf(response)}`)
  }
}

function placeOf(response: RawResponse): string {
  return headerValues(response, 'location').join()
}

/** Sends one request, a value as JSON and a text as it is. */
function talk(
  { address }: CheckContext,
  line: string,
  value?: unknown,
): Promise<RawResponse> {
  const request =
    value === undefined
      ? head(`${line} HTTP/1.1`, HOST)
      : write(line, value, [`Content-Type: ${typeFor(line)}`])
  return ask(address, request, line.split(' ')[0])
}

function write(
  line: string,
  value: unknown,
  lines: readonly string[] = [`Content-Type: ${typeFor(line)}`],
): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return writeOctets(line, Buffer.from(text).toString('latin1'), lines)
}

function writeOctets(
  line: string,
  octets: string,
  lines: readonly string[],
): string {
  const length = `Content-Length: ${octets.length}`
  return head(`${line} HTTP/1.1`, HOST, ...lines, length) + octets
}

function typeFor(line: string): string {
  return line.startsWith('PATCH') ? PATCH_TYPE : JSON_TYPE
}

function missingBody(
  rows: readonly (readonly [string, string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, method, what, lines]) => ({
    id,
    title: `misses the body of a ${method} with ${what}`,
    ...UNPROCESSABLE,
    run: async ({ address }) => {
      const target = method === 'POST' ? '/books' : '/books/1'
      const request = head(`${method} ${target} HTTP/1.1`, HOST, ...lines)
      const response = await ask(address, request)
      expectStatus(response, 422)
      const fault = { ...MISSING, loc: ['body'], input: null }
      expectEqual(parseJson(response), { detail: [fault] })
    },
  }))
}

function malformed(
  rows: readonly (readonly [string, string, number, string])[],
): Check[] {
  return rows.map(([id, what, position, text]) => ({
    id,
    title: `says where it misses ${what}`,
    rfc: 'RFC 8259 §2',
    level: 'described',
    run: async (context) => {
      for (const line of ['POST /books', 'PUT /books/1', 'PATCH /books/1']) {
        const response = await talk(context, line, text)
        expectStatus(response, 422)
        const [{ type, loc } = {}, ...others] = faultsIn(response)
        const expected = ['json_invalid', ['body', position], []]
        expectEqual([type, loc, others], expected)
      }
    },
  }))
}

function refusedOctets(
  rule: Rule,
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, octets]) => ({
    id,
    title: `refuses ${what} instead of JSON with 400`,
    ...rule,
    send: writeOctets('POST /books', octets, [`Content-Type: ${JSON_TYPE}`]),
    status: 400,
  }))
}

function wrongIds(
  method: string,
  first: number,
  ids: readonly string[],
): Check[] {
  return ids.map((id, i) => ({
    id: `validation.${first + i}`,
    title: `finds a fault in "${id}", the id of a ${method}`,
    ...UNPROCESSABLE,
    run: (context) => {
      const faults = [[['path', 'id'], decodeURIComponent(id)]] as const
      return expectFaults(context, `${method} /books/${id}`, undefined, faults)
    },
  }))
}

function faultsIn(response: RawResponse): Record<string, unknown>[] {
  const { detail } = parseJson(response)
  if (Array.isArray(detail)) return detail.map((fault) => ({ ...fault }))
  throw new Error(`expected a list of faults, got ${JSON.stringify(detail)}`)
}

/** These faults and no others, in any order, each with words for people. */
async function expectFaults(
  context: CheckContext,
  line: string,
  ...[value, expected]: [value: unknown, expected: readonly Fault[]]
): Promise<void> {
  const response = await talk(context, line, value)
  expectStatus(response, 422)
  const faults = faultsIn(response)
  for (const [loc, input] of expected) {
    const fault = faults.find((each) => isDeepStrictEqual(each['loc'], loc))
    if (fault === undefined) throw new Error(`no fault at ${String(loc)}`)
    expectEqual(fault['input'], input)
    for (const name of ['type', 'msg']) {
      if (typeof fault[name] !== 'string' || fault[name] === '') {
        throw new Error(`got ${name} ${JSON.stringify(fault[name])}`)
      }
    }
  }
  expectEqual(faults.length, expected.length)
}

async function expectBook(
  context: CheckContext,
  place: string,
  expected: object,
): Promise<void> {
  const response = await talk(context, `GET ${place}`)
  expectStatus(response, 200)
  expectEqual(parseJson(response), { ...expected })
}

function expectEqual(got: unknown, expected: unknown): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((each) => JSON.stringify(each))
  throw new Error(`expected ${wanted}, got ${seen}`)
}

function expectAtMost({ body }: RawResponse, bytes: number): void {
  if (body.length > bytes) throw new Error(`got ${body.length} bytes`)
}
