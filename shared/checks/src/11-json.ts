// 11: JSON in and out (RFC 8259), and a bookshelf. Every book that a check adds
// has a title that nobody else uses, and is taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { ask, withClient } from '@barewire/test-kit/raw-client'
import {
  headerValues,
  quote,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const JSON_TYPE = 'application/json'
const PATCH_TYPE = 'application/merge-patch+json'

/** Nobody has had so many books. */
const NO_BOOK = '/books/99999999'

const A_BOOK = { title: 'a', author: 'b', year: 1 }

/** Members that a careless program takes for orders. */
const HARM =
  '"__proto__":{"tags":["x"],"year":7},"constructor":{"prototype":{"tags":["x"]}}'

export const checks: readonly Check[] = [
  {
    id: '11.1',
    title: 'greets in 51 bytes, without the space that step 02 had',
    send: PLAIN_GET,
    status: 200,
    body: '{"message":"Hello bro, this is your HTTP response"}',
  },
  {
    id: '11.2',
    title: 'gives HEAD the length of the greeting',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: async ({ address }) => {
      const response = await ask(address, head('HEAD / HTTP/1.1', HOST), 'HEAD')
      expectEqual(headerValues(response, 'content-length'), ['51'])
    },
  },
  {
    id: '11.3',
    title: 'lists books, each with five members, as application/json',
    run: (context) =>
      withBook(context, async () => {
        const response = await talk(context, 'GET /books')
        expectJsonType(response)
        const books = Object.values(parseJson(response))
        const shapes = books.map((book) => Object.keys(Object(book)).toSorted())
        const wanted = ['author', 'id', 'tags', 'title', 'year']
        for (const shape of shapes) expectEqual(shape, wanted)
      }),
  },
  {
    id: '11.4',
    title: 'answers POST with 201, the place and the book',
    rfc: 'RFC 9110 §9.3.3',
    level: 'SHOULD',
    run: async (context) => {
      const sent = newBook()
      await withAdded(context, sent, (place, { id, ...book }, response) => {
        expectJsonType(response)
        expectEqual(place, `/books/${id}`)
        expectEqual(book, sent)
      })
    },
  },
  {
    id: '11.5',
    title: 'gives a book with GET at the place that it named',
    rfc: 'RFC 9110 §10.2.2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        const response = await talk(context, `GET ${place}`)
        expectStatus(response, 200)
        expectJsonType(response)
        expectEqual(parseJson(response), book)
      }),
  },
  {
    id: '11.6',
    title: 'lists a book that was added once, until it is deleted',
    run: async (context) => {
      const sent = newBook()
      await withAdded(context, sent, () => expectListed(context, sent, 1))
      await expectListed(context, sent, 0)
    },
  },
  {
    id: '11.7',
    title: 'lists a book for the request right behind the one that adds it',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        const sent = newBook()
        const get = head('GET /books HTTP/1.1', HOST)
        client.write(write('POST /books', sent) + get)
        const added = await client.readResponse()
        const list = parseJson(await client.readResponse())
        await talk(context, `DELETE ${placeOf(added)}`)
        expectEqual(count(list, sent), 1)
      }),
  },
  {
    id: '11.8',
    title: 'gives HEAD of a book the length that GET has',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async (place) => {
        const { body } = await talk(context, `GET ${place}`)
        const response = await talk(context, `HEAD ${place}`)
        expectStatus(response, 200)
        const lengths = headerValues(response, 'content-length')
        expectEqual(lengths, [String(body.length)])
      }),
  },
  {
    id: '11.9',
    title: 'replaces all of a book with PUT, but not its id',
    rfc: 'RFC 9110 §9.3.4',
    level: 'MUST',
    run: (context) =>
      withBook(context, async (place, { id }) => {
        const { title, author, year } = newBook()
        const sent = { id: 99999999, title, author, year }
        const expected = { id, title, author, year, tags: [] }
        const response = await talk(context, `PUT ${place}`, sent)
        expectStatus(response, 200)
        expectEqual(parseJson(response), expected)
        await expectBook(context, place, expected)
      }),
  },
  {
    id: '11.10',
    title: 'has no conflict of a book with itself: PUT twice is PUT once',
    rfc: 'RFC 9110 §9.2.2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        for (const year of [book.year, 1, 1]) {
          const response = await talk(context, `PUT ${place}`, {
            ...book,
            year,
          })
          expectStatus(response, 200)
          await expectBook(context, place, { ...book, year })
        }
      }),
  },
  {
    id: '11.11',
    title: 'deletes a book with 204, without a body, once',
    rfc: 'RFC 9110 §9.3.5',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, (place) =>
        withClient(context.address, async (client) => {
          const request = head(`DELETE ${place} HTTP/1.1`, HOST)
          client.write(request + head(`GET ${place} HTTP/1.1`, HOST) + request)
          const deleted = await client.readResponse()
          expectStatus(deleted, 204)
          expectEqual(headerValues(deleted, 'content-length'), [])
          expectStatus(await client.readResponse(), 404)
          expectStatus(await client.readResponse(), 404)
        }),
      ),
  },
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'].map((method, i) => ({
    id: `11.${12 + i}`,
    title: `answers ${method} of a book that is not there with 404`,
    rfc: 'RFC 9110 §15.5.5',
    level: 'described' as const,
    send: write(`${method} ${NO_BOOK}`, hasBody(method) ? A_BOOK : undefined),
    methods: [method],
    status: 404,
  })),
  ...['', 'abc', '0', '-1', '__proto__', 'constructor'].map((id, i) => ({
    id: `11.${17 + i}`,
    title: `has no book "${id}"`,
    until: 20,
    send: head(`GET /books/${id} HTTP/1.1`, HOST),
    status: 404,
  })),
  {
    id: '11.23',
    title: 'knows an id only as it gave it out',
    until: 20,
    run: (context) =>
      withBook(context, async (_, { id }) => {
        const others = [`${id}.0`, `${id}e0`, `0${id}`, `+${id}`, `%20${id}`]
        for (const other of [...others, `0x${id.toString(16)}`, `${id}x`]) {
          const response = await talk(context, `GET /books/${other}`)
          if (response.status !== 404) {
            throw new Error(`has "${other}": ${response.statusLine}`)
          }
        }
      }),
  },
  ...notAllowed([
    ['11.24', 'PUT', '/books', ['GET', 'HEAD', 'POST']],
    ['11.25', 'DELETE', '/books', ['GET', 'HEAD', 'POST']],
    ['11.26', 'POST', NO_BOOK, ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']],
  ]),
  {
    id: '11.27',
    title: 'takes a book without tags for one with none',
    run: (context) => {
      const { tags: _tags, ...sent } = newBook()
      return withAdded(context, sent, (_, { tags }) => expectEqual(tags, []))
    },
  },
  {
    id: '11.28',
    title: 'ignores members that a book does not have, and an id',
    run: (context) => {
      const sent = newBook()
      const more = { id: 99999999, ...sent, publisher: { name: 'x' } }
      return withAdded(context, more, (_, { id, ...book }) => {
        expectEqual(book, sent)
        if (id === more.id) throw new Error('took the id from the client')
      })
    },
  },
  {
    id: '11.29',
    title: 'keeps every character of a title, raw or escaped',
    rfc: 'RFC 8259 §9',
    level: 'MUST',
    run: async (context) => {
      const book = newBook()
      const sent = { ...book, title: `${book.title} é€𝄞 \u2028"\\/\b\n\u007f` }
      for (const text of [JSON.stringify(sent), escapeAll(sent)]) {
        await withAdded(context, text, async (place, added) => {
          expectEqual(added.title, sent.title)
          await expectBook(context, place, { ...sent, id: added.id })
        })
      }
    },
  },
  {
    id: '11.30',
    title: 'skips a byte order mark',
    rfc: 'RFC 8259 §8.1',
    level: 'MAY',
    run: (context) => {
      const sent = newBook()
      const text = `\ufeff${JSON.stringify(sent)}`
      return withAdded(context, text, (_, { id: _id, ...book }) => {
        expectEqual(book, sent)
      })
    },
  },
  {
    id: '11.31',
    title: 'reads a book that comes in chunks of one byte',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        const lines = [
          `Content-Type: ${JSON_TYPE}`,
          'Transfer-Encoding: chunked',
        ]
        const octets = encode({ ...newBook(), tags: ['é€𝄞'] }).split('')
        const chunks = octets.map((octet) => `1\r\n${octet}\r\n`).join('')
        client.write(head('POST /books HTTP/1.1', HOST, ...lines))
        client.write(`${chunks}0\r\n\r\n`)
        const response = await client.readResponse()
        expectStatus(response, 201)
        await talk(context, `DELETE ${placeOf(response)}`)
        expectEqual(parseJson(response)['tags'], ['é€𝄞'])
      }),
  },
  {
    id: '11.32',
    title: 'adds no book for a client that leaves before its last byte',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    run: async (context) => {
      const sent = newBook()
      await withClient(context.address, async (client) => {
        // The JSON is whole; the body is not.
        const whole = write('POST /books', `${JSON.stringify(sent)} `)
        client.write(whole.slice(0, -1))
        client.end()
        expectStatus(await client.readResponse(), 400)
      })
      await expectListed(context, sent, 0)
    },
  },
  {
    id: '11.33',
    title: 'refuses a second book of one title and author with 409',
    rfc: 'RFC 9110 §15.5.10',
    level: 'described',
    run: async (context) => {
      const sent = newBook()
      await withAdded(context, sent, async (place, book) => {
        const next = { ...sent, year: 1, tags: [] }
        expectStatus(await talk(context, 'POST /books', next), 409)
        await expectBook(context, place, book)
        await expectListed(context, sent, 1)
      })
    },
  },
  ...['PUT', 'PATCH'].map((method, i) => ({
    id: `11.${34 + i}`,
    title: `refuses a ${method} that would make one of two books with 409`,
    rfc: 'RFC 9110 §15.5.10',
    level: 'described' as const,
    run: (context: CheckContext) =>
      withBook(context, (_, { title, author }) =>
        withBook(context, async (place, book) => {
          const next = { title, author, year: 1 }
          expectStatus(await talk(context, `${method} ${place}`, next), 409)
          await expectBook(context, place, book)
        }),
      ),
  })),
  {
    id: '11.36',
    title: 'takes a title that another author has, or a deleted book had',
    run: async (context) => {
      const sent = newBook()
      const other = { ...sent, author: 'Somebody Else' }
      await withAdded(context, sent, () => withAdded(context, other, () => {}))
      await withAdded(context, sent, () => {})
    },
  },
  {
    id: '11.37',
    title: 'adds one book when twenty clients send the same one at once',
    run: async (context) => {
      const sent = newBook()
      const all = Array.from({ length: 20 }, () =>
        talk(context, 'POST /books', sent),
      )
      const responses = await Promise.all(all)
      const added = responses.filter(({ status }) => status === 201)
      for (const each of added) await talk(context, `DELETE ${placeOf(each)}`)
      const refused = responses.filter(({ status }) => status === 409)
      expectEqual([added.length, refused.length], [1, 19])
    },
  },
  ...patches([
    ['11.38', 'changes what it names and nothing else', { year: 1 }, {}],
    ['11.39', 'changes nothing when it names nothing', {}, {}],
    ['11.40', 'replaces a list as a whole', { tags: ['x'] }, {}],
    ['11.41', 'takes away what is null', { tags: null }, { tags: [] }],
  ]),
  {
    id: '11.42',
    title: 'ignores an id and unknown members in a patch, nulls too',
    rfc: 'RFC 7396 §2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        const patch = {
          id: null,
          publisher: { name: 'x', city: null },
          a: null,
        }
        expectStatus(await talk(context, `PATCH ${place}`, patch), 200)
        await expectBook(context, place, book)
      }),
  },
  {
    id: '11.43',
    title: 'reads application/json as a merge patch, too',
    run: (context) =>
      withBook(context, async (place, book) => {
        const patch = { year: 1, tags: null }
        const lines = [`Content-Type: ${JSON_TYPE}`]
        const request = write(`PATCH ${place}`, patch, lines)
        expectStatus(await ask(context.address, request), 200)
        await expectBook(context, place, { ...book, year: 1, tags: [] })
      }),
  },
  {
    id: '11.44',
    title: 'changes all that a patch names, or nothing',
    rfc: 'RFC 5789 §2',
    level: 'MUST',
    run: (context) =>
      withBook(context, async (place, book) => {
        const wrong = [{ title: 'x', year: 'y' }, { title: null }]
        for (const patch of [...wrong, { tags: { 0: 'x' } }]) {
          expectStatus(await talk(context, `PATCH ${place}`, patch), 422)
          await expectBook(context, place, book)
        }
      }),
  },
  {
    id: '11.45',
    title: 'refuses a patch that is no object: no book is left of it',
    rfc: 'RFC 7396 §2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        for (const patch of ['null', '[]', '"x"', '7', 'true']) {
          expectStatus(await talk(context, `PATCH ${place}`, patch), 422)
        }
        await expectBook(context, place, book)
      }),
  },
  ...unsupported('Accept', described('RFC 9110 §15.5.16'), [
    ['11.46', 'POST', ['text/plain']],
    ['11.47', 'POST', []],
    ['11.48', 'POST', ['application/jsonp']],
    ['11.49', 'POST', ['text/plain; a=application/json']],
    ['11.50', 'POST', [PATCH_TYPE]],
    ['11.51', 'PUT', ['text/plain']],
  ]),
  ...unsupported('Accept-Patch', should('RFC 5789 §2.2'), [
    ['11.52', 'PATCH', ['text/plain']],
    ['11.53', 'PATCH', ['application/json-patch+json']],
  ]),
  ...[`${JSON_TYPE}; charset=utf-8`, 'Application/JSON'].map((type, i) => ({
    id: `11.${54 + i}`,
    title: `reads a book of type ${type}`,
    rfc: 'RFC 9110 §8.3.1',
    level: 'MUST' as const,
    run: async (context: CheckContext) => {
      const lines = [`Content-Type: ${type}`]
      const request = write('POST /books', newBook(), lines)
      const response = await ask(context.address, request)
      expectStatus(response, 201)
      await talk(context, `DELETE ${placeOf(response)}`)
    },
  })),
  ...malformed([
    ['11.56', 'a value', 10, '{"title": }'],
    ['11.57', 'a comma', 13, '{"title": "" "year": 1}'],
    ['11.58', 'a closing bracket', 21, '{"title": "", "a": [1'],
    ['11.59', 'an end', 27, '{"title": "a", "author": 1}]'],
  ]),
  ...noJson(described('RFC 8259 §2'), [
    ['11.60', 'an empty body', ''],
    ['11.61', 'single quotes', "{'title': 1}"],
    ['11.62', 'a comma too many', '{"title": 1,}'],
    ['11.63', 'NaN', '{"year": NaN}'],
    ['11.64', 'a comment', '{} // a book'],
    ['11.65', 'a line end inside of a string', '{"title": "a\nb"}'],
    ['11.66', 'a no-break space around it', '\xc2\xa0{}'],
  ]),
  ...noJson(described('RFC 8259 §8.1'), [
    ['11.67', 'Latin-1', '{"title": "caf\xe9"}'],
    ['11.68', 'half a character', '{"title": "\xe2\x82"}'],
    ['11.69', 'an overlong character', '{"title": "\xc0\xaf"}'],
    ['11.70', 'an encoded surrogate', '{"title": "\xed\xa0\x80"}'],
    ['11.71', 'UTF-16', '\xff\xfe{\0}\0'],
  ]),
  ...noJson(described('RFC 8259 §9'), [
    ['11.72', '65 levels', '['.repeat(65) + ']'.repeat(65)],
  ]),
  {
    id: '11.73',
    title: 'reads JSON of 64 levels',
    rfc: 'RFC 8259 §9',
    level: 'MUST',
    run: (context) => {
      const deep: unknown = JSON.parse('['.repeat(63) + ']'.repeat(63))
      return withAdded(context, { ...newBook(), deep }, () => {})
    },
  },
  ...['POST', 'PUT', 'PATCH'].map((method, i) => ({
    id: `11.${74 + i}`,
    title: `refuses a ${method} of 100,000 levels and goes on`,
    rfc: 'RFC 8259 §9',
    level: 'described' as const,
    run: (context: CheckContext) =>
      withBook(context, async (place, book) => {
        const line = method === 'POST' ? 'POST /books' : `${method} ${place}`
        const open = '['.repeat(100_000)
        const objects = '{"a":'.repeat(100_000)
        for (const text of [open, objects, open + ']'.repeat(100_000)]) {
          const { statusLine, status } = await talk(context, line, text)
          if (![400, 422].includes(status)) throw new Error(`got ${statusLine}`)
        }
        await expectBook(context, place, book)
      }),
  })),
  ...wrongFields([
    ['11.77', 'title', [undefined, null, '', 7, ['a']]],
    ['11.78', 'author', [undefined, null, '', true, { name: 'a' }]],
    ['11.79', 'year', [undefined, null, '1815', 1815.5, [1815]]],
    ['11.80', 'tags', [null, 'novel', [1], ['a', null], { 0: 'a' }]],
  ]),
  {
    id: '11.81',
    title: 'refuses a body that is JSON and no object with 422',
    rfc: 'RFC 9110 §15.5.21',
    level: 'described',
    run: async (context) => {
      for (const text of ['null', '[]', '"title"', '7', '[{}]', '1e400']) {
        expectStatus(await talk(context, 'POST /books', text), 422)
      }
    },
  },
  {
    id: '11.82',
    title: 'says in "detail" which field is wrong',
    until: 20,
    run: async (context) => {
      for (const field of ['title', 'author', 'year', 'tags']) {
        const sent = { ...newBook(), [field]: 0.5 }
        const response = await talk(context, 'POST /books', sent)
        const { detail } = parseJson(response)
        if (typeof detail === 'string' && detail.includes(field)) continue
        throw new Error(`"${field}" is not in ${JSON.stringify(detail)}`)
      }
    },
  },
  {
    id: '11.83',
    title: 'takes "__proto__" and "constructor" for members that it ignores',
    run: async (context) => {
      const { tags: _tags, ...sent } = newBook()
      const text = JSON.stringify(sent).replace('{', `{${HARM},`)
      await withAdded(context, text, (_, { id: _id, ...book }) => {
        expectEqual(book, { ...sent, tags: [] })
      })
    },
  },
  {
    id: '11.84',
    title: 'takes no field of a book from "__proto__"',
    run: async (context) => {
      const text = `{"__proto__":${JSON.stringify(newBook())}}`
      expectStatus(await talk(context, 'POST /books', text), 422)
    },
  },
  {
    id: '11.85',
    title: 'changes no other book with a patch of "__proto__"',
    run: (context) =>
      withBook(context, async (place, book) => {
        const { tags: _tags, ...sent } = newBook()
        for (const patch of [`{${HARM}}`, `{"a":{${HARM}}}`]) {
          expectStatus(await talk(context, `PATCH ${place}`, patch), 200)
        }
        await expectBook(context, place, book)
        await withAdded(context, sent, (_, { tags }) => expectEqual(tags, []))
      }),
  },
  ...accepts(200, 'gives JSON to', [
    ['11.86', [JSON_TYPE]],
    ['11.87', ['APPLICATION/JSON']],
    ['11.88', ['application/*']],
    ['11.89', ['*/*']],
    ['11.90', ['text/html, application/json;q=0.001']],
    ['11.91', ['text/html', JSON_TYPE]],
    ['11.92', ['text/html,application/xml;q=0.9,*/*;q=0.8']],
    ['11.93', ['*/*;q=0, application/json']],
    ['11.94', ['application/*;q=0, application/json']],
    ['11.95', ['*/*;q=0, application/* ; q=0.5']],
  ]),
  ...accepts(406, 'has nothing for', [
    ['11.96', ['text/html']],
    ['11.97', ['application/jsonp, text/*']],
    ['11.98', ['application/json;q=0']],
    ['11.99', ['application/json; Q=0.000, */*']],
    ['11.100', ['*/*', 'application/json;q=0']],
    ['11.101', ['application/*;q=0, */*']],
    ['11.102', ['*/*;q=0']],
  ]),
  ...['POST', 'PUT', 'PATCH'].map((method, i) => ({
    id: `11.${103 + i}`,
    title: `changes nothing at a ${method} that it answers with 406`,
    rfc: 'RFC 9110 §15.5.7',
    level: 'described' as const,
    run: (context: CheckContext) =>
      withBook(context, async (place, book) => {
        const sent = newBook()
        const line = method === 'POST' ? 'POST /books' : `${method} ${place}`
        const lines = [`Content-Type: ${JSON_TYPE}`, 'Accept: text/html']
        const request = write(line, sent, lines)
        expectStatus(await ask(context.address, request), 406)
        await expectBook(context, place, book)
        await expectListed(context, sent, 0)
      }),
  })),
  {
    id: '11.106',
    title: 'deletes a book for a client that accepts only text/html',
    rfc: 'RFC 9110 §12.5.1',
    level: 'described',
    run: (context) =>
      withBook(context, async (place) => {
        const line = `DELETE ${place} HTTP/1.1`
        const request = head(line, HOST, 'Accept: text/html')
        expectStatus(await ask(context.address, request, 'DELETE'), 204)
        expectStatus(await talk(context, `GET ${place}`), 404)
      }),
  },
  {
    id: '11.107',
    title: 'sends an error even to a client that does not accept its type',
    rfc: 'RFC 9110 §12.5.1',
    level: 'described',
    send: head('GET /no/such/place HTTP/1.1', HOST, 'Accept: text/html'),
    status: 404,
  },
]

interface NewBook {
  readonly title: string
  readonly author: string
  readonly year: number
  readonly tags: readonly unknown[]
}

interface Book extends NewBook {
  readonly id: number
}

function newBook(): NewBook {
  const title = `Check ${randomUUID()}`
  return { title, author: 'Jane Austen', year: 1815, tags: ['novel', 'a b'] }
}

/** Adds a book, runs, and takes the book away whatever happened. */
async function withAdded(
  context: CheckContext,
  sent: unknown,
  use: (place: string, book: Book, response: RawResponse) => unknown,
): Promise<void> {
  const response = await talk(context, 'POST /books', sent)
  expectStatus(response, 201)
  const place = placeOf(response)
  try {
    await use(place, parseBook(response), response)
  } finally {
    await talk(context, `DELETE ${place}`)
  }
}

/** Throws at a body that is not a book and only that. */
function parseBook(response: RawResponse): Book {
  const { id, title, author, year, tags, ...rest } = parseJson(response)
  expectEqual(rest, {})
  const texts = typeof title === 'string' && typeof author === 'string'
  const numbers = typeof id === 'number' && typeof year === 'number'
  if (texts && numbers && Array.isArray(tags)) {
    return { id, title, author, year, tags }
  }
  throw new Error(`expected a book, got ${quote(response.body)}`)
}

function withBook(
  context: CheckContext,
  use: (place: string, book: Book) => Promise<void>,
): Promise<void> {
  return withAdded(context, newBook(), use)
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
  return ask(address, write(line, value), line.split(' ')[0])
}

/** The bytes of a request; `line` is "PUT /books/1". */
function write(
  line: string,
  value?: unknown,
  lines: readonly string[] = [`Content-Type: ${typeFor(line)}`],
): string {
  if (value === undefined) return head(`${line} HTTP/1.1`, HOST)
  return writeOctets(line, encode(value), lines)
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

function hasBody(method: string): boolean {
  return method === 'PUT' || method === 'PATCH'
}

/** UTF-8, one octet a character. */
function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.from(text).toString('latin1')
}

/** JSON that has every character of its strings as \uXXXX. */
function escapeAll({ title, ...rest }: NewBook): string {
  const escaped = title
    .split('')
    .map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
  const json = JSON.stringify({ title: '', ...rest })
  return json.replace('""', `"\\u${escaped.join('\\u')}"`)
}

function expectEqual(got: unknown, expected: unknown): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((value) => JSON.stringify(value))
  throw new Error(`expected ${wanted}, got ${seen}`)
}

function expectJsonType(response: RawResponse): void {
  const types = headerValues(response, 'content-type')
  const [type = ''] = types.join().split(';')
  expectEqual(type.trim(), JSON_TYPE)
}

async function expectBook(
  context: CheckContext,
  place: string,
  book: Book,
): Promise<void> {
  const response = await talk(context, `GET ${place}`)
  expectStatus(response, 200)
  expectEqual(parseJson(response), book)
}

async function expectListed(
  context: CheckContext,
  book: NewBook,
  times: number,
): Promise<void> {
  const list = parseJson(await talk(context, 'GET /books'))
  expectEqual(count(list, book), times)
}

/** How often a list has the title of a book. */
function count(list: Record<string, unknown>, { title }: NewBook): number {
  const titles = Object.values(list).map((book) => parseTitle(book))
  return titles.filter((each) => each === title).length
}

function parseTitle(book: unknown): unknown {
  return typeof book === 'object' && book !== null && 'title' in book
    ? book.title
    : undefined
}

function notAllowed(
  rows: readonly (readonly [string, string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, method, target, expected]) => ({
    id,
    title: `answers ${method} ${target} with 405 and what it allows`,
    rfc: 'RFC 9110 §15.5.6',
    level: 'MUST',
    run: async (context) => {
      const response = await talk(context, `${method} ${target}`)
      expectStatus(response, 405)
      const allowed = headerValues(response, 'allow')
        .join()
        .split(/[ \t,]+/)
      const missing = expected.filter((each) => !allowed.includes(each))
      if (missing.length === 0 && !allowed.includes(method)) return
      throw new Error(`got Allow: ${allowed.join(', ')}`)
    },
  }))
}

function patches(
  rows: readonly (readonly [string, string, object, Partial<NewBook>])[],
): Check[] {
  return rows.map(([id, what, patch, difference]) => ({
    id,
    title: `${what} with a merge patch`,
    rfc: 'RFC 7396 §2',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        const response = await talk(context, `PATCH ${place}`, patch)
        const expected = { ...book, ...patch, ...difference }
        expectStatus(response, 200)
        expectEqual(parseJson(response), expected)
        await expectBook(context, place, expected)
      }),
  }))
}

function unsupported(
  field: string,
  rule: Rule,
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, method, types]) => ({
    id,
    title: `refuses a ${method} of type "${types.join()}" and says ${field}`,
    ...rule,
    run: (context) =>
      withBook(context, async (place, book) => {
        const line = method === 'POST' ? 'POST /books' : `${method} ${place}`
        const lines = types.map((type) => `Content-Type: ${type}`)
        const request = write(line, newBook(), lines)
        const response = await ask(context.address, request)
        expectStatus(response, 415)
        const readable = headerValues(response, field).join()
        if (!readable.includes(typeFor(line))) {
          throw new Error(`got ${field}: ${readable}`)
        }
        await expectBook(context, place, book)
      }),
  }))
}

function malformed(
  rows: readonly (readonly [string, string, number, string])[],
): Check[] {
  return rows.map(([id, what, position, text]) => ({
    id,
    title: `says where it misses ${what}`,
    until: 20,
    run: async (context) => {
      const response = await talk(context, 'POST /books', text)
      expectStatus(response, 400)
      const { detail } = parseJson(response)
      const numbers = String(detail).split(/\D+/)
      if (numbers.includes(String(position))) return
      throw new Error(`expected ${position} in ${JSON.stringify(detail)}`)
    },
  }))
}

function noJson(
  rule: Rule,
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, octets]) => ({
    id,
    title: `refuses ${what} instead of JSON with 400`,
    ...rule,
    until: 20,
    send: writeOctets('POST /books', octets, [`Content-Type: ${JSON_TYPE}`]),
    status: 400,
  }))
}

function wrongFields(
  rows: readonly (readonly [string, string, readonly unknown[]])[],
): Check[] {
  return rows.map(([id, field, values]) => ({
    id,
    title: `refuses a book whose ${field} is missing or wrong with 422`,
    rfc: 'RFC 9110 §15.5.21',
    level: 'described',
    run: (context) =>
      withBook(context, async (place, book) => {
        for (const value of values) {
          const sent = { ...newBook(), [field]: value }
          expectStatus(await talk(context, 'POST /books', sent), 422)
          expectStatus(await talk(context, `PUT ${place}`, sent), 422)
        }
        await expectBook(context, place, book)
      }),
  }))
}

function accepts(
  status: number,
  verb: string,
  rows: readonly (readonly [string, readonly string[]])[],
): Check[] {
  return rows.map(([id, values]) => ({
    id,
    title: `${verb} a client that accepts ${values.join(' and ')}`,
    rfc: 'RFC 9110 §12.5.1',
    level: 'described',
    send: head(
      'GET /books HTTP/1.1',
      HOST,
      ...values.map((value) => `Accept: ${value}`),
    ),
    status,
  }))
}
