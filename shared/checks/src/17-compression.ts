// 17: content codings, both ways: what a client takes, and what it sends
// (RFC 9110 §8.4, §12.5.3). Books that a check adds are taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as zlib from 'node:zlib'
import { ask, type RawClient, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  may,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { word } from './random-values.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE
const CODINGS = ['br', 'gzip', 'deflate'] as const

/** More than anybody would send as it is. */
const LONG = 'To be, or not to be, é, € and 𝄞. '.repeat(200)

const JSON_TYPE = 'Content-Type: application/json'
const GZIPPED = 'Content-Encoding: gzip'
const TEXT = word(5)
const HELLO = zlib.gzipSync(TEXT)

type Lines = readonly string[]

export const checks: readonly Check[] = [
  ...chosen([
    ['compression.1', 'br', 'br'],
    ['compression.2', 'gzip', 'gzip'],
    ['compression.3', 'deflate', 'deflate'],
    ['compression.4', 'GZIP', 'gzip'],
    ['compression.5', 'deflate, gzip, br', 'br'],
    ['compression.6', 'deflate, gzip', 'gzip'],
    ['compression.7', 'br;q=0.4, gzip;q=0.5, deflate;q=0.6', 'deflate'],
    ['compression.8', 'gzip;q=0.001', 'gzip'],
    ['compression.9', '*', 'br'],
    ['compression.10', 'br;q=0, *', 'gzip'],
    ['compression.11', 'deflate, *;q=0.5', 'deflate'],
    ['compression.12', 'gzip, identity', 'gzip'],
    ['compression.13', 'gzip;q=0.5, identity', undefined],
    ['compression.14', 'identity;q=0, deflate;q=0.1', 'deflate'],
    ['compression.15', '*;q=0, identity;q=0.5', undefined],
    ['compression.16', 'br;q=0, gzip;q=0, deflate;q=0', undefined],
    ['compression.17', 'no-such-coding, zzz;q=0.9', undefined],
    ['compression.18', '', undefined],
  ]),
  ...refused([
    ['compression.19', '*;q=0'],
    ['compression.20', 'identity;q=0'],
    ['compression.21', 'identity;q=0, *;q=0'],
    ['compression.22', 'identity;q=0, no-such-coding'],
  ]),
  {
    id: 'compression.23',
    title: 'reads all lines of Accept-Encoding as one',
    rfc: 'RFC 9110 §5.3',
    level: 'MUST',
    run: async (context) => {
      const lines = ['br;q=0.5, deflate', 'gzip;q=0.7'].map(accept)
      const response = await mirror(context, lines)
      expectEqual(headerValues(response, 'Content-Encoding'), ['deflate'])
    },
  },
  {
    id: 'compression.24',
    title: 'sends what can be read, whatever nonsense Accept-Encoding is',
    run: async (context) => {
      const nonsense = [',,,', ';', ';q=1', 'gzip;;q=', 'gzip;q=99']
      const odd = ['"gzip"', 'gzip/br', '\xff\xfe', 'gzip,'.repeat(500)]
      for (const value of [...nonsense, ...odd]) {
        const response = await mirror(context, [accept(value)])
        expectStatus(response, 200)
        expectEqual(parseMirror(response), LONG)
      }
    },
  },
  ...CODINGS.map((coding, i) => ({
    id: `compression.${25 + i}`,
    title: `sends JSON Lines in ${coding}, the same and decodable`,
    rfc: 'RFC 9110 §8.4',
    level: 'MUST' as const,
    run: (context: CheckContext) =>
      withBook(context, async ({ book }) => {
        const title = String(book['title'])
        const plain = await talk(context, 'GET /books.ndjson')
        const lines = [accept(coding)]
        const response = await talk(context, 'GET /books.ndjson', lines)
        expectEqual(headerValues(response, 'Content-Encoding'), [coding])
        expectVaries(response)
        expectVaries(plain)
        // Somebody else may add a book at the same time: so only of ours.
        const ours = (text: string): string | undefined =>
          text.split('\n').find((line) => line.includes(title))
        const line = ours(decode(response))
        expectEqual(parseLine(line), book)
        expectEqual(ours(String(plain.body)), line)
      }),
  })),
  {
    id: 'compression.28',
    title: 'makes a long text a short one',
    run: async (context) => {
      for (const coding of CODINGS) {
        const { body } = await mirror(context, [accept(coding)])
        if (body.length < LONG.length / 2) continue
        throw new Error(`${body.length} bytes in ${coding}`)
      }
    },
  },
  {
    id: 'compression.29',
    title: 'says that an answer varies, coded or not',
    rfc: 'RFC 9110 §12.5.5',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async ({ place }) => {
        for (const lines of [[], [accept('identity')], [accept('gzip')]]) {
          expectVaries(await talk(context, `GET ${place}`, lines))
          expectVaries(await talk(context, `HEAD ${place}`, lines))
        }
      }),
  },
  {
    id: 'compression.30',
    title: 'leaves alone what is small',
    run: async (context) => {
      const lines = [accept('br, gzip, deflate')]
      for (const line of ['GET /', 'GET /hello/bro', 'GET /no/such/place']) {
        const response = await talk(context, line, lines)
        expectPlain(response)
        parseJson(response)
      }
    },
  },
  {
    id: 'compression.31',
    title: 'leaves events alone, and sends them at once',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(head('GET /clock HTTP/1.1', HOST, accept('br, gzip')))
        const text = await readUntil(client, '\r\n\r\n')
        // What is coded may go on for ever without an event in it.
        if (/^content-encoding:/im.test(text)) throw new Error(`got ${text}`)
        await readUntil(client, '\ndata: ')
      }),
  },
  ...parts([
    ['compression.32', 'one part', 'bytes=1-9'],
    ['compression.33', 'two parts', 'bytes=0-1,4-5'],
  ]),
  {
    id: 'compression.34',
    title: 'tells HEAD what it tells GET of coded content',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async ({ place }) => {
        for (const target of [place, '/books.ndjson']) {
          const lines = [accept('gzip')]
          const got = await talk(context, `GET ${target}`, lines)
          const headed = await talk(context, `HEAD ${target}`, lines)
          expectEqual(headerValues(headed, 'Content-Encoding'), ['gzip'])
          expectEqual(namesOf(headed), namesOf(got))
          for (const name of ['ETag', 'Vary', 'Content-Type']) {
            const [a, b] = [headed, got].map((each) => headerValues(each, name))
            expectEqual(a, b)
          }
        }
      }),
  },
  {
    id: 'compression.35',
    title: 'gives every coding a strong tag of its own',
    rfc: 'RFC 9110 §8.8.3.3',
    level: 'described',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const tags: string[] = []
        for (const coding of ['identity', ...CODINGS, ...CODINGS]) {
          const lines = [accept(coding)]
          const etag = tagOf(await talk(context, `GET ${place}`, lines))
          if (!/^"[!#-~]+"$/.test(etag)) throw new Error(`got ${etag}`)
          tags.push(etag)
        }
        expectEqual(new Set(tags).size, 4)
        expectEqual(tags.slice(1, 4), tags.slice(4))
      }),
  },
  ...CODINGS.map((coding, i) => ({
    id: `compression.${36 + i}`,
    title: `answers the tag of ${coding} with 304 and that tag`,
    rfc: 'RFC 9110 §15.4.5',
    level: 'MUST' as const,
    run: (context: CheckContext) =>
      withBook(context, async ({ place, book }) => {
        const lines = [accept(coding)]
        const etag = tagOf(await talk(context, `GET ${place}`, lines))
        const known = [...lines, `If-None-Match: "other", ${etag}`]
        for (const method of ['GET', 'HEAD']) {
          const response = await talk(context, `${method} ${place}`, known)
          expectStatus(response, 304)
          expectEqual(tagOf(response), etag)
          expectVaries(response)
        }
        const changed = { ...book, year: 1 }
        expectStatus(await talk(context, `PUT ${place}`, [], changed), 200)
        expectStatus(await talk(context, `GET ${place}`, known), 200)
      }),
  })),
  {
    id: 'compression.39',
    title: 'says no 304 of a coding that the client does not take',
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, book }) => {
        const coded = await talk(context, `GET ${place}`, [accept('gzip')])
        const known = `If-None-Match: ${tagOf(coded)}`
        for (const lines of [[], [accept('gzip;q=0')], [accept('identity')]]) {
          const all = [...lines, known]
          const response = await talk(context, `GET ${place}`, all)
          expectStatus(response, 200)
          expectEqual(parseJson(response), book)
        }
      }),
  },
  ...CODINGS.map((coding, i) => ({
    id: `compression.${40 + i}`,
    title: `lets a book be changed by who knows its tag in ${coding}`,
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST' as const,
    run: (context: CheckContext) =>
      withBook(context, async ({ place, book }) => {
        const lines = [accept(coding)]
        const etag = tagOf(await talk(context, `GET ${place}`, lines))
        const put = (year: number): Promise<RawResponse> => {
          const match = [`If-Match: ${etag}`]
          return talk(context, `PUT ${place}`, match, { ...book, year })
        }
        expectStatus(await put(1), 200)
        expectStatus(await put(2), 412)
      }),
  })),
  {
    id: 'compression.43',
    title: 'sends coded answers one after the other on a connection',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const sent = [...CODINGS, ...CODINGS].map((coding) =>
          post('/mirror', [accept(coding)], Buffer.from(LONG)),
        )
        client.write(Buffer.concat(sent))
        client.write(PLAIN_GET)
        for (const coding of [...CODINGS, ...CODINGS]) {
          const response = await client.readResponse()
          expectEqual(headerValues(response, 'Content-Encoding'), [coding])
          expectEqual(parseMirror(response), LONG)
        }
        expectStatus(await client.readResponse(), 200)
      }),
  },
  {
    id: 'compression.44',
    title: 'sends coded content to HTTP/1.0 up to the end of the connection',
    rfc: 'RFC 9112 §6.3',
    level: 'described',
    run: (context) =>
      withBook(context, ({ book }) =>
        withClient(context.address, async (client) => {
          const line = 'GET /books.ndjson HTTP/1.0'
          client.write(head(line, HOST, accept('gzip')))
          const response = await client.readResponse()
          expectEqual(headerValues(response, 'Content-Encoding'), ['gzip'])
          expectEqual(headerValues(response, 'Transfer-Encoding'), [])
          expectEqual(decode(response).includes(String(book['title'])), true)
        }),
      ),
  },
  ...wireBodies(described('RFC 9110 §8.4.1'), [
    ['compression.45', 'gzip', 'gzip', HELLO],
  ]),
  ...wireBodies(should('RFC 9110 §8.4.1.3'), [
    ['compression.46', 'x-gzip', 'x-gzip', HELLO],
  ]),
  ...wireBodies(described('RFC 9110 §8.4.1'), [
    ['compression.47', 'gzip in any case', 'GZip', HELLO],
    ['compression.48', 'deflate', 'deflate', zlib.deflateSync(TEXT)],
    ['compression.49', 'br', 'br', zlib.brotliCompressSync(TEXT)],
    ['compression.50', 'identity', 'identity', Buffer.from(TEXT)],
  ]),
  {
    id: 'compression.51',
    title: 'decodes a body that comes in chunks',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send:
      head(
        'POST /mirror HTTP/1.1',
        HOST,
        GZIPPED,
        'Transfer-Encoding: chunked',
      ) +
      `5\r\n${latin1(HELLO.subarray(0, 5))}\r\n` +
      `${(HELLO.length - 5).toString(16)}\r\n${latin1(HELLO.subarray(5))}\r\n` +
      '0\r\n\r\n',
    status: 200,
    json: { body: TEXT },
    closes: false,
  },
  {
    id: 'compression.52',
    title: 'asks for a coded body with 100 before it decodes it',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const lines = [GZIPPED, 'Expect: 100-continue']
        const sent = post('/mirror', lines, HELLO)
        client.write(sent.subarray(0, -HELLO.length))
        const begin = 'HTTP/1.1 100'
        const bytes = await client.readBytes(begin.length)
        expectEqual(String(bytes), begin)
        client.received = Buffer.concat([bytes, client.received])
        client.write(HELLO)
        expectEqual(parseJson(await client.readResponse())['body'], TEXT)
      }),
  },
  ...wireRefusals([
    ['compression.53', 415, 'an unknown coding', ['zzz'], HELLO],
    [
      'compression.54',
      415,
      'two codings',
      ['gzip, gzip'],
      zlib.gzipSync(HELLO),
    ],
    ['compression.55', 415, 'two codings in two lines', ['gzip', 'br'], HELLO],
    [
      'compression.56',
      400,
      'a body that was never coded',
      ['gzip'],
      latin1Bytes(TEXT),
    ],
    ['compression.57', 400, 'another coding than was said', ['br'], HELLO],
    [
      'compression.58',
      400,
      'a body that is cut off',
      ['gzip'],
      HELLO.subarray(0, -1),
    ],
    ['compression.59', 400, 'a body that was changed', ['gzip'], broken(HELLO)],
    [
      'compression.60',
      413,
      'a mebibyte and a byte of zeros',
      ['gzip'],
      zlib.gzipSync(Buffer.alloc(MEBIBYTE + 1)),
    ],
  ]),
  {
    id: 'compression.61',
    title: 'says which codings it reads when it refuses one',
    rfc: 'RFC 9110 §12.5.3',
    level: 'described',
    run: async (context) => {
      const sent = post('/books', ['Content-Encoding: zzz', JSON_TYPE], HELLO)
      const response = await askBytes(context, sent)
      expectStatus(response, 415)
      const read = headerValues(response, 'Accept-Encoding').join().split(',')
      expectEqual(
        read.map((name) => name.trim()).toSorted(),
        CODINGS.toSorted(),
      )
    },
  },
  {
    id: 'compression.62',
    title: 'does not ask for a body whose coding it does not know',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const lines = ['Content-Encoding: zzz', 'Expect: 100-continue']
        client.write(post('/mirror', lines, HELLO).subarray(0, -HELLO.length))
        expectStatus(await client.readResponse(), 415)
        expectEqual(client.interim, [])
      }),
  },
  {
    id: 'compression.63',
    title: 'goes on with the connection behind a body that it refused',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    run: async ({ address }) => {
      const zeros = zlib.gzipSync(Buffer.alloc(2 * MEBIBYTE))
      const rows: [string, Buffer, number][] = [
        ['zzz', HELLO, 415],
        ['gzip', latin1Bytes('this is not gzip'), 400],
        ['gzip', HELLO.subarray(0, -4), 400],
        ['gzip', zeros, 413],
      ]
      for (const [coding, bytes, status] of rows) {
        await withClient(address, async (client) => {
          const lines = [`Content-Encoding: ${coding}`]
          const next = latin1Bytes(PLAIN_GET)
          client.write(Buffer.concat([post('/mirror', lines, bytes), next]))
          expectStatus(await client.readResponse(), status)
          expectStatus(await client.readResponse(), 200)
        })
      }
    },
  },
  {
    id: 'compression.64',
    title: 'decodes up to a mebibyte',
    run: async (context) => {
      const text = 'a'.repeat(MEBIBYTE)
      for (const coding of CODINGS) {
        const lines = [`Content-Encoding: ${coding}`]
        const sent = post('/mirror', lines, encode(coding, text))
        expectEqual(parseMirror(await askBytes(context, sent)) === text, true)
      }
    },
  },
  {
    id: 'compression.65',
    title: 'refuses a gibibyte of zeros in gzip soon, and lives on',
    run: async (context) => {
      const zeros = zlib.gzipSync(Buffer.alloc(16 * MEBIBYTE), { level: 9 })
      const bomb = Buffer.concat(Array.from({ length: 64 }, () => zeros))
      const begin = performance.now()
      const sent = post('/mirror', [GZIPPED], bomb)
      expectStatus(await askBytes(context, sent), 413)
      const milliseconds = performance.now() - begin
      if (milliseconds > 3_000) throw new Error(`took ${milliseconds} ms`)
      expectStatus(await ask(context.address, PLAIN_GET), 200)
    },
  },
  {
    id: 'compression.66',
    title: 'refuses tens of mebibytes in some hundred bytes of br',
    run: async (context) => {
      // The best quality takes minutes for this, and makes it no shorter.
      const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 }
      const zeros = Buffer.alloc(64 * MEBIBYTE)
      const bomb = zlib.brotliCompressSync(zeros, { params })
      const sent = post('/mirror', ['Content-Encoding: br'], bomb)
      expectStatus(await askBytes(context, sent), 413)
    },
  },
  ...CODINGS.map((coding, i) => ({
    id: `compression.${67 + i}`,
    title: `adds a book that comes in ${coding}, and changes it so`,
    run: async (context: CheckContext) => {
      const lines = [JSON_TYPE, `Content-Encoding: ${coding}`]
      const book = newBook()
      const encoded = encode(coding, JSON.stringify(book))
      const added = await askBytes(context, post('/books', lines, encoded))
      expectStatus(added, 201)
      const place = headerValues(added, 'Location').join()
      try {
        const patch = encode(coding, '{"year":1}')
        const sent = post(place, lines, patch, 'PATCH')
        expectStatus(await askBytes(context, sent), 200)
        const now = parseJson(await talk(context, `GET ${place}`))
        expectEqual(now, { ...book, id: now['id'], year: 1 })
      } finally {
        await talk(context, `DELETE ${place}`)
      }
    },
  })),
  {
    id: 'compression.70',
    title: 'adds no book that it cannot decode to the end',
    run: async (context) => {
      const book = newBook()
      const bytes = zlib.gzipSync(JSON.stringify(book))
      for (const sent of [bytes.subarray(0, -1), broken(bytes)]) {
        const lines = [JSON_TYPE, GZIPPED]
        expectStatus(await askBytes(context, post('/books', lines, sent)), 400)
      }
      const { body } = await talk(context, 'GET /books')
      expectEqual(String(body).includes(String(book['title'])), false)
    },
  },
  ...CODINGS.map((coding, i) => ({
    id: `compression.${71 + i}`,
    title: `sends ${coding} to a client that has only the plain content`,
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST' as const,
    run: (context: CheckContext) =>
      withBook(context, async ({ place, book }) => {
        const plain = tagOf(await talk(context, `GET ${place}`))
        const coded = [accept(coding)]
        const etag = tagOf(await talk(context, `GET ${place}`, coded))
        const lines = [...coded, `If-None-Match: "other", ${plain}`]
        for (const method of ['GET', 'HEAD']) {
          const response = await talk(context, `${method} ${place}`, lines)
          expectStatus(response, 200)
          expectEqual(headerValues(response, 'Content-Encoding'), [coding])
          expectEqual(tagOf(response), etag)
          if (method === 'GET') expectEqual(parseLine(decode(response)), book)
        }
      }),
  })),
  {
    id: 'compression.74',
    title: 'gives a 304 the tag that the coded content has',
    rfc: 'RFC 9110 §15.4.5',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const lines = [accept('gzip')]
        const whole = await talk(context, `GET ${place}`, lines)
        const modified = headerValues(whole, 'Last-Modified').join()
        const known = ['If-None-Match: *', `If-Modified-Since: ${modified}`]
        for (const line of known) {
          for (const method of ['GET', 'HEAD']) {
            const all = [...lines, line]
            const response = await talk(context, `${method} ${place}`, all)
            expectStatus(response, 304)
            expectEqual(tagOf(response), tagOf(whole))
            expectVaries(response)
          }
        }
      }),
  },
  {
    id: 'compression.75',
    title: 'compares If-Match with the tag of the coding that it would send',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const tags: string[] = []
        for (const coding of ['identity', ...CODINGS]) {
          const lines = [accept(coding)]
          tags.push(tagOf(await talk(context, `GET ${place}`, lines)))
        }
        for (const [i, coding] of ['identity', ...CODINGS].entries()) {
          for (const [j, tag] of tags.entries()) {
            const lines = [accept(coding), `If-Match: ${tag}`]
            const response = await talk(context, `GET ${place}`, lines)
            expectStatus(response, i === j ? 200 : 412)
          }
        }
      }),
  },
  {
    id: 'compression.76',
    title: 'refuses to change a book if If-None-Match has its tag in a coding',
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, book }) => {
        for (const coding of ['identity', ...CODINGS]) {
          const lines = [accept(coding)]
          const etag = tagOf(await talk(context, `GET ${place}`, lines))
          const unless = [`If-None-Match: "other", ${etag}`]
          const changed = { ...book, year: 1 }
          const response = await talk(context, `PUT ${place}`, unless, changed)
          expectStatus(response, 412)
        }
        expectEqual(parseJson(await talk(context, `GET ${place}`)), book)
      }),
  },
]

async function readUntil(client: RawClient, end: string): Promise<string> {
  let text = ''
  while (!text.endsWith(end)) text += String(await client.readBytes(1))
  return text
}

function chosen(
  rows: readonly (readonly [string, string, string | undefined])[],
): Check[] {
  return rows.map(([id, value, coding]) => ({
    id,
    title: `sends ${coding ?? 'content as it is'} for "${value}"`,
    rfc: 'RFC 9110 §12.5.3',
    level: 'SHOULD',
    run: async (context) => {
      const response = await mirror(context, [accept(value)])
      expectStatus(response, 200)
      const codings = headerValues(response, 'Content-Encoding')
      expectEqual(codings, coding === undefined ? [] : [coding])
      expectVaries(response)
      expectEqual(parseMirror(response), LONG)
    },
  }))
}

function refused(rows: readonly (readonly [string, string])[]): Check[] {
  return rows.map(([id, value]) => ({
    id,
    title: `sends 406 for "${value}"`,
    rfc: 'RFC 9110 §12.5.3',
    level: 'SHOULD',
    send: head('GET /mirror HTTP/1.1', HOST, accept(value)),
    status: 406,
    closes: false,
  }))
}

function parts(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, what, range]) => ({
    id,
    title: `sends ${what} of a file as it is`,
    rfc: 'RFC 9110 §14.2',
    level: 'described',
    run: async (context) => {
      const target = 'GET /files/style.css'
      const lines = [`Range: ${range}`, accept('br, gzip')]
      const response = await talk(context, target, lines)
      expectStatus(response, 206)
      expectPlain(response)
      const { body: whole } = await talk(context, target)
      const type = headerValues(response, 'Content-Type').join()
      const [first = 0, last = 0] = (range.match(/\d+/g) ?? []).map(Number)
      const part = String(whole.subarray(first, last + 1))
      const text = String(response.body)
      // Between two boundaries there are field lines, then the part.
      if (!type.startsWith('multipart/')) return expectEqual(text, part)
      expectEqual(text.includes(`\r\n\r\n${part}\r\n--`), true)
    },
  }))
}

function wireBodies(
  rule: Rule,
  rows: readonly (readonly [string, string, string, Buffer])[],
): Check[] {
  return rows.map(([id, what, coding, bytes]) => ({
    id,
    title: `decodes a body in ${what}`,
    ...rule,
    send: latin1(post('/mirror', [`Content-Encoding: ${coding}`], bytes)),
    status: 200,
    json: { body: TEXT },
    closes: false,
  }))
}

function wireRefusals(
  rows: readonly (readonly [string, number, string, Lines, Buffer])[],
): Check[] {
  return rows.map(([id, status, what, codings, bytes]) => {
    const lines = codings.map((coding) => `Content-Encoding: ${coding}`)
    return {
      id,
      title: `refuses ${what} with ${status}`,
      ...(status === 415 && may('RFC 9110 §8.4')),
      send: latin1(post('/mirror', lines, bytes)),
      status,
    }
  })
}

function newBook(): Record<string, unknown> {
  const title = `Compression ${randomUUID()}`
  const tags = Array.from({ length: 20 }, (_, i) => `${i} ${'tag '.repeat(40)}`)
  return { title, author: 'A Check', year: 1900, tags }
}

interface Added {
  readonly place: string
  readonly book: Record<string, unknown>
}

/** Adds a book of some kibibytes, and takes it away whatever happens. */
async function withBook(
  context: CheckContext,
  use: (added: Added) => Promise<void>,
): Promise<void> {
  const added = await talk(context, 'POST /books', [], newBook())
  expectStatus(added, 201)
  const place = headerValues(added, 'Location').join()
  try {
    await use({ place, book: parseJson(added) })
  } finally {
    await talk(context, `DELETE ${place}`)
  }
}

type Question = [line: string, lines?: Lines, value?: unknown]

/** Sends a request on a connection of its own; the value goes as JSON. */
function talk(
  { address }: CheckContext,
  ...[line, lines = [], value]: Question
): Promise<RawResponse> {
  const [method = '', target = ''] = line.split(' ')
  if (value === undefined) {
    return ask(address, head(`${line} HTTP/1.1`, HOST, ...lines), method)
  }
  const bytes = Buffer.from(JSON.stringify(value))
  const sent = post(target, [JSON_TYPE, ...lines], bytes, method)
  return ask(address, latin1(sent), method)
}

/** Sends a text of some kibibytes to the mirror. */
function mirror(context: CheckContext, lines: Lines): Promise<RawResponse> {
  return askBytes(context, post('/mirror', lines, Buffer.from(LONG)))
}

function askBytes(
  { address }: CheckContext,
  bytes: Buffer,
): Promise<RawResponse> {
  return ask(address, latin1(bytes))
}

function post(
  target: string,
  lines: Lines,
  ...[bytes, method = 'POST']: [bytes: Buffer, method?: string]
): Buffer {
  const length = `Content-Length: ${bytes.length}`
  const start = head(`${method} ${target} HTTP/1.1`, HOST, ...lines, length)
  return Buffer.concat([latin1Bytes(start), bytes])
}

function accept(codings: string): string {
  return `Accept-Encoding: ${codings}`
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1')
}

function latin1Bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** With a checksum that is wrong. */
function broken(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  const at = changed.length - 8
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}

function encode(coding: (typeof CODINGS)[number], text: string): Buffer {
  if (coding === 'br') return zlib.brotliCompressSync(text)
  return coding === 'gzip' ? zlib.gzipSync(text) : zlib.deflateSync(text)
}

/** The content as text, whatever its coding. */
function decode(response: RawResponse): string {
  const { body } = response
  const [coding = 'identity'] = headerValues(response, 'Content-Encoding')
  if (coding === 'br') return String(zlib.brotliDecompressSync(body))
  if (coding === 'gzip') return String(zlib.gunzipSync(body))
  return String(coding === 'deflate' ? zlib.inflateSync(body) : body)
}

/** What the mirror saw as the body. */
function parseMirror(response: RawResponse): unknown {
  const body = Buffer.from(decode(response))
  return parseJson({ ...response, body })['body']
}

function parseLine(line = ''): unknown {
  return JSON.parse(line)
}

function tagOf(response: RawResponse): string {
  return headerValues(response, 'ETag').join()
}

function namesOf({ headers }: RawResponse): string[] {
  return headers.map(([name]) => name.toLowerCase()).toSorted()
}

function expectPlain(response: RawResponse): void {
  expectEqual(headerValues(response, 'Content-Encoding'), [])
}

function expectVaries(response: RawResponse): void {
  const list = headerValues(response, 'Vary').join().toLowerCase().split(',')
  if (list.some((name) => name.trim() === 'accept-encoding')) return
  throw new Error(`Vary is only ${list.join()}`)
}

function expectEqual(got: unknown, expected: unknown): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((value) => JSON.stringify(value))
  throw new Error(`expected ${wanted}, got ${seen?.slice(0, 500)}`)
}
