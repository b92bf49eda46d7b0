// 16: files and ranges (RFC 9110 §14). They are tried on one file only, the
// page at /files/. No check asks for a content coding, so it comes as it is.
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
  may,
  must,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const PAGE = '/files/'
const STRONG = /^"[!#-~\x80-\xff]*"$/
const IMF_FIXDATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/
const PAST = 'Sun, 06 Nov 1994 08:49:37 GMT'
const FUTURE = 'Sat, 06 Nov 2094 08:49:37 GMT'

/** A file that every Unix has, and the way to it from any folder. */
const OUTSIDE = 'etc/passwd'
const LEVELS = 16

type Lines = readonly string[]

/** The page as it is without a Range. */
interface Whole {
  readonly response: RawResponse
  readonly body: Buffer
  readonly size: number
  readonly etag: string
  readonly modified: string
}

/** A part of the page: where it begins, and its bytes. */
interface Part {
  readonly first: number
  readonly bytes: Buffer
}

export const checks: readonly Check[] = [
  {
    id: 'files.1',
    title: 'sends a page at /files/, and says its type and length',
    rfc: 'RFC 9110 §8.3',
    level: 'SHOULD',
    run: async (context) => {
      const { response, body, size } = await getWhole(context)
      const type = fieldOf(response, 'Content-Type')
      if (!/^text\/html(?:;|$)/.test(type)) throw new Error(`got ${type}`)
      if (!/<html/i.test(String(body))) throw new Error(`got ${quote(body)}`)
      expectEqual(fieldOf(response, 'Content-Length'), String(size))
    },
  },
  {
    id: 'files.2',
    title: 'gives a file a strong tag, the same each time',
    rfc: 'RFC 9110 §8.8.3.1',
    level: 'SHOULD',
    run: async (context) => {
      const { etag } = await getWhole(context)
      if (!STRONG.test(etag)) throw new Error(`got ETag: ${etag}`)
      expectEqual((await getWhole(context)).etag, etag)
    },
  },
  {
    id: 'files.3',
    title: 'says when a file changed, and never a time to come',
    rfc: 'RFC 9110 §8.8.2.1',
    level: 'MUST',
    run: async (context) => {
      const { response, modified } = await getWhole(context)
      if (!IMF_FIXDATE.test(modified)) throw new Error(`got ${modified}`)
      const date = fieldOf(response, 'Date')
      if (Date.parse(modified) <= Date.parse(date)) return
      throw new Error(`modified ${modified}, sent ${date}`)
    },
  },
  {
    id: 'files.4',
    title: 'says that it knows ranges of bytes',
    rfc: 'RFC 9110 §14.3',
    level: 'described',
    run: async (context) => {
      const { response } = await getWhole(context)
      expectEqual(fieldOf(response, 'Accept-Ranges'), 'bytes')
    },
  },
  {
    id: 'files.5',
    title: 'tells browsers not to guess the type of a file',
    run: async (context) => {
      const { response } = await getWhole(context)
      expectEqual(fieldOf(response, 'X-Content-Type-Options'), 'nosniff')
    },
  },
  {
    id: 'files.6',
    title: 'tells HEAD of a file what it tells GET',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: async (context) => {
      const { response } = await getWhole(context)
      expectEqual(fields(await talk(context, `HEAD ${PAGE}`)), fields(response))
    },
  },
  {
    id: 'files.7',
    title: 'answers the next request behind a file',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send: head(`GET ${PAGE} HTTP/1.1`, HOST).repeat(2),
    status: [200, 200],
    closes: false,
  },
  {
    id: 'files.8',
    title: 'answers the next request behind the head of a file',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head(`HEAD ${PAGE} HTTP/1.1`, HOST) + PLAIN_GET,
    methods: ['HEAD', 'GET'],
    status: [200, 200],
    closes: false,
  },
  {
    id: 'files.9',
    title: 'answers the next request behind a part of a file',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send: head(`GET ${PAGE} HTTP/1.1`, HOST, 'Range: bytes=1-5') + PLAIN_GET,
    status: [206, 200],
    closes: false,
  },
  {
    id: 'files.10',
    title: 'sends a file to an HTTP/1.0 client',
    run: async (context) => {
      const { body } = await getWhole(context)
      const asked = head(`GET ${PAGE} HTTP/1.0`, HOST)
      const response = await ask(context.address, asked)
      expectStatus(response, 200)
      expectBytes(response.body, body)
    },
  },
  ...single(should('RFC 9110 §14.2'), [
    ['files.11', 'the first byte', () => '0-0', () => [0, 1]],
    ['files.12', 'the first hundred', () => '0-99', () => [0, 100]],
    ['files.13', 'some in the middle', () => '100-149', () => [100, 150]],
    ['files.14', 'all from one on', () => '100-', (size) => [100, size]],
    ['files.15', 'all', () => '0-', (size) => [0, size]],
    [
      'files.16',
      'the last byte',
      (size) => `${size - 1}-`,
      (size) => [size - 1],
    ],
    ['files.17', 'the last hundred', () => '-100', (size) => [size - 100]],
  ]),
  ...single(described('RFC 9110 §14.1.2'), [
    ['files.18', 'more than there are', (size) => `9-${size}`, () => [9]],
  ]),
  ...single(must('RFC 9110 §14.1.2'), [
    ['files.19', 'far more', () => `9-${'9'.repeat(5_000)}`, () => [9]],
  ]),
  ...single(described('RFC 9110 §14.1.2'), [
    [
      'files.20',
      'more than all of the last',
      (size) => `-${size + 1}`,
      () => [0],
    ],
  ]),
  ...single(must('RFC 9110 §14.1.2'), [
    [
      'files.21',
      'far more of the last',
      () => `-${'9'.repeat(5_000)}`,
      () => [0],
    ],
  ]),
  ...single(should('RFC 9110 §14.2'), [
    ['files.22', 'a number with zeros', () => '007-009', () => [7, 10]],
    ['files.23', 'one part behind others', nothingBut('5-9'), () => [5, 10]],
  ]),
  {
    id: 'files.24',
    title: 'knows the unit of a range in capitals',
    rfc: 'RFC 9110 §14.1',
    level: 'described',
    run: async (context) => {
      const response = await getRange(context, ['Range: BYTES=0-0'])
      expectStatus(response, 206)
    },
  },
  {
    id: 'files.25',
    title: 'gives a part the fields that the whole has',
    rfc: 'RFC 9110 §15.3.7',
    level: 'MUST',
    run: async (context) => {
      const { response: whole } = await getWhole(context)
      const part = await getRange(context, ['Range: bytes=0-0'])
      expectStatus(part, 206)
      const names = ['Cache-Control', 'ETag', 'Expires', 'Content-Location']
      for (const name of [...names, 'Content-Type', 'Last-Modified']) {
        const [got, wanted] = [part, whole].map((each) => [
          name,
          ...headerValues(each, name),
        ])
        expectEqual(got, wanted)
      }
      // A part may depend on more: another one might have been coded.
      const [got = [], wanted = []] = [part, whole].map((each) =>
        headerValues(each, 'Vary').join().split(/, */),
      )
      const lost = wanted.filter((member) => !got.includes(member))
      expectEqual(['Vary without', ...lost], ['Vary without'])
    },
  },
  ...unsatisfiable([
    ['files.26', 'begins behind the last byte', (size) => `${size}-`],
    ['files.27', 'lies behind the last byte', (size) => `${size}-${size + 9}`],
    ['files.28', 'lies far behind', () => `${'9'.repeat(5_000)}-`],
    ['files.29', 'asks for the last no bytes', () => '-0'],
    ['files.30', 'has two such parts', (size) => `${size}-,-0`],
  ]),
  ...ignored(must('RFC 9110 §14.2'), [
    ['files.31', 'another unit', 'lines=0-1'],
  ]),
  ...ignored(may('RFC 9110 §14.2'), [['files.32', 'no unit', '0-1']]),
  ...ignored(must('RFC 9110 §14.2'), [
    ['files.33', 'a unit that begins alike', 'bytesx=0-1'],
  ]),
  ...ignored(may('RFC 9110 §14.2'), [
    ['files.34', 'a unit without "="', 'bytes 0-1'],
    ['files.35', 'nothing', ''],
    ['files.36', 'no parts', 'bytes='],
    ['files.37', 'a hyphen alone', 'bytes=-'],
    ['files.38', 'a number alone', 'bytes=1'],
    ['files.39', 'two hyphens', 'bytes=0-1-2'],
    ['files.40', 'letters', 'bytes=a-b'],
    ['files.41', 'a negative number', 'bytes=--1'],
    ['files.42', 'a sign', 'bytes=+0-1'],
    ['files.43', 'hexadecimal digits', 'bytes=0x0-0x1'],
    ['files.44', 'a fraction', 'bytes=0.0-1.0'],
    ['files.45', 'a space inside', 'bytes=0 - 1'],
    ['files.46', 'a last before its first', 'bytes=5-3'],
    ['files.47', 'a bad part behind a good one', 'bytes=0-1,x'],
    ['files.48', 'the field of a response', 'bytes 0-1/2'],
  ]),
  ...ignored(may('RFC 9110 §14.2'), [
    ['files.49', 'the whole twice', 'bytes=0-,0-'],
    ['files.50', 'the whole and one byte more', 'bytes=0-,0-0'],
    ['files.51', '17 parts', rangeOf(17, (i) => `${i * 9}-${i * 9}`)],
    ['files.52', 'thousands of parts', rangeOf(3_000, () => '0-0')],
    ['files.53', 'thousands of wholes', rangeOf(3_000, () => '0-')],
  ]),
  {
    id: 'files.54',
    title: 'ignores a range of what is not GET',
    rfc: 'RFC 9110 §14.2',
    level: 'MUST',
    run: async (context) => {
      const headed = await talk(context, `HEAD ${PAGE}`)
      for (const range of ['bytes=0-1', 'bytes=0-1,5-6', 'bytes=99999999-']) {
        const lines = [`Range: ${range}`]
        const response = await talk(context, `HEAD ${PAGE}`, lines)
        expectStatus(response, 200)
        expectEqual(fields(response), fields(headed))
        expectStatus(await talk(context, `POST ${PAGE}`, lines), 405)
      }
    },
  },
  ...several(must('RFC 9110 §15.3.7.2'), [
    ['files.55', 'two parts', () => '0-9,300-309'],
    [
      'files.56',
      'three parts, two of them without an end',
      () => '0-9,200-299,-9',
    ],
  ]),
  ...several(should('RFC 9110 §15.3.7.2'), [
    ['files.57', 'parts in another order', () => '-9,0-9'],
  ]),
  ...several(must('RFC 9110 §15.3.7.2'), [
    ['files.58', 'parts with spaces between them', () => '0-9 ,\t300-309'],
    [
      'files.59',
      'two parts and some behind the end',
      (n) => `0-9,${n}-,300-,-0`,
    ],
    ['files.60', 'parts with nothing between them', () => ',0-9,,300-309 ,'],
  ]),
  {
    id: 'files.61',
    title: 'sends 16 single bytes',
    rfc: 'RFC 9110 §15.3.7.2',
    level: 'MUST',
    run: async (context) => {
      const { body } = await getWhole(context)
      const places = Array.from({ length: 16 }, (_, i) => i * 20)
      const range = places.map((at) => `${at}-${at}`).join()
      const response = await getRange(context, [`Range: bytes=${range}`])
      const parts = partsOf(response, body)
      for (const at of places) {
        const has = ({ first, bytes }: Part) =>
          first <= at && at < first + bytes.length
        if (!parts.some(has)) throw new Error(`byte ${at} has not come`)
      }
    },
  },
  ...conditions('If-Range', 'RFC 9110 §13.1.5', [
    ['files.62', 206, 'has this state', ({ etag }) => ifRange(etag)],
    ['files.63', 206, 'has its date', ({ modified }) => ifRange(modified)],
    ['files.64', 200, 'has a weak tag', ({ etag }) => ifRange(`W/${etag}`)],
    ['files.65', 200, 'has another state', () => ifRange('"other"')],
    [
      'files.66',
      200,
      'has a part of the tag',
      ({ etag }) => ifRange(cut(etag)),
    ],
    ['files.67', 200, 'has a list', ({ etag }) => ifRange(`"other", ${etag}`)],
    [
      'files.68',
      200,
      'has no quotes',
      ({ etag }) => ifRange(etag.slice(1, -1)),
    ],
    ['files.69', 200, 'has an earlier date', () => ifRange(PAST)],
    ['files.70', 200, 'has a later date', () => ifRange(FUTURE)],
    ['files.71', 200, 'has no date', () => ifRange('yesterday')],
    ['files.72', 200, 'has an asterisk', () => ifRange('*')],
  ]),
  ...conditions('the other preconditions', 'RFC 9110 §13.2.2', [
    ['files.73', 304, 'has it', ({ etag }) => [`If-None-Match: ${etag}`]],
    ['files.74', 304, 'has anything', () => ['If-None-Match: *']],
    ['files.75', 206, 'has another', () => ['If-None-Match: "other"']],
    [
      'files.76',
      304,
      'has it since then',
      ({ modified }) => [`If-Modified-Since: ${modified}`],
    ],
    ['files.77', 412, 'wants another', () => ['If-Match: "other"']],
    ['files.78', 206, 'wants this', ({ etag }) => [`If-Match: ${etag}`]],
    [
      'files.79',
      412,
      'wants an old one',
      () => [`If-Unmodified-Since: ${PAST}`],
    ],
    [
      'files.80',
      304,
      'has it, and a range for it',
      ({ etag }) => [`If-None-Match: ${etag}`, `If-Range: ${etag}`],
    ],
    [
      'files.81',
      200,
      'has neither',
      () => ['If-None-Match: "other"', 'If-Range: "other"'],
    ],
    [
      'files.82',
      412,
      'wants another, and has this',
      ({ etag }) => ['If-Match: "other"', `If-Range: ${etag}`],
    ],
  ]),
  {
    id: 'files.83',
    title: 'says 416 to who asks beyond the end of the state that it has',
    rfc: 'RFC 9110 §14.2',
    level: 'SHOULD',
    run: async (context) => {
      const { size, etag, modified } = await getWhole(context)
      for (const validator of [etag, modified]) {
        const lines = [`Range: bytes=${size}-`, `If-Range: ${validator}`]
        expectStatus(await getRange(context, lines), 416)
      }
    },
  },
  {
    id: 'files.84',
    title: 'ignores If-Range without Range',
    rfc: 'RFC 9110 §13.1.5',
    level: 'MUST',
    run: async (context) => {
      const { body, etag } = await getWhole(context)
      for (const value of [etag, '"other"', PAST]) {
        const response = await getRange(context, [`If-Range: ${value}`])
        expectStatus(response, 200)
        expectBytes(response.body, body)
      }
    },
  },
  {
    id: 'files.85',
    title: 'lets a client get a file piece by piece on one connection',
    rfc: 'RFC 9110 §14.2',
    level: 'SHOULD',
    run: async ({ address, ...context }) => {
      const { body, size, etag } = await getWhole({ address, ...context })
      await withClient(address, async (client) => {
        const pieces: Buffer[] = []
        for (let at = 0; at < size; at += 97) {
          const range = `Range: bytes=${at}-${at + 96}`
          client.write(request(`GET ${PAGE}`, [range, `If-Range: ${etag}`]))
          pieces.push((await client.readResponse()).body)
        }
        expectBytes(Buffer.concat(pieces), body)
      })
    },
  },
  {
    id: 'files.86',
    title: 'outlives clients that ask for files and leave',
    run: async (context) => {
      for (const range of ['0-', '0-9,300-309', '99999999-']) {
        for (let i = 0; i < 30; i += 1) {
          await withClient(context.address, async (client) => {
            client.write(request(`GET ${PAGE}`, [`Range: bytes=${range}`]))
          })
        }
      }
      await getWhole(context)
    },
  },
  ...missing([
    ['files.87', 'a name that is not there', 'nothing'],
    ['files.88', 'a folder that is not there', 'nothing/'],
    ['files.89', 'a parent folder', '../'],
    ['files.90', 'dots', up('..', '/')],
    ['files.91', 'encoded dots', up('%2e%2e', '/')],
    ['files.92', 'encoded dots in capitals', up('%2E%2E', '/')],
    ['files.93', 'half-encoded dots', up('.%2e', '/')],
    ['files.94', 'encoded slashes', up('..', '%2f')],
    ['files.95', 'encoded slashes in capitals', up('..', '%2F')],
    ['files.96', 'encoded slashes and dots', up('%2e%2e', '%2f')],
    ['files.97', 'encoded backslashes', up('..', '%5c')],
    ['files.98', 'dots encoded twice', up('%252e%252e', '/')],
    ['files.99', 'slashes encoded twice', up('..', '%252f')],
    ['files.100', 'dots behind a name', `nothing/../${up('..', '/')}`],
    ['files.101', 'four dots', up('....', '//')],
    ['files.102', 'dots and a semicolon', up('..;', '/')],
    ['files.103', 'an absolute path', `/${OUTSIDE}`],
    ['files.104', 'an encoded absolute path', `%2F${OUTSIDE}`],
    ['files.105', 'a drive', 'C:%5CWindows%5Cwin.ini'],
    ['files.106', 'a hidden file', '.env'],
    ['files.107', 'a name that is too long', 'a'.repeat(300)],
    ['files.108', 'a path that is too long', 'a/'.repeat(3_000)],
  ]),
  ...['%00', 'index.html%00', `${up('..', '/')}%00.html`].map((path, i) => ({
    id: `files.${109 + i}`,
    title: `refuses a NUL in /files/${path.slice(0, 12)}`,
    rfc: 'RFC 3986 §7.3',
    level: 'described' as const,
    send: head(`GET ${PAGE}${path} HTTP/1.1`, HOST),
    status: 400,
    closes: false,
  })),
  {
    id: 'files.112',
    title: 'lets nobody write a file, and says what can be done',
    rfc: 'RFC 9110 §15.5.6',
    level: 'MUST',
    run: async (context) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const response = await talk(context, `${method} ${PAGE}`)
        expectStatus(response, 405)
        const allow = fieldOf(response, 'Allow').split(/ *, */)
        expectEqual(allow.toSorted(), ['GET', 'HEAD', 'OPTIONS'])
      }
      await getWhole(context)
    },
  },
  {
    id: 'files.113',
    title:
      'sends scripts and styles of its page with types that browsers accept',
    rfc: 'RFC 9110 §8.3',
    level: 'SHOULD',
    run: async (context) => {
      const { body } = await getWhole(context)
      const loaded = String(body).matchAll(
        /<(script|link rel="stylesheet")[^>]* (?:src|href)="([\w./-]+)"/g,
      )
      for (const [, element = '', link = ''] of loaded) {
        const { pathname } = new URL(link, `http://localhost${PAGE}`)
        const response = await talk(context, `GET ${pathname}`)
        expectStatus(response, 200)
        const type = fieldOf(response, 'Content-Type')
        // With "nosniff", browsers load nothing else (Fetch §2.2.8).
        const wanted = element === 'script' ? 'text/javascript' : 'text/css'
        if (type.split(';')[0] === wanted) continue
        throw new Error(`${pathname} is ${type}, and not ${wanted}`)
      }
    },
  },
]

type PositionsFor = (size: number) => readonly [from: number, to?: number]
type SingleRow = readonly [
  id: string,
  what: string,
  range: (size: number) => string,
  positions: PositionsFor,
]

function single(rule: Rule, rows: readonly SingleRow[]): Check[] {
  return rows.map(([id, what, range, positions]) => ({
    id,
    title: `sends a part: ${what}`,
    ...rule,
    run: async (context) => {
      const { body, size } = await getWhole(context)
      const [from, to = size] = positions(size)
      const lines = [`Range: bytes=${range(size)}`]
      const response = await getRange(context, lines)
      expectEqual(partsOf(response, body), [
        { first: from, bytes: body.subarray(from, to) },
      ])
    },
  }))
}

/** Parts of which only one lies inside the file. */
function nothingBut(part: string): (size: number) => string {
  return (size) => `${size}-${size + 9},${part},-0`
}

function unsatisfiable(
  rows: readonly (readonly [string, string, (size: number) => string])[],
): Check[] {
  return rows.map(([id, what, range]) => ({
    id,
    title: `answers 416 and the length to a range that ${what}`,
    rfc: 'RFC 9110 §15.5.17',
    level: 'SHOULD',
    run: async (context) => {
      const { size } = await getWhole(context)
      const lines = [`Range: bytes=${range(size)}`]
      const response = await getRange(context, lines)
      expectStatus(response, 416)
      expectEqual(fieldOf(response, 'Content-Range'), `bytes */${size}`)
      const { detail } = parseJson(response)
      if (typeof detail !== 'string')
        throw new Error(`no detail: ${quote(response.body)}`)
    },
  }))
}

function ignored(
  rule: Rule,
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, range]) => ({
    id,
    title: `sends the whole for a range with ${what}`,
    ...rule,
    run: async (context) => {
      const { response: whole, body } = await getWhole(context)
      const response = await getRange(context, [`Range: ${range}`])
      expectStatus(response, 200)
      expectBytes(response.body, body)
      expectEqual(fields(response), fields(whole))
    },
  }))
}

function rangeOf(count: number, part: (i: number) => string): string {
  const parts = Array.from({ length: count }, (_, i) => part(i))
  return `bytes=${parts.join()}`
}

/** Parts that are far from each other, so nobody would join them. */
function several(
  rule: Rule,
  rows: readonly (readonly [string, string, (size: number) => string])[],
): Check[] {
  return rows.map(([id, what, rangeFor]) => ({
    id,
    title: `sends ${what} in one body`,
    ...rule,
    run: async (context) => {
      const { body, size } = await getWhole(context)
      const range = rangeFor(size)
      const lines = [`Range: bytes=${range}`]
      const response = await getRange(context, lines)
      const wanted = range
        .split(',')
        .map((spec) => partFor(spec.trim(), body))
        .filter(({ bytes }) => bytes.length > 0)
      expectEqual(partsOf(response, body), wanted)
      expectEqual(headerValues(response, 'Content-Range'), [])
    },
  }))
}

/** "0-9", "300-", "-9"; "" for nothing. */
function partFor(spec: string, body: Buffer): Part {
  const [from = '', to = ''] = spec.split('-')
  const size = body.length
  const first = from === '' ? size - Number(to) : Number(from)
  const end = from === '' || to === '' ? size : Number(to) + 1
  return { first, bytes: body.subarray(first, end) }
}

type ConditionRow = readonly [
  id: string,
  status: number,
  who: string,
  lines: (whole: Whole) => Lines,
]

function conditions(
  what: string,
  rfc: string,
  rows: readonly ConditionRow[],
): Check[] {
  return rows.map(([id, status, who, lines]) => ({
    id,
    title: `asks ${what} first: ${status} for a client who ${who}`,
    rfc,
    level: 'MUST',
    run: async (context) => {
      const whole = await getWhole(context)
      // Where no part comes, it does not matter which one was asked for.
      const ranges = ['0-1', '0-1,300-309', `${whole.size}-`]
      for (const range of status === 206 ? ['0-1'] : ranges) {
        const sent = [`Range: bytes=${range}`, ...lines(whole)]
        const response = await getRange(context, sent)
        expectStatus(response, status)
        if (status === 200) expectBytes(response.body, whole.body)
        if (status !== 206) {
          expectEqual(headerValues(response, 'Content-Range'), [])
        }
      }
    },
  }))
}

function ifRange(value: string): Lines {
  return [`If-Range: ${value}`]
}

function cut(etag: string): string {
  return `${etag.slice(0, -2)}"`
}

function missing(
  rows: readonly (readonly [id: string, what: string, path: string])[],
): Check[] {
  return rows.map(([id, what, path]) => ({
    id,
    title: `finds nothing below /files/ for ${what}`,
    rfc: 'RFC 9110 §17.3',
    level: 'described',
    send: head(`GET ${PAGE}${path} HTTP/1.1`, HOST),
    status: 404,
    closes: false,
  }))
}

/** The way out of any folder, in a spelling. */
function up(dots: string, slash: string): string {
  return (dots + slash).repeat(LEVELS) + OUTSIDE.replace('/', slash)
}

async function getWhole(context: CheckContext): Promise<Whole> {
  const response = await talk(context, `GET ${PAGE}`)
  expectStatus(response, 200)
  const { body } = response
  const [etag, modified] = ['ETag', 'Last-Modified'].map((name) =>
    fieldOf(response, name),
  )
  if (etag && modified && body.length > 400) {
    return { response, body, size: body.length, etag, modified }
  }
  const seen = `tag ${etag}, date ${modified}, ${body.length} bytes`
  throw new Error(`the page needs a tag, a date and 400 bytes: ${seen}`)
}

function getRange(context: CheckContext, lines: Lines): Promise<RawResponse> {
  return talk(context, `GET ${PAGE}`, lines)
}

/** Sends a request on a connection of its own. */
function talk(
  { address }: CheckContext,
  line: string,
  lines: Lines = [],
): Promise<RawResponse> {
  return ask(address, request(line, lines), line.split(' ')[0])
}

function request(line: string, lines: Lines): string {
  return head(`${line} HTTP/1.1`, HOST, ...lines)
}

/** The only value of a field, or nothing. */
function fieldOf(response: RawResponse, name: string): string {
  const values = headerValues(response, name)
  if (values.length > 1) throw new Error(`${values.length} of ${name}`)
  return values[0] ?? ''
}

/** What a response says about itself, but for what differs each time. */
function fields({ headers }: RawResponse): string[] {
  return headers
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => !/^(?:date|x-request-id|server-timing): /.test(line))
}

/** The parts of a 206, one or several. Throws where a field is not right. */
function partsOf(response: RawResponse, whole: Buffer): Part[] {
  expectStatus(response, 206)
  expectEqual(fieldOf(response, 'Content-Length'), String(response.body.length))
  const type = fieldOf(response, 'Content-Type')
  const [, boundary] = MULTIPART.exec(type) ?? []
  if (boundary !== undefined) return splitParts(response.body, boundary, whole)
  const range = fieldOf(response, 'Content-Range')
  return [partOf(range, response.body, whole)]
}

const MULTIPART =
  /^multipart\/byteranges; *boundary="?([\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?])"?$/i

/** Takes a body apart (RFC 2046 §5.1.1). Only a CRLF may come before it. */
function splitParts(body: Buffer, boundary: string, whole: Buffer): Part[] {
  const text = body.toString('latin1')
  const start = text.startsWith('\r\n') ? '' : '\r\n'
  const [before, ...parts] = (start + text).split(`\r\n--${boundary}`)
  const end = parts.pop() ?? ''
  if (before !== '' || !/^--(?:\r\n)?$/.test(end) || parts.length === 0) {
    throw new Error(`no parts between ${boundary}: ${quote(text)}`)
  }
  return parts.map((part) => {
    const [, lines, content] = /^\r\n(.+?)\r\n\r\n(.*)$/s.exec(part) ?? []
    if (lines === undefined) throw new Error(`no part: ${quote(part)}`)
    const valueOf = (name: string) =>
      new RegExp(`^${name}: *(.*)$`, 'im').exec(lines)?.[1]?.trim() ?? ''
    if (!valueOf('Content-Type').startsWith('text/html')) {
      throw new Error(`no part of a page: ${quote(part)}`)
    }
    const bytes = Buffer.from(content ?? '', 'latin1')
    return partOf(valueOf('Content-Range'), bytes, whole)
  })
}

/** Compares a part with the whole, at the place that it names. */
function partOf(range: string, bytes: Buffer, whole: Buffer): Part {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (Number(size) !== whole.length || to - from + 1 !== bytes.length) {
    throw new Error(`got ${bytes.length} bytes with Content-Range: ${range}`)
  }
  expectBytes(bytes, whole.subarray(from, to + 1))
  return { first: from, bytes }
}

function expectBytes(got: Buffer, expected: Buffer): void {
  if (got.equals(expected)) return
  throw new Error(`expected ${quote(expected)}, got ${quote(got)}`)
}

function expectEqual(got: unknown, expected: unknown): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((value) => JSON.stringify(value))
  throw new Error(`expected ${wanted}, got ${seen}`)
}
