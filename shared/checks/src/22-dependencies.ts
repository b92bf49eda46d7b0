// 22: who is asking is asked first, and the bookshelf lives in a database: what
// a request does happens as a whole, whatever others do at the same time. Every
// book that a check adds is taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { ask, type RawClient, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  head,
  PLAIN_GET,
  type WireCheck,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const UNKNOWN_TOKEN = 'Authorization: Bearer c2Vzc2lvbnMgZW5k'
const WRONG_PASSWORD = `Authorization: Basic ${btoa('ada:enigma')}`
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Nobody has had so many books. */
const NO_BOOK = '/books/99999999'

/** Requests at once. */
const MANY = 50

export const checks: readonly Check[] = [
  ...strangers([
    [
      'dependencies.1',
      'malformed credentials',
      'POST /books',
      'Authorization: Basic abc',
    ],
    ['dependencies.2', 'an unknown token', 'POST /books', UNKNOWN_TOKEN],
    ['dependencies.4', 'an unknown token', `PUT ${NO_BOOK}`, UNKNOWN_TOKEN],
    ['dependencies.5', 'an unknown token', `PATCH ${NO_BOOK}`, UNKNOWN_TOKEN],
  ]),
  {
    id: 'dependencies.3',
    title: 'refuses a wrong password at POST /books before it judges the body',
    // Asked once: a password takes its time.
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    run: async ({ address }) => {
      const request = write('POST /books', '{"title":', WRONG_PASSWORD)
      expectStatus(await ask(address, request), 401)
    },
  },
  ...unasked([
    ['dependencies.6', 'POST /books', 'application/json'],
    ['dependencies.7', `PUT ${NO_BOOK}`, 'application/json'],
    ['dependencies.8', `PATCH ${NO_BOOK}`, 'application/json'],
    ['dependencies.9', 'POST /form', FORM_TYPE],
  ]),
  {
    id: 'dependencies.10',
    title: 'loses no change of those that come at once',
    run: (context) =>
      withBook(context, newBook(), async (place) => {
        for (let round = 0; round < 10; round += 1) {
          const changes = [
            { title: `Title ${randomUUID()}` },
            { author: `Author ${round}` },
            { year: round },
            { tags: [`${round}`] },
          ]
          const answers = await Promise.all(
            changes.map((change) => send(context, `PATCH ${place}`, change)),
          )
          for (const answer of answers) expectStatus(answer, 200)
          const { id: _, ...book } = parseJson(await get(context, place))
          expectEqual(book, Object.assign({}, ...changes))
        }
      }),
  },
  {
    id: 'dependencies.11',
    title: 'adds pipelined books in their order',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        const books = Array.from({ length: MANY }, newBook)
        client.write(books.map((book) => write('POST /books', book)).join(''))
        const ids: number[] = []
        for (const { title } of books) {
          const answer = await client.readResponse()
          expectStatus(answer, 201)
          const added = parseJson(answer)
          expectEqual(added['title'], title)
          ids.push(Number(added['id']))
          await remove(context, placeOf(answer))
        }
        expectEqual(
          ids.toSorted((a, b) => a - b),
          ids,
        )
        expectEqual(new Set(ids).size, MANY)
      }),
  },
  {
    id: 'dependencies.12',
    title: 'gives books that come at once ids of their own',
    run: async (context) => {
      const books = Array.from({ length: MANY }, newBook)
      const answers = await Promise.all(
        books.map((book) => send(context, 'POST /books', book)),
      )
      await Promise.all(answers.map((each) => remove(context, placeOf(each))))
      for (const answer of answers) expectStatus(answer, 201)
      expectEqual(new Set(answers.map(placeOf)).size, MANY)
    },
  },
  {
    id: 'dependencies.13',
    title: 'adds one of the same books that come at once',
    run: async (context) => {
      const book = newBook()
      const answers = await Promise.all(
        Array.from({ length: MANY }, () => send(context, 'POST /books', book)),
      )
      const added = answers.filter(({ status }) => status === 201)
      await Promise.all(added.map((each) => remove(context, placeOf(each))))
      expectOnce(answers, 201, 409)
    },
  },
  {
    id: 'dependencies.14',
    title: 'gives one of two books a title that both want',
    run: (context) =>
      withBook(context, newBook(), (one) =>
        withBook(context, newBook(), async (other) => {
          const { title } = newBook()
          const answers = await Promise.all(
            [one, other].map((each) =>
              send(context, `PATCH ${each}`, { title }),
            ),
          )
          expectOnce(answers, 200, 409)
        }),
      ),
  },
  {
    id: 'dependencies.15',
    title: 'deletes a book once',
    rfc: 'RFC 9110 §9.3.5',
    level: 'described',
    run: (context) =>
      withBook(context, newBook(), async (place) => {
        const answers = await Promise.all(
          Array.from({ length: MANY }, () => remove(context, place)),
        )
        expectOnce(answers, 204, 404)
      }),
  },
  {
    id: 'dependencies.16',
    title: 'changes a book once for all who expect the same state',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, newBook(), async (place) => {
        const tag = headerValues(await get(context, place), 'etag').join()
        const answers = await Promise.all(
          Array.from({ length: MANY }, (_, year) =>
            ask(
              context.address,
              write(`PATCH ${place}`, { year }, `If-Match: ${tag}`),
            ),
          ),
        )
        expectOnce(answers, 200, 412)
      }),
  },
  {
    id: 'dependencies.17',
    title: 'never gives an id again, not even that of the last book',
    run: async (context) => {
      const seen: number[] = []
      for (let i = 0; i < 5; i += 1) {
        await withBook(context, newBook(), async (_, book) => {
          seen.push(Number(book['id']))
        })
      }
      expectEqual(
        seen.toSorted((a, b) => a - b),
        seen,
      )
      expectEqual(new Set(seen).size, 5)
    },
  },
  {
    id: 'dependencies.18',
    title: 'changes nothing when it refuses',
    run: (context) =>
      withBook(context, newBook(), (_, { title, author }) =>
        withBook(context, newBook(), async (place, before) => {
          const refusals: readonly (readonly [number, object, ...string[]])[] =
            [
              [409, { year: 1, title, author }],
              [412, { year: 1 }, 'If-Match: "other"'],
              [422, { year: 1, title: '' }],
              [422, { year: 1, tags: ['a', ''] }],
              [406, { year: 1 }, 'Accept: text/csv'],
              [401, { year: 1 }, UNKNOWN_TOKEN],
            ]
          for (const [status, change, ...lines] of refusals) {
            const line = `PATCH ${place}`
            const request = write(line, change, ...lines)
            expectStatus(await ask(context.address, request), status)
            expectEqual(parseJson(await get(context, place)), before)
          }
        }),
      ),
  },
  ...texts([
    ['dependencies.19', 'emoji', '👩‍👩‍👧‍👦 📚 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    [
      'dependencies.20',
      'combining marks as they are',
      'e\u0301 \u00e9 Z\u0351\u036b\u0343',
    ],
    [
      'dependencies.21',
      'writing from right to left',
      'מלחמה ושלום \u202eabc\u202c الحرب',
    ],
    ['dependencies.22', '80 characters of 4 bytes each', '𝔄'.repeat(80)],
    [
      'dependencies.23',
      'marks that nobody sees',
      '\u200b\ufeff\u00ad \u2028\uffff',
    ],
    [
      'dependencies.24',
      'control characters',
      '\u0001\t\r\n\u001b[31m\u007f\u0085',
    ],
    ['dependencies.25', 'spaces at its ends', '  a  '],
    ['dependencies.26', 'a statement', `'; DROP TABLE books; --`],
    ['dependencies.27', 'quotes of all kinds', `"a" 'b' \`c\` [d] \\' \\" ''`],
    ['dependencies.28', 'placeholders', '?1 :a @b $c %s {0} ${x}'],
    ['dependencies.29', 'what looks like a value', 'NULL'],
  ]),
  ...noTexts([
    ['dependencies.30', 'a NUL', '\\u0000'],
    ['dependencies.31', 'a NUL between characters', 'a\\u0000b'],
    ['dependencies.32', 'half a character', '\\ud83d'],
    ['dependencies.33', 'the other half of one', '\\udcda'],
    ['dependencies.34', 'two halves in the wrong order', '\\udcda\\ud83d'],
  ]),
  {
    id: 'dependencies.35',
    title: 'takes a pattern for a title and not for other titles',
    run: async (context) => {
      const { author, ...book } = newBook()
      const titles = ['%', '_', 'a', 'A', 'a%', 'a ', 'á', 'a\u0301']
      const shared = { ...book, author: `${author} ${randomUUID()}` }
      const places: string[] = []
      try {
        for (const title of titles) {
          const answer = await send(context, 'POST /books', {
            ...shared,
            title,
          })
          expectStatus(answer, 201)
          places.push(placeOf(answer))
        }
      } finally {
        for (const place of places) await remove(context, place)
      }
    },
  },
  ...wrongIds([
    ['dependencies.36', "1' OR '1'='1"],
    ['dependencies.37', '1 OR 1=1'],
    ['dependencies.38', '1; DELETE FROM books'],
    ['dependencies.39', '(SELECT 1)'],
    ['dependencies.40', '1--'],
  ]),
  {
    id: 'dependencies.41',
    title: 'keeps years of any size',
    run: async (context) => {
      const { MAX_SAFE_INTEGER: most } = Number
      for (const year of [
        0,
        -1,
        2 ** 31,
        -(2 ** 31) - 1,
        2 ** 32,
        most,
        -most,
      ]) {
        await withBook(
          context,
          { ...newBook(), year },
          async (place, added) => {
            expectEqual(added['year'], year)
            expectEqual(parseJson(await get(context, place))['year'], year)
          },
        )
      }
    },
  },
  ...stalls([
    [
      'dependencies.42',
      'POST /books',
      'application/json',
      '{"title":"a","author":',
    ],
    [
      'dependencies.43',
      'PUT /books/{id}',
      'application/json',
      '{"title":"a","author":',
    ],
    ['dependencies.44', 'POST /form', FORM_TYPE, 'title=a&author='],
  ]),
  {
    id: 'dependencies.45',
    title: 'lets others work while somebody reads a stream slowly',
    run: (context) =>
      withClient(context.address, async (client) => {
        client.pause()
        client.write(head('GET /books.ndjson HTTP/1.1', HOST).repeat(50))
        for (let i = 0; i < 5; i += 1) {
          await withBook(context, newBook(), async () => {})
        }
        client.resume()
        expectStatus(await client.readResponse(), 200)
      }),
  },
  {
    id: 'dependencies.46',
    title: 'goes on when clients leave in the middle of everything',
    run: async (context) => {
      const books = Array.from({ length: MANY }, newBook)
      await Promise.all(
        books.map((book, i) =>
          withClient(context.address, async (client) => {
            const request = write('POST /books', book)
            // Some leave half-way, others do not wait for the answer.
            client.write(i % 2 ? request : request.slice(0, -9))
            await arrive(context)
          }),
        ),
      )
      await withBook(context, newBook(), async () => {})
      const titles = new Map(books.map(({ title }, i) => [title, i]))
      const list = Object.values(parseJson(await get(context, '/books')))
      for (const { id, title } of list.map((book) => Object(book))) {
        const number = titles.get(title)
        if (number === undefined) continue
        await remove(context, `/books/${id}`)
        if (number % 2 === 0) throw new Error('added half a book')
      }
    },
  },
]

interface NewBook {
  readonly title: string
  readonly author: string
  readonly year: number
  readonly tags: readonly string[]
}

/** A book that no other server or run has. */
function newBook(): NewBook {
  const title = `Book ${randomUUID()}`
  return { title, author: 'Jane Austen', year: 1815, tags: ['novel'] }
}

type Book = Readonly<Record<string, unknown>>

/** Adds a book, runs, and takes the book away whatever happened. */
async function withBook(
  context: CheckContext,
  sent: NewBook,
  use: (place: string, book: Book) => Promise<unknown>,
): Promise<void> {
  const answer = await send(context, 'POST /books', sent)
  expectStatus(answer, 201)
  try {
    await use(placeOf(answer), parseJson(answer))
  } finally {
    await remove(context, placeOf(answer))
  }
}

function placeOf(response: RawResponse): string {
  return headerValues(response, 'location').join()
}

function get({ address }: CheckContext, path: string): Promise<RawResponse> {
  return ask(address, head(`GET ${path} HTTP/1.1`, HOST))
}

function remove({ address }: CheckContext, path: string): Promise<RawResponse> {
  return ask(address, head(`DELETE ${path} HTTP/1.1`, HOST))
}

/** Sends a value as JSON; `line` is "PUT /books/1". */
function send(
  { address }: CheckContext,
  line: string,
  value: unknown,
): Promise<RawResponse> {
  return ask(address, write(line, value))
}

/** The bytes of a request, one octet a character. */
function write(
  line: string,
  value: unknown,
  ...lines: readonly string[]
): string {
  const json = typeof value === 'string' ? value : JSON.stringify(value)
  const octets = Buffer.from(json).toString('latin1')
  const length = `Content-Length: ${octets.length}`
  const type = 'Content-Type: application/json'
  return head(`${line} HTTP/1.1`, HOST, type, length, ...lines) + octets
}

/** Who names itself wrongly is refused, however wrong the body is. */
function strangers(
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, what, line, field]): WireCheck => ({
    id,
    title: `refuses ${what} at ${line} before it judges the body`,
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    send: write(line, '{"title":', field),
    status: 401,
    closes: false,
  }))
}

/** A stranger does not even have to send the body. */
function unasked(
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, line, type]) => ({
    id,
    title: `asks for no body before it refuses a stranger at ${line}`,
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const lines = ['Expect: 100-continue', 'Content-Length: 5']
        const fields = [HOST, UNKNOWN_TOKEN, `Content-Type: ${type}`, ...lines]
        client.write(head(`${line} HTTP/1.1`, ...fields))
        expectStatus(await client.readResponse(), 401)
        if (client.interim.length > 0) throw new Error('asked for the body')
      }),
  }))
}

/** A text comes back as it was, from wherever a book has one. */
function texts(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, what, text]) => ({
    id,
    title: `keeps ${what} in a title, an author and a tag`,
    rfc: 'RFC 8259 §8.1',
    level: 'MUST',
    run: async (context) => {
      // An author of our own, so that the title is free.
      const author = `${text}${randomUUID()}`
      const book = { title: text, author, year: 1, tags: [text] }
      await withBook(context, book, async (place, { id: number, ...added }) => {
        expectEqual(added, book)
        const found = await get(context, place)
        expectEqual(parseJson(found), { id: number, ...book })
        const { author: _, ...change } = book
        expectStatus(await send(context, `PATCH ${place}`, change), 200)
        const list = Object.values(parseJson(await get(context, '/books')))
        const listed = list.filter((each) => Object(each).author === author)
        expectEqual(listed, [{ id: number, ...book }])
      })
    },
  }))
}

/** What is no Unicode text is refused, wherever it stands; as JSON has it. */
function noTexts(
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, escaped]) => ({
    id,
    title: `refuses ${what} in a title, an author and a tag`,
    rfc: 'RFC 8259 §8.2',
    level: 'described',
    run: async (context) => {
      for (const place of ['title', 'author', 'tags']) {
        const { title, author } = newBook()
        const book = { title, author, year: 1, tags: ['a'], [place]: ['X'] }
        const value = place === 'tags' ? `["${escaped}"]` : `"${escaped}"`
        const json = JSON.stringify(book).replace('["X"]', value)
        const answer = await send(context, 'POST /books', json)
        if (answer.status === 201) await remove(context, placeOf(answer))
        expectStatus(answer, 422)
      }
    },
  }))
}

/** An id is a number, whatever else a database may understand. */
function wrongIds(rows: readonly (readonly [string, string])[]): Check[] {
  return rows.map(([id, text]) => ({
    id,
    title: `finds, changes and deletes no book ${text}`,
    run: (context) =>
      withBook(context, newBook(), async () => {
        const before = parseJson(await get(context, '/books'))
        const path = `/books/${encodeURIComponent(text)}`
        for (const answer of [
          await get(context, path),
          await send(context, `PUT ${path}`, newBook()),
          await send(context, `PATCH ${path}`, { year: 1 }),
          await remove(context, path),
        ]) {
          if (answer.status !== 404) expectStatus(answer, 422)
        }
        expectEqual(parseJson(await get(context, '/books')), before)
      }),
  }))
}

/** Who sends slowly keeps nobody else from reading and writing. */
function stalls(
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, line, type, start]) => ({
    id,
    title: `lets others work while somebody stalls in the body of ${line}`,
    run: (context) =>
      withBook(context, newBook(), (place, before) =>
        withClient(context.address, async (client) => {
          const target = line.replace('/books/{id}', place)
          const fields = [`Content-Type: ${type}`, 'Content-Length: 1000']
          client.write(head(`${target} HTTP/1.1`, HOST, ...fields) + start)
          await arrive(context)
          for (let i = 0; i < 3; i += 1) {
            const change = { year: i }
            const answer = await send(context, `PATCH ${place}`, change)
            expectStatus(answer, 200)
            await withBook(context, newBook(), async () => {})
          }
          await expectSilent(client)
          const after = { ...before, year: 2 }
          expectEqual(parseJson(await get(context, place)), after)
        }),
      ),
  }))
}

/** What was sent before is there: connections are served in turn. */
async function arrive({ address }: CheckContext): Promise<void> {
  expectStatus(await ask(address, PLAIN_GET), 200)
}

async function expectSilent({ received }: RawClient): Promise<void> {
  if (received.length > 0) throw new Error('answered before it was asked')
}

/** One got what all wanted, and the others were told so. */
function expectOnce(
  answers: readonly RawResponse[],
  status: number,
  others: number,
): void {
  const refused = answers.filter((answer) => answer.status !== status)
  for (const answer of refused) expectStatus(answer, others)
  expectEqual(refused.length, answers.length - 1)
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  const [wanted, got] = [expected, actual].map((value) => JSON.stringify(value))
  throw new Error(`expected ${wanted}, got ${got}`)
}
