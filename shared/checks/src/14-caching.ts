// 14: what may be reused, and what may be changed: entity tags, dates, and
// preconditions (RFC 9110 §13). No check asks for a content coding, so tags
// come as they are. Every book that a check adds is taken away again.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { ask, RawClient, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  head,
  must,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const ADA = 'Authorization: Basic YWRhOmxvdmVsYWNl'
const ALAN = 'Authorization: Basic YWxhbjplbmlnbWE='
const PARTNER = 'http://localhost:3000'
const OTHER = '"no-such-tag"'
const STRONG = /^"[!#-~\x80-\xff]*"$/
const IMF_FIXDATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/

/** Nobody has had so many books. */
const NO_BOOK = '/books/99999999'

/** In milliseconds. */
const SECOND = 1000
const HOUR = 3600 * SECOND
const PAST = Date.UTC(1994, 10, 6, 8, 49, 37)
const FUTURE = Date.UTC(2094, 10, 6, 8, 49, 37)

type Lines = readonly string[]

/** A book that is there, and what tells its states apart. */
interface Known {
  readonly place: string
  readonly book: Record<string, unknown>
  readonly etag: string
  /** What the tag has between its quotes. */
  readonly opaque: string
  /** Last-Modified, in milliseconds. */
  readonly modified: number
}

type LinesFor = (known: Known) => Lines
type Row = readonly [id: string, what: string, lines: LinesFor]

export const checks: readonly Check[] = [
  ...['/', '/hello/bro', '/books', '/mirror'].map((target, i) => ({
    id: `caching.${1 + i}`,
    title: `gives ${target} a strong tag, and wants to be asked before reuse`,
    rfc: 'RFC 9110 §8.8.3.1',
    level: 'SHOULD' as const,
    run: async (context: CheckContext) =>
      expectTagged(await talk(context, `GET ${target}`)),
  })),
  {
    id: 'caching.5',
    title: 'gives a book a strong tag and a Last-Modified',
    rfc: 'RFC 9110 §8.8.2.1',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const response = await talk(context, `GET ${place}`)
        expectTagged(response)
        const value = fieldOf(response, 'Last-Modified')
        if (!IMF_FIXDATE.test(value)) throw new Error(`got ${value}`)
      }),
  },
  {
    id: 'caching.6',
    title: 'dates no change of a book after the answer itself',
    rfc: 'RFC 9110 §8.8.2.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const response = await talk(context, `GET ${place}`)
        const date = Date.parse(fieldOf(response, 'Date'))
        const modified = Date.parse(fieldOf(response, 'Last-Modified'))
        if (modified <= date) return
        throw new Error(`modified at ${modified}, sent at ${date}`)
      }),
  },
  {
    id: 'caching.7',
    title: 'tells HEAD the tag, the date and the rules that GET is told',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async ({ place }) => {
        for (const target of ['/', '/hello/bro', place]) {
          const got = await talk(context, `GET ${target}`)
          const headed = await talk(context, `HEAD ${target}`)
          for (const name of ['ETag', 'Last-Modified', 'Cache-Control']) {
            const [a, b] = [got, headed].map((each) => headerValues(each, name))
            expectEqual(b, a)
          }
        }
      }),
  },
  {
    id: 'caching.8',
    title: 'gives the same content the same tag, and other content another',
    rfc: 'RFC 9110 §8.8.1',
    level: 'described',
    run: async (context) => {
      const targets = ['/hello/a', '/hello/a', '/hello/b', '/hello/%61']
      const tags: string[] = []
      for (const target of targets) {
        tags.push(fieldOf(await talk(context, `GET ${target}`), 'ETag'))
      }
      const equal = tags.map((tag) => tag === tags[0])
      expectEqual(equal, [true, true, false, true])
    },
  },
  {
    id: 'caching.139',
    title: 'has a tag of its own for each of two hundred contents',
    rfc: 'RFC 9110 §8.8.3',
    level: 'described',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const names = Array.from({ length: 200 }, (_, i) => `/hello/${i}`)
        client.write(names.map((name) => request(`GET ${name}`)).join(''))
        const tags = new Set<string>()
        while (tags.size < names.length) {
          const etag = fieldOf(await client.readResponse(), 'ETag')
          if (tags.has(etag)) throw new Error(`two contents have ${etag}`)
          tags.add(etag)
        }
      }),
  },
  ...['PUT', 'PATCH'].map((method, i) => ({
    id: `caching.${9 + i}`,
    title: `gives a book another tag after ${method}`,
    rfc: 'RFC 9110 §8.8.1',
    level: 'described' as const,
    run: (context: CheckContext) =>
      withBook(context, async ({ place, etag, book }) => {
        const sent = { ...book, year: 1 }
        expectStatus(await talk(context, `${method} ${place}`, [], sent), 200)
        const lines = [`If-None-Match: ${etag}`]
        const response = await talk(context, `GET ${place}`, lines)
        expectStatus(response, 200)
        expectEqual(parseJson(response), sent)
        if (fieldOf(response, 'ETag') === etag) throw new Error('the same tag')
      }),
  })),
  {
    id: 'caching.11',
    title: 'gives the list of books another tag with every change',
    rfc: 'RFC 9110 §8.8.1',
    level: 'described',
    run: async (context) => {
      const tags = new Set<string>()
      const look = async (): Promise<void> => {
        tags.add(fieldOf(await talk(context, 'GET /books'), 'ETag'))
      }
      await withBook(context, async ({ place, book }) => {
        await look()
        await talk(context, `PUT ${place}`, [], { ...book, year: 1 })
        await look()
      })
      await look()
      if (tags.size < 3) throw new Error(`only ${[...tags].join(', ')}`)
    },
  },
  {
    id: 'caching.12',
    title: 'moves Last-Modified on when a book changes later',
    rfc: 'RFC 9110 §8.8.2',
    level: 'described',
    run: (context) =>
      withBook(context, async ({ place, book, modified }) => {
        const end = Date.now() + 5 * SECOND
        while (Date.now() < end) {
          await talk(context, `PUT ${place}`, [], book)
          const response = await talk(context, `GET ${place}`)
          const seen = Date.parse(fieldOf(response, 'Last-Modified'))
          if (seen > modified) return
          await pause(50)
        }
        throw new Error(`still ${imfFixdate(modified)}`)
      }),
  },
  {
    id: 'caching.140',
    title: 'leaves Last-Modified where it is as long as nothing changes',
    rfc: 'RFC 9110 §8.8.2',
    level: 'described',
    run: (context) =>
      withBook(context, async ({ place, modified }) => {
        const end = Date.now() + 5 * SECOND
        while (Date.now() < end) {
          const response = await talk(context, `GET ${place}`)
          const [seen, date] = ['Last-Modified', 'Date'].map((name) =>
            Date.parse(fieldOf(response, name)),
          )
          expectEqual(seen, modified)
          if (Number(date) > modified + SECOND) return
          await pause(50)
        }
        throw new Error('the clock of the server stands still')
      }),
  },
  {
    id: 'caching.13',
    title:
      'sends no validator in answer to PUT: the book is not as it was sent',
    rfc: 'RFC 9110 §9.3.4',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, book, etag }) => {
        for (const lines of [[], [`If-Match: ${etag}`]]) {
          const response = await talk(context, `PUT ${place}`, lines, book)
          expectStatus(response, 200)
          expectEqual(headerValues(response, 'ETag'), [])
          expectEqual(headerValues(response, 'Last-Modified'), [])
        }
      }),
  },
  ...['GET', 'HEAD'].map((method, i) => ({
    id: `caching.${14 + i}`,
    title: `lets nobody store what ${method} /me says, and gives it no tag`,
    rfc: 'RFC 9111 §5.2.2.5',
    level: 'described' as const,
    run: async (context: CheckContext) => {
      const lines = [ADA, `If-None-Match: ${OTHER}`]
      const response = await talk(context, `${method} /me`, lines)
      expectStatus(response, 200)
      expectEqual(fieldOf(response, 'Cache-Control'), 'no-store')
      expectEqual(headerValues(response, 'ETag'), [])
    },
  })),
  {
    id: 'caching.16',
    title: 'has /me for a client that wants any state of it',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: async (context) =>
      expectStatus(await talk(context, 'GET /me', [ADA, 'If-Match: *']), 200),
  },
  {
    id: 'caching.17',
    title: 'lets pages of other origins read the tag',
    run: async (context) => {
      const response = await talk(context, 'GET /', [`Origin: ${PARTNER}`])
      const names = fieldOf(response, 'Access-Control-Expose-Headers')
      const found = names.toLowerCase().split(/[\s,]+/)
      if (!found.includes('etag')) throw new Error(`exposes ${names}`)
    },
  },
  ...reads(304, must('RFC 9110 §13.1.2'), [
    ['caching.18', 'knows its tag', ({ etag }) => noneMatch(etag)],
    [
      'caching.19',
      'knows its tag as a weak one',
      ({ etag }) => noneMatch(weak(etag)),
    ],
    ['caching.20', 'takes any state for known', () => noneMatch('*')],
    [
      'caching.21',
      'knows several tags',
      ({ etag }) => noneMatch(`${OTHER}, ${etag}, "z"`),
    ],
    [
      'caching.22',
      'puts no spaces',
      ({ etag }) => noneMatch(`${OTHER},${etag},"z"`),
    ],
    [
      'caching.23',
      'sends empty list members',
      ({ etag }) => noneMatch(`, ,\t${etag} ,,`),
    ],
    [
      'caching.24',
      'knows a tag with commas before it',
      ({ etag }) => noneMatch(`"a,b", W/",", ${etag}`),
    ],
    [
      'caching.25',
      'knows an empty tag before it',
      ({ etag }) => noneMatch(`"", W/"", ${etag}`),
    ],
    [
      'caching.26',
      'sends a second field line',
      ({ etag }) => [...noneMatch(OTHER), ...noneMatch(etag)],
    ],
    [
      'caching.27',
      'writes the field name in its own way',
      ({ etag }) => [`IF-NONE-match:${etag}`],
    ],
    [
      'caching.28',
      'knows two hundred tags',
      ({ etag }) => noneMatch([...manyTags(), etag].join(', ')),
    ],
    [
      'caching.29',
      'knows its tag, whatever it says of dates',
      ({ etag }) => [...noneMatch(etag), ...since('Modified', PAST)],
    ],
  ]),
  ...reads(200, must('RFC 9110 §13.1.2'), [
    ['caching.30', 'knows another tag', () => noneMatch(OTHER)],
    ['caching.31', 'knows only weak others', () => noneMatch('W/"a", W/"b"')],
    ['caching.32', 'forgets the quotes', ({ opaque }) => noneMatch(opaque)],
    [
      'caching.33',
      'knows a longer tag',
      ({ opaque }) => noneMatch(`"${opaque}a"`),
    ],
    [
      'caching.34',
      'knows a shorter tag',
      ({ etag }) => noneMatch(shorter(etag)),
    ],
    [
      'caching.35',
      'knows a tag that ends with a comma and ours',
      ({ opaque }) => noneMatch(`"a,${opaque}"`),
    ],
    [
      'caching.36',
      'knows a tag that begins with ours and a comma',
      ({ opaque }) => noneMatch(`"${opaque},a"`),
    ],
    ['caching.37', 'quotes the asterisk', () => noneMatch('"*"')],
    ['caching.38', 'says nothing', () => noneMatch('')],
    ['caching.39', 'says nonsense', () => noneMatch('",",W/,"\t\\"')],
    [
      'caching.40',
      'knows another tag, whatever it says of dates',
      () => [...noneMatch(OTHER), ...since('Modified', FUTURE)],
    ],
  ]),
  {
    id: 'caching.41',
    title: 'compares tags with their case',
    rfc: 'RFC 9110 §8.8.3.2',
    level: 'described',
    run: (context) =>
      withBook(context, async ({ place, etag }) => {
        const swapped = swapCase(etag)
        const lines = noneMatch(swapped)
        const response = await talk(context, `GET ${place}`, lines)
        expectStatus(response, swapped === etag ? 304 : 200)
      }),
  },
  {
    id: 'caching.42',
    title: 'answers 304 to a HEAD of what the client knows',
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, etag, modified }) => {
        for (const lines of [noneMatch(etag), since('Modified', modified)]) {
          const response = await talk(context, `HEAD ${place}`, lines)
          expectStatus(response, 304)
        }
      }),
  },
  ...['/', '/hello/bro', '/books'].map((target, i) => ({
    id: `caching.${43 + i}`,
    title: `sends ${target} once and answers 304 from then on`,
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST' as const,
    run: async (context: CheckContext) => {
      const etag = fieldOf(await talk(context, `GET ${target}`), 'ETag')
      const lines = noneMatch(etag)
      expectStatus(await talk(context, `GET ${target}`, lines), 304)
      expectStatus(await talk(context, `GET ${target}`, lines), 304)
    },
  })),
  {
    id: 'caching.46',
    title: 'answers 304 however the request is cut',
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST',
    send: head('GET /hello/bro HTTP/1.1', HOST, 'If-None-Match: *'),
    status: 304,
    closes: false,
  },
  {
    id: 'caching.47',
    title: 'tells in a 304 what a cache has to know: tag, rules, Vary, Date',
    rfc: 'RFC 9110 §15.4.5',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, etag }) => {
        const full = await talk(context, `GET ${place}`)
        const response = await talk(context, `GET ${place}`, noneMatch(etag))
        expectStatus(response, 304)
        for (const name of ['ETag', 'Cache-Control', 'Vary']) {
          const [told, wanted] = [response, full].map((each) =>
            headerValues(each, name),
          )
          const missing = wanted?.filter((value) => !told?.includes(value))
          expectEqual(missing, [])
          if (told?.length === 0) throw new Error(`no ${name}`)
        }
        if (Number.isNaN(Date.parse(fieldOf(response, 'Date')))) {
          throw new Error('no Date')
        }
      }),
  },
  {
    id: 'caching.48',
    title: 'describes in a 304 no content that is not there',
    rfc: 'RFC 9110 §15.4.5',
    level: 'SHOULD',
    run: (context) =>
      withBook(context, async ({ place, etag }) => {
        const response = await talk(context, `GET ${place}`, noneMatch(etag))
        expectStatus(response, 304)
        for (const name of ['Content-Type', 'Content-Encoding']) {
          expectEqual(headerValues(response, name), [])
        }
      }),
  },
  {
    id: 'caching.49',
    title: 'sends no body with a 304: the next response follows at once',
    rfc: 'RFC 9110 §15.4.5',
    level: 'described',
    run: (context) =>
      withBook(context, ({ place, etag }) =>
        withClient(context.address, async (client) => {
          const get = request(`GET ${place}`, noneMatch(etag))
          client.write((get + PLAIN_GET).repeat(10))
          for (let i = 0; i < 10; i += 1) {
            expectStatus(await client.readResponse(), 304)
            expectStatus(await client.readResponse(), 200)
          }
        }),
      ),
  },
  {
    id: 'caching.50',
    title: 'answers 304 to HTTP/1.0 and closes',
    rfc: 'RFC 9112 §9.3',
    level: 'described',
    run: (context) =>
      withBook(context, ({ place, etag }) =>
        withClient(context.address, async (client) => {
          client.write(head(`GET ${place} HTTP/1.0`, ...noneMatch(etag)))
          expectStatus(await client.readResponse(), 304)
          expectEqual((await client.readToEnd()).length, 0)
        }),
      ),
  },
  ...[304, 412].map((status, i) => ({
    id: `caching.${51 + i}`,
    title: `names a ${status} and lets pages of other origins see it`,
    run: async (context: CheckContext) => {
      const field = status === 304 ? 'If-None-Match: *' : `If-Match: ${OTHER}`
      const lines = [field, `Origin: ${PARTNER}`, 'X-Request-Id: abc']
      const response = await talk(context, 'GET /hello/bro', lines)
      expectStatus(response, status)
      expectEqual(fieldOf(response, 'X-Request-Id'), 'abc')
      expectEqual(fieldOf(response, 'Access-Control-Allow-Origin'), PARTNER)
    },
  })),
  ...reads(304, should('RFC 9110 §13.1.3'), [
    [
      'caching.53',
      'has it from when it last changed',
      ({ modified }) => since('Modified', modified),
    ],
    [
      'caching.54',
      'has it from a second later',
      ({ modified }) => since('Modified', modified + SECOND),
    ],
  ]),
  ...reads(304, must('RFC 9110 §5.6.7'), [
    [
      'caching.55',
      'writes that date as RFC 850 did',
      ({ modified }) => [`If-Modified-Since: ${rfc850(modified)}`],
    ],
    [
      'caching.56',
      'writes that date as asctime() does',
      ({ modified }) => [`If-Modified-Since: ${asctime(modified)}`],
    ],
    [
      'caching.57',
      'means with two digits a year less than fifty years ahead',
      () => [`If-Modified-Since: ${rfc850(inYears(49))}`],
    ],
  ]),
  ...reads(200, should('RFC 9110 §13.1.3'), [
    [
      'caching.58',
      'has it from a second before it changed',
      ({ modified }) => since('Modified', modified - SECOND),
    ],
    ['caching.59', 'has it from 1994', () => since('Modified', PAST)],
  ]),
  ...reads(200, must('RFC 9110 §5.6.7'), [
    [
      'caching.60',
      'has it from 1994, as RFC 850 wrote it',
      () => [`If-Modified-Since: ${rfc850(PAST)}`],
    ],
    [
      'caching.61',
      'has it from 1994, as asctime() writes it',
      () => [`If-Modified-Since: ${asctime(PAST)}`],
    ],
    [
      'caching.62',
      'means with two digits a year less than fifty years ago',
      () => [`If-Modified-Since: ${rfc850(inYears(-49))}`],
    ],
  ]),
  {
    id: 'caching.63',
    title: 'ignores If-Modified-Since for what has no date',
    rfc: 'RFC 9110 §13.1.3',
    level: 'MUST',
    send: head(
      'GET /hello/bro HTTP/1.1',
      HOST,
      `If-Modified-Since: ${imfFixdate(FUTURE)}`,
    ),
    status: 200,
    closes: false,
  },
  {
    id: 'caching.64',
    title: 'ignores If-Unmodified-Since for what has no date',
    rfc: 'RFC 9110 §13.1.4',
    level: 'MUST',
    send: head(
      'GET /hello/bro HTTP/1.1',
      HOST,
      `If-Unmodified-Since: ${imfFixdate(PAST)}`,
    ),
    status: 200,
    closes: false,
  },
  ...['PUT', 'PATCH', 'DELETE'].map((method, i) => ({
    id: `caching.${65 + i}`,
    title: `ignores If-Modified-Since with ${method}`,
    rfc: 'RFC 9110 §13.1.3',
    level: 'MUST' as const,
    run: (context: CheckContext) =>
      withBook(context, (known) =>
        expectDone(context, method, known, since('Modified', FUTURE)),
      ),
  })),
  ...noDates([
    ['caching.68', 'a word', () => ['yesterday']],
    ['caching.69', 'nothing', () => ['']],
    ['caching.70', 'seconds', (time) => [String(time / SECOND)]],
    ['caching.71', 'ISO 8601', (time) => [new Date(time).toISOString()]],
    [
      'caching.72',
      'a date without a zone',
      (time) => [other(time, / GMT$/, '')],
    ],
    [
      'caching.73',
      'a zone of numbers',
      (time) => [other(time, /GMT/, '+0000')],
    ],
    ['caching.74', 'a local zone', (time) => [other(time, /GMT/, 'PST')]],
    [
      'caching.75',
      'the 31st of February',
      (time) => [other(time, /\d\d \w{3}/, '31 Feb')],
    ],
    ['caching.76', 'a month of nowhere', (time) => [other(time, /Nov/, 'Nom')]],
    [
      'caching.77',
      'the hour 24',
      (time) => [other(time, /[\d:]{8}/, '24:00:00')],
    ],
    ['caching.78', 'the minute 60', (time) => [other(time, /:\d\d:/, ':60:')]],
    ['caching.79', 'the second 99', (time) => [other(time, /:\d\d /, ':99 ')]],
    ['caching.80', 'colons', (time) => [other(time, /[\d:]{8}/, '::::::::')]],
    [
      'caching.81',
      'a date with more behind it',
      (time) => [`${imfFixdate(time)}; length=5`],
    ],
    [
      'caching.82',
      'two dates in a line',
      (time) => [`${imfFixdate(time)}, ${imfFixdate(time)}`],
    ],
    [
      'caching.83',
      'two dates in two lines',
      (time) => [imfFixdate(time), imfFixdate(time)],
    ],
  ]),
  ...writes('does', must('RFC 9110 §13.1.1'), [
    ['caching.84', 'knows its tag', ({ etag }) => match(etag)],
    ['caching.85', 'takes any state', () => match('*')],
    [
      'caching.86',
      'knows several tags',
      ({ etag }) => match(`${OTHER}, ${etag}`),
    ],
    [
      'caching.87',
      'knows a tag with commas before it',
      ({ etag }) => match(`"a,b",${etag},,`),
    ],
    [
      'caching.88',
      'sends a second field line',
      ({ etag }) => [...match(etag), ...match(OTHER)],
    ],
    [
      'caching.89',
      'knows its tag, whatever it says of dates',
      ({ etag }) => [...match(etag), ...since('Unmodified', PAST)],
    ],
    [
      'caching.90',
      'has no other tag in If-None-Match',
      ({ etag }) => [...match(etag), ...noneMatch(OTHER)],
    ],
  ]),
  ...writes('refuses', must('RFC 9110 §13.1.1'), [
    ['caching.91', 'knows another tag', () => match(OTHER)],
    [
      'caching.92',
      'knows its tag as a weak one',
      ({ etag }) => match(weak(etag)),
    ],
    [
      'caching.93',
      'knows many tags, ours as a weak one',
      ({ etag }) => match(`${OTHER}, ${weak(etag)}, "z"`),
    ],
    ['caching.94', 'forgets the quotes', ({ opaque }) => match(opaque)],
    [
      'caching.95',
      'knows a longer tag',
      ({ opaque }) => match(`"a,${opaque}"`),
    ],
    ['caching.96', 'quotes the asterisk', () => match('"*"')],
    ['caching.97', 'says nothing', () => match('')],
    [
      'caching.98',
      'knows another tag, whatever it says of dates',
      () => [...match(OTHER), ...since('Unmodified', FUTURE)],
    ],
  ]),
  ...writes('refuses', must('RFC 9110 §13.1.2'), [
    ['caching.99', 'wants none to be there', () => noneMatch('*')],
    [
      'caching.100',
      'wants another than its tag',
      ({ etag }) => noneMatch(etag),
    ],
    [
      'caching.101',
      'wants another than its weak tag',
      ({ etag }) => noneMatch(`${OTHER}, ${weak(etag)}`),
    ],
    [
      'caching.102',
      'wants its tag and another than its tag',
      ({ etag }) => [...match(etag), ...noneMatch(etag)],
    ],
  ]),
  ...writes('does', must('RFC 9110 §13.1.2'), [
    ['caching.103', 'wants another than an old tag', () => noneMatch(OTHER)],
  ]),
  ...writes('refuses', must('RFC 9110 §13.1.4'), [
    [
      'caching.104',
      'has it from a second before it changed',
      ({ modified }) => since('Unmodified', modified - SECOND),
    ],
  ]),
  ...writes('refuses', must('RFC 9110 §5.6.7'), [
    [
      'caching.105',
      'has it from 1994, as RFC 850 wrote it',
      () => [`If-Unmodified-Since: ${rfc850(PAST)}`],
    ],
    [
      'caching.106',
      'has it from 1994, as asctime() writes it',
      () => [`If-Unmodified-Since: ${asctime(PAST)}`],
    ],
  ]),
  ...writes('refuses', must('RFC 9110 §13.1.4'), [
    ['caching.107', 'has it from the second 0', () => since('Unmodified', 0)],
  ]),
  ...writes('does', must('RFC 9110 §13.1.4'), [
    [
      'caching.108',
      'has it from when it last changed',
      ({ modified }) => since('Unmodified', modified),
    ],
    [
      'caching.109',
      'has it from later',
      ({ modified }) => since('Unmodified', modified + HOUR),
    ],
  ]),
  ...writes('does', must('RFC 9110 §5.6.7'), [
    [
      'caching.110',
      'has it from that second, as asctime() writes it',
      ({ modified }) => [`If-Unmodified-Since: ${asctime(modified)}`],
    ],
  ]),
  ...reads(412, must('RFC 9110 §13.1.1'), [
    ['caching.111', 'wants the state of another tag', () => match(OTHER)],
    ['caching.112', 'wants a weak tag', ({ etag }) => match(weak(etag))],
  ]),
  ...reads(200, must('RFC 9110 §13.1.1'), [
    ['caching.113', 'wants the state of its tag', ({ etag }) => match(etag)],
    ['caching.114', 'wants any state', () => match('*')],
  ]),
  ...reads(412, must('RFC 9110 §13.2.2'), [
    [
      'caching.115',
      'wants another state than the one that it knows',
      ({ etag }) => [...noneMatch(etag), ...match(OTHER)],
    ],
    [
      'caching.116',
      'wants an older state than the one that it knows',
      ({ etag }) => [...noneMatch(etag), ...since('Unmodified', PAST)],
    ],
    [
      'caching.117',
      'wants an older state than the one that it has a date of',
      ({ modified }) => [
        ...since('Modified', modified),
        ...since('Unmodified', PAST),
      ],
    ],
  ]),
  ...reads(304, must('RFC 9110 §13.2.2'), [
    [
      'caching.118',
      'wants the state that it knows',
      ({ etag }) => [...noneMatch(etag), ...match(etag)],
    ],
    [
      'caching.119',
      'wants the state that it knows, and has an older date',
      ({ etag }) => [
        ...since('Unmodified', PAST),
        ...noneMatch(etag),
        ...match(etag),
      ],
    ],
  ]),
  {
    id: 'caching.120',
    title: 'answers 412 however the request is cut, and goes on',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    send: head('GET /hello/bro HTTP/1.1', HOST, `If-Match: ${OTHER}`),
    status: 412,
    closes: false,
  },
  {
    id: 'caching.121',
    title: 'calls 412 "Precondition Failed"',
    rfc: 'RFC 9110 §15.5.13',
    level: 'described',
    run: async (context) => {
      const response = await talk(context, 'GET /', match(OTHER))
      expectEqual(response.statusLine, 'HTTP/1.1 412 Precondition Failed')
    },
  },
  ...unconditional([
    ['caching.122', 404, `GET ${NO_BOOK}`, noneMatch('*')],
    ['caching.123', 404, `PUT ${NO_BOOK}`, match('*')],
    ['caching.124', 404, `PUT ${NO_BOOK}`, noneMatch('*')],
    ['caching.125', 404, `PATCH ${NO_BOOK}`, match(OTHER)],
    ['caching.126', 404, `DELETE ${NO_BOOK}`, since('Unmodified', PAST)],
    ['caching.127', 404, 'GET /no/such/place', match(OTHER)],
    ['caching.128', 405, 'DELETE /hello/bro', match(OTHER)],
    [
      'caching.129',
      406,
      'GET /books',
      ['Accept: text/html', ...noneMatch('*')],
    ],
    ['caching.130', 401, 'GET /me', match(OTHER)],
  ]),
  {
    id: 'caching.131',
    title: 'asks who somebody is before it asks what they know',
    rfc: 'RFC 9110 §13.2.1',
    level: 'MUST',
    run: (context) =>
      withBook(
        context,
        async ({ place, book }) => {
          for (const method of ['PUT', 'PATCH', 'DELETE']) {
            const line = `${method} ${place}`
            const sent = method === 'DELETE' ? undefined : book
            for (const lines of [match(OTHER), noneMatch('*')]) {
              const own = [ADA, ...lines]
              const foreign = [ALAN, ...lines]
              expectStatus(await talk(context, line, lines, sent), 401)
              expectStatus(await talk(context, line, foreign, sent), 403)
              expectStatus(await talk(context, line, own, sent), 412)
            }
          }
        },
        [ADA],
      ),
  },
  {
    id: 'caching.132',
    title: 'lets the second of two writers with the same tag try again',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, book, etag }) => {
        const put = (year: number, tag: string): Promise<RawResponse> =>
          talk(context, `PUT ${place}`, match(tag), { ...book, year })
        expectStatus(await put(1, etag), 200)
        expectStatus(await put(2, etag), 412)
        const now = await talk(context, `GET ${place}`)
        expectEqual(parseJson(now), { ...book, year: 1 })
        expectStatus(await put(2, fieldOf(now, 'ETag')), 200)
        await expectBook(context, place, { ...book, year: 2 })
      }),
  },
  {
    id: 'caching.133',
    title: 'loses the first of two changes when nobody says If-Match',
    run: (context) =>
      withBook(context, async ({ place, book }) => {
        const [title, year] = [`New ${randomUUID()}`, 1]
        const line = `PUT ${place}`
        expectStatus(await talk(context, line, [], { ...book, title }), 200)
        expectStatus(await talk(context, line, [], { ...book, year }), 200)
        await expectBook(context, place, { ...book, year })
      }),
  },
  {
    id: 'caching.134',
    title: 'looks at If-Match when the body is there, not before',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withHalfPut(context, async ({ known, finish }) => {
        const { place, book, etag } = known
        const quick = { ...book, year: 2 }
        const response = await talk(context, `PUT ${place}`, match(etag), quick)
        expectStatus(response, 200)
        expectStatus(await finish(), 412)
        await expectBook(context, place, quick)
      }),
  },
  {
    id: 'caching.135',
    title: 'does not bring a book back that goes while a body comes',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withHalfPut(context, async ({ known: { place }, finish }) => {
        expectStatus(await talk(context, `DELETE ${place}`), 204)
        const { status } = await finish()
        if (status !== 404 && status !== 412) throw new Error(`got ${status}`)
        expectStatus(await talk(context, `GET ${place}`), 404)
      }),
  },
  {
    id: 'caching.136',
    title: 'lets one of twenty writers win who know the same tag',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, async (known) => {
        const years = Array.from({ length: 20 }, (_, i) => i + 1)
        const lines = match(known.etag)
        const responses = await putAtOnce(context, known, { years, lines })
        const won = years.filter((_, i) => responses[i]?.status === 200)
        const lost = responses.filter(({ status }) => status === 412)
        expectEqual([won.length, lost.length], [1, 19])
        const { place, book } = known
        await expectBook(context, place, { ...book, year: won[0] })
      }),
  },
  {
    id: 'caching.137',
    title: 'lets all of twenty writers win who know nothing, and keeps one',
    run: (context) =>
      withBook(context, async (known) => {
        const years = Array.from({ length: 20 }, (_, i) => i + 1)
        const responses = await putAtOnce(context, known, { years, lines: [] })
        for (const response of responses) expectStatus(response, 200)
        const now = parseJson(await talk(context, `GET ${known.place}`))
        if (years.includes(Number(now['year']))) return
        throw new Error(`got the year ${JSON.stringify(now['year'])}`)
      }),
  },
  {
    id: 'caching.138',
    title: 'loses no change of ten writers who try again after 412',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place, book }) => {
        const writers = Array.from({ length: 10 }, () =>
          addYear(context, place),
        )
        await Promise.all(writers)
        const year = Number(book['year']) + 10
        await expectBook(context, place, { ...book, year })
      }),
  },
]

function reads(status: number, rule: Rule, rows: readonly Row[]): Check[] {
  return rows.map(([id, what, lines]) => ({
    id,
    title: `answers ${status} to a reader who ${what}`,
    ...rule,
    run: (context) =>
      withBook(context, async (known) => {
        const { place, book, etag } = known
        const response = await talk(context, `GET ${place}`, lines(known))
        expectStatus(response, status)
        if (status === 412) return expectDetail(response)
        expectEqual(fieldOf(response, 'ETag'), etag)
        if (status === 200) expectEqual(parseJson(response), book)
      }),
  }))
}

function writes(
  verb: 'does' | 'refuses',
  rule: Rule,
  rows: readonly Row[],
): Check[] {
  return rows.map(([id, what, lines]) => ({
    id,
    title: `${verb} PUT, PATCH and DELETE of a client who ${what}`,
    ...rule,
    run: async (context) => {
      const expectOutcome = verb === 'does' ? expectDone : expectRefused
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        await withBook(context, (known) =>
          expectOutcome(context, method, known, lines(known)),
        )
      }
    },
  }))
}

/** Read as a date, the past would make a 412 and the future a 304. */
function noDates(
  rows: readonly (readonly [string, string, (time: number) => Lines])[],
): Check[] {
  return rows.map(([id, what, values]) => ({
    id,
    title: `ignores ${what} instead of a date`,
    rfc: 'RFC 9110 §13.1.3',
    level: 'MUST',
    run: (context) =>
      withBook(context, async ({ place }) => {
        const past = values(PAST).map((each) => `If-Unmodified-Since: ${each}`)
        const next = values(FUTURE).map((each) => `If-Modified-Since: ${each}`)
        expectStatus(await talk(context, `GET ${place}`, past), 200)
        expectStatus(await talk(context, `GET ${place}`, next), 200)
      }),
  }))
}

function unconditional(
  rows: readonly (readonly [string, number, string, Lines])[],
): Check[] {
  return rows.map(([id, status, line, lines]) => ({
    id,
    title: `stays with ${status} for ${line}, whatever ${nameOf(lines)} says`,
    rfc: 'RFC 9110 §13.2.1',
    level: 'MUST',
    run: async (context) => {
      const sent = line.startsWith('P') ? newBook() : undefined
      expectStatus(await talk(context, line, lines, sent), status)
    },
  }))
}

function nameOf(lines: Lines): string {
  return (lines.at(-1) ?? '').replace(/:.*/, '')
}

function newBook(): Record<string, unknown> {
  const title = `Caching ${randomUUID()}`
  return { title, author: 'A Check', year: 1900, tags: ['check'] }
}

/** Adds a book, and takes it away whatever happens. */
async function withBook(
  context: CheckContext,
  use: (known: Known) => Promise<void>,
  lines: Lines = [],
): Promise<void> {
  const added = await talk(context, 'POST /books', lines, newBook())
  expectStatus(added, 201)
  const place = fieldOf(added, 'Location')
  try {
    const response = await talk(context, `GET ${place}`)
    const etag = fieldOf(response, 'ETag')
    if (!STRONG.test(etag)) throw new Error(`got ETag: ${etag}`)
    const opaque = etag.slice(1, -1)
    const modified = Date.parse(fieldOf(response, 'Last-Modified'))
    const book = parseJson(response)
    await use({ place, book, etag, opaque, modified })
  } finally {
    await talk(context, `DELETE ${place}`, lines)
  }
}

type Question = [line: string, lines?: Lines, value?: unknown]

/** Sends a request on a connection of its own; the value goes as JSON. */
function talk(
  { address }: CheckContext,
  ...question: Question
): Promise<RawResponse> {
  const [method] = question[0].split(' ')
  return ask(address, request(...question), method)
}

function request(...[line, lines = [], value]: Question): string {
  const start = [`${line} HTTP/1.1`, HOST, ...lines]
  if (value === undefined) return head(...start)
  const body = Buffer.from(JSON.stringify(value)).toString('latin1')
  const type = 'Content-Type: application/json'
  return head(...start, type, `Content-Length: ${body.length}`) + body
}

/** The only value of a field, or nothing. */
function fieldOf(response: RawResponse, name: string): string {
  const values = headerValues(response, name)
  if (values.length > 1) throw new Error(`${values.length} of ${name}`)
  return values[0] ?? ''
}

function match(value: string): Lines {
  return [`If-Match: ${value}`]
}

function noneMatch(value: string): Lines {
  return [`If-None-Match: ${value}`]
}

function since(what: 'Modified' | 'Unmodified', time: number): Lines {
  return [`If-${what}-Since: ${imfFixdate(time)}`]
}

function weak(etag: string): string {
  return `W/${etag}`
}

function shorter(etag: string): string {
  return `${etag.slice(0, -2)}"`
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase()
      ? letter.toUpperCase()
      : letter.toLowerCase(),
  )
}

function manyTags(): string[] {
  return Array.from({ length: 200 }, (_, i) => `"many-${i}"`)
}

/** "Sun, 06 Nov 1994 08:49:37 GMT". */
function imfFixdate(time: number): string {
  return new Date(time).toUTCString()
}

/** "Sunday, 06-Nov-94 08:49:37 GMT". */
function rfc850(time: number): string {
  const [, day, month, year, clock] = imfFixdate(time).split(' ')
  const format = { weekday: 'long', timeZone: 'UTC' } as const
  const weekday = new Date(time).toLocaleDateString('en-US', format)
  return `${weekday}, ${day}-${month}-${year?.slice(2)} ${clock} GMT`
}

/** "Sun Nov  6 08:49:37 1994". */
function asctime(time: number): string {
  const [weekday, day, month, year, clock] = imfFixdate(time).split(' ')
  const padded = String(Number(day)).padStart(2)
  return `${weekday?.slice(0, 3)} ${month} ${padded} ${clock} ${year}`
}

function inYears(years: number): number {
  return Date.UTC(new Date().getUTCFullYear() + years, 10, 6, 8, 49, 37)
}

/** A date with a part that is wrong. */
function other(time: number, part: RegExp, text: string): string {
  return imfFixdate(time).replace(part, text)
}

function expectEqual(got: unknown, expected: unknown): void {
  if (isDeepStrictEqual(got, expected)) return
  const [wanted, seen] = [expected, got].map((value) => JSON.stringify(value))
  throw new Error(`expected ${wanted}, got ${seen}`)
}

function expectTagged(response: RawResponse): void {
  expectStatus(response, 200)
  const etag = fieldOf(response, 'ETag')
  if (!STRONG.test(etag)) throw new Error(`got ETag: ${etag}`)
  expectEqual(fieldOf(response, 'Cache-Control'), 'no-cache')
}

function expectDetail(response: RawResponse): void {
  const { detail } = parseJson(response)
  if (typeof detail === 'string' && detail !== '') return
  throw new Error(`got detail ${JSON.stringify(detail)}`)
}

async function expectBook(
  context: CheckContext,
  place: string,
  book: object,
): Promise<void> {
  const response = await talk(context, `GET ${place}`)
  expectStatus(response, 200)
  expectEqual(parseJson(response), book)
}

async function expectDone(
  ...[context, method, known, lines]: WriteCase
): Promise<void> {
  const { place, book } = known
  const changed = { ...book, year: 1 }
  const sent = method === 'DELETE' ? undefined : changed
  const response = await talk(context, `${method} ${place}`, lines, sent)
  expectStatus(response, method === 'DELETE' ? 204 : 200)
  if (method !== 'DELETE') return expectBook(context, place, changed)
  expectStatus(await talk(context, `GET ${place}`), 404)
}

async function expectRefused(
  ...[context, method, known, lines]: WriteCase
): Promise<void> {
  const { place, book } = known
  const sent = method === 'DELETE' ? undefined : { ...book, year: 1 }
  const response = await talk(context, `${method} ${place}`, lines, sent)
  expectStatus(response, 412)
  expectDetail(response)
  await expectBook(context, place, book)
}

type WriteCase = [CheckContext, method: string, Known, Lines]

interface HalfPut {
  readonly known: Known
  /** Sends the other half. */
  readonly finish: () => Promise<RawResponse>
}

/** Begins a PUT with If-Match whose body is half there. */
function withHalfPut(
  context: CheckContext,
  use: (half: HalfPut) => Promise<void>,
): Promise<void> {
  return withBook(context, (known) =>
    withClient(context.address, async (client) => {
      const { place, book, etag } = known
      const changed = { ...book, year: 1 }
      const text = request(`PUT ${place}`, match(etag), changed)
      client.write(text.slice(0, -10))
      // The server has the first half when it has answered somebody later.
      await ask(context.address, PLAIN_GET)
      const finish = (): Promise<RawResponse> => {
        client.write(text.slice(-10))
        return client.readResponse()
      }
      await use({ known, finish })
    }),
  )
}

/** PUTs of one book in pieces, side by side. */
async function putAtOnce(
  { address }: CheckContext,
  { place, book }: Known,
  { years, lines }: { years: readonly number[]; lines: Lines },
): Promise<RawResponse[]> {
  const texts = years.map((year) =>
    request(`PUT ${place}`, lines, { ...book, year }),
  )
  const clients = await Promise.all(texts.map(() => RawClient.connect(address)))
  try {
    const longest = Math.max(...texts.map((text) => text.length))
    for (let at = 0; at < longest; at += 50) {
      for (const [i, client] of clients.entries()) {
        client.write(texts[i]?.slice(at, at + 50) ?? '')
      }
      await ask(address, PLAIN_GET)
    }
    return await Promise.all(clients.map((client) => client.readResponse()))
  } finally {
    for (const client of clients) client.reset()
  }
}

/** Reads a book and writes it with the next year until nobody was faster. */
async function addYear(context: CheckContext, place: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const got = await talk(context, `GET ${place}`)
    const book = parseJson(got)
    const changed = { ...book, year: Number(book['year']) + 1 }
    const lines = match(fieldOf(got, 'ETag'))
    const { status } = await talk(context, `PUT ${place}`, lines, changed)
    if (status === 200) return
    if (status !== 412) throw new Error(`got ${status}`)
  }
  throw new Error('somebody else was faster 500 times')
}
