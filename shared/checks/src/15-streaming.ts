// 15: responses that are made while they are sent: chunks, backpressure,
// Server-Sent Events, books in lines.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  type Address,
  ask,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import {
  headerValues,
  parseResponse,
  quote,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import { within } from '@barewire/test-kit/within'
import { type Check, type CheckContext, head, PLAIN_GET } from './check.ts'
import { expectStatus, parseJson, takes } from './run-check.ts'

const HOST = 'Host: localhost'
const KIBIBYTE = 1024
const BOOKS = get('/books.ndjson')
const CLOCK = get('/clock')

export const checks: readonly Check[] = [
  {
    id: 'streaming.1',
    title: 'keeps the connection behind a streamed response',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    send: BOOKS,
    status: 200,
    closes: false,
  },
  {
    id: 'streaming.2',
    title: 'answers what is pipelined behind and between streamed responses',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send: BOOKS + PLAIN_GET + BOOKS + BOOKS,
    status: [200, 200, 200, 200],
    closes: false,
  },
  {
    id: 'streaming.3',
    title: 'closes behind a streamed response when the client wants that',
    rfc: 'RFC 9112 §9.6',
    level: 'MUST',
    send: get('/books.ndjson', 'Connection: close') + PLAIN_GET,
    status: 200,
    closes: true,
  },
  {
    id: 'streaming.4',
    title: 'streams to a client that has ended its side',
    rfc: 'RFC 9112 §9.6',
    level: 'described',
    send: BOOKS + BOOKS,
    status: [200, 200],
    end: true,
    closes: true,
  },
  {
    id: 'streaming.5',
    title: 'begins the next request behind a body that no stream wanted',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send: `${get('/books.ndjson', 'Content-Length: 5')}GET /${BOOKS}`,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'streaming.6',
    title: 'begins the next request behind chunks that no stream wanted',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${get('/books.ndjson', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n${BOOKS}`,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'streaming.7',
    title: 'puts no 100 Continue into a streamed response',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    send: `${get('/books.ndjson', 'Expect: 100-continue', 'Content-Length: 5')}hello`,
    status: 200,
  },
  ...heads([
    ['streaming.8', 'the books in lines', '/books.ndjson', 'HTTP/1.1'],
    ['streaming.9', 'the clock', '/clock', 'HTTP/1.1'],
    [
      'streaming.10',
      'the books in lines, of HTTP/1.0',
      '/books.ndjson',
      'HTTP/1.0',
    ],
    ['streaming.11', 'the clock, of HTTP/1.0', '/clock', 'HTTP/1.0'],
  ]),
  {
    id: 'streaming.12',
    title: 'goes on behind a HEAD for a stream without an end',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD /clock HTTP/1.1', HOST),
    methods: ['HEAD'],
    status: 200,
    closes: false,
  },
  ...['/books.ndjson', '/clock'].map((path, i) => ({
    id: `streaming.${13 + i}`,
    title: `has nothing but GET for ${path}`,
    rfc: 'RFC 9110 §15.5.6',
    level: 'MUST' as const,
    send: head(`DELETE ${path} HTTP/1.1`, HOST),
    status: 405,
    closes: false,
  })),
  {
    id: 'streaming.15',
    title: 'streams to a client that knows another entity tag',
    rfc: 'RFC 9110 §13.1.2',
    level: 'MUST',
    send: get('/books.ndjson', 'If-None-Match: "no-such-tag"'),
    status: 200,
    closes: false,
  },
  {
    id: 'streaming.16',
    title: 'streams to a client that wants it in whatever state',
    rfc: 'RFC 9110 §13.1.1',
    level: 'MUST',
    send: get('/books.ndjson', 'If-Match: *'),
    status: 200,
    closes: false,
  },
  {
    id: 'streaming.17',
    title: 'sends books in lines as application/x-ndjson, and as no JSON',
    rfc: 'RFC 9110 §8.3',
    level: 'SHOULD',
    run: async ({ address }) => {
      expectField(await ask(address, BOOKS), 'Content-Type', LINES_TYPE)
    },
  },
  {
    id: 'streaming.18',
    title: 'sends books in chunks, and says no length besides',
    rfc: 'RFC 9112 §6.2',
    level: 'MUST',
    run: async ({ address }) => expectChunked(await ask(address, BOOKS)),
  },
  {
    id: 'streaming.19',
    title: 'sends a line for each book of the list, in its order',
    run: async ({ address }) => {
      const lines = await ask(address, BOOKS)
      const list = await ask(address, get('/books'))
      const books: unknown = JSON.parse(String(list.body))
      const streamed = parseLines(lines)
      if (streamed.length > 0 && isDeepStrictEqual(streamed, books)) return
      throw new Error(`${quote(lines.body)} is not ${quote(list.body)}`)
    },
  },
  ...titles([
    ['streaming.20', 'line ends', 'a\nb\r\nc\r\u2028d'],
    ['streaming.21', 'signs beyond ASCII', 'é€𝄞'],
    [
      'streaming.22',
      'two hundred octets that look like a last chunk',
      zeros(200),
    ],
  ]),
  {
    id: 'streaming.23',
    title: 'lets the end of the connection end a stream to HTTP/1.0',
    rfc: 'RFC 9112 §6.3',
    level: 'described',
    run: ({ address }) => expectCloseDelimited(address, []),
  },
  {
    id: 'streaming.24',
    title: 'ends a stream to HTTP/1.0 so, too, when it asks to be kept',
    rfc: 'RFC 9112 §6.3',
    level: 'described',
    run: ({ address }) =>
      expectCloseDelimited(address, ['Connection: keep-alive']),
  },
  {
    id: 'streaming.25',
    title: 'sends no chunks to HTTP/1.0, not even events',
    rfc: 'RFC 9112 §6.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(head('GET /clock HTTP/1.0', HOST))
        const text = await readUntil(client, '\n\n')
        const [fields = '', content = ''] = text.split('\r\n\r\n')
        if (/^(?:transfer-encoding|content-length)/im.test(fields)) {
          throw new Error(`got the head ${quote(fields)}`)
        }
        expectEvent(parseEvent(content), '1')
      }),
  },
  {
    id: 'streaming.26',
    title: 'sends events as text/event-stream',
    rfc: 'RFC 9110 §8.3',
    level: 'SHOULD',
    run: (context) =>
      withClock(context, [], async (clock) => {
        const { response } = await clock.next()
        expectField(response, 'Content-Type', EVENTS_TYPE)
      }),
  },
  {
    id: 'streaming.27',
    title: 'lets no cache bring back old events',
    rfc: 'RFC 9111 §5.2.2.4',
    level: 'described',
    run: (context) =>
      withClock(context, [], async (clock) => {
        const { response } = await clock.next()
        const control = headerValues(response, 'Cache-Control').join()
        if (/\bno-(?:cache|store)\b/.test(control)) return
        throw new Error(`got Cache-Control "${control}"`)
      }),
  },
  {
    id: 'streaming.28',
    title: 'sends events in chunks, and says no length besides',
    rfc: 'RFC 9112 §6.2',
    level: 'MUST',
    run: (context) =>
      withClock(context, [], async (clock) =>
        expectChunked((await clock.next()).response),
      ),
  },
  {
    id: 'streaming.29',
    title: 'sends the first event at once',
    run: async (context) => {
      const waits: number[] = []
      // A second try, for a machine that was busy.
      for (let tries = 0; tries < 3; tries += 1) {
        const start = performance.now()
        await withClock(context, [], (clock) => clock.next())
        waits.push(performance.now() - start)
        if (waits.some((wait) => wait < 800)) return
      }
      throw new Error(`waited ${waits.map(Math.round).join(', ')} ms`)
    },
  },
  {
    id: 'streaming.30',
    title: 'sends the second event a second later, not with the first',
    run: (context) =>
      withClock(context, [], async (clock) => {
        const events = [await clock.next()]
        const start = performance.now()
        events.push(await clock.next())
        const wait = performance.now() - start
        for (const [i, event] of events.entries())
          expectEvent(event, `${1 + i}`)
        if (wait > 500 && wait < 3_000) return
        throw new Error(`the second event came after ${Math.round(wait)} ms`)
      }),
  },
  ...lastIds([
    ['streaming.31', 'goes on with 42 behind the event 41', '41', '42'],
    ['streaming.32', 'goes on with 100 behind the event 99', '99', '100'],
    ['streaming.33', 'begins at 1 behind no id', '', '1'],
    ['streaming.34', 'begins at 1 behind an id of letters', 'abc', '1'],
    ['streaming.35', 'begins at 1 behind a negative id', '-5', '1'],
    ['streaming.36', 'begins at 1 behind an id with a fraction', '1.5', '1'],
    ['streaming.37', 'begins at 1 behind an id with an exponent', '1e3', '1'],
    ['streaming.38', 'begins at 1 behind an id in hexadecimal', '0x10', '1'],
    ['streaming.39', 'begins at 1 behind an id with a line end', '41%0A', '1'],
    ['streaming.40', 'begins at 1 behind two numbers', '41 41', '1'],
    ['streaming.41', 'begins at 1 behind octets beyond ASCII', '\xb2', '1'],
  ]),
  {
    id: 'streaming.42',
    title: 'takes Last-Event-ID in any case',
    rfc: 'RFC 9110 §5.1',
    level: 'MUST',
    run: (context) =>
      withClock(context, ['last-EVENT-id: 6'], async (clock) =>
        expectEvent(await clock.next(), '7'),
      ),
  },
  {
    id: 'streaming.43',
    title: 'counts with digits, however large the id was',
    run: (context) =>
      withClock(
        context,
        [`Last-Event-ID: ${'9'.repeat(400)}`],
        async (clock) => {
          const { id = '' } = await clock.next()
          if (!/^\d+$/.test(id)) throw new Error(`got the id "${id}"`)
        },
      ),
  },
  {
    id: 'streaming.44',
    title: 'counts for each client alone, and serves others meanwhile',
    run: (context) =>
      withClock(context, [], async (first) => {
        expectEvent(await first.next(), '1')
        await withClock(context, [], async (second) => {
          expectEvent(await second.next(), '1')
          expectStatus(await ask(context.address, PLAIN_GET), 200)
          expectStatus(await ask(context.address, BOOKS), 200)
        })
        expectEvent(await first.next(), '2')
      }),
  },
  {
    id: 'streaming.45',
    title: 'mixes no other response into a stream',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    run: (context) =>
      withClient(context.address, async (client) => {
        client.write(CLOCK + PLAIN_GET + BOOKS)
        const clock = openClock(client)
        expectEvent(await clock.next(), '1')
        expectEvent(await clock.next(), '2')
      }),
  },
  {
    id: 'streaming.46',
    title: 'gives pages of partners a stream, and its name',
    run: (context) => {
      const lines = ['Origin: http://localhost:3000', 'X-Request-Id: my-clock']
      return withClock(context, lines, async (clock) => {
        const { response } = await clock.next()
        expectField(response, 'X-Request-Id', 'my-clock')
        const name = 'Access-Control-Allow-Origin'
        expectField(response, name, 'http://localhost:3000')
      })
    },
  },
  ...leaving([
    ['streaming.47', 'reset the clock', CLOCK, true],
    ['streaming.48', 'do not wait for the clock', CLOCK, false],
    ['streaming.49', 'reset many books', BOOKS.repeat(40), true],
    ['streaming.50', 'do not wait for books', BOOKS.repeat(40), false],
    ['streaming.51', 'reset clocks in a row', CLOCK.repeat(3), true],
  ]),
  {
    id: 'streaming.54',
    title: 'goes on to tick for a client that has ended its side',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(CLOCK)
        client.end()
        for (const id of ['id: 1\n', 'id: 2\n']) await readUntil(client, id)
      }),
  },
  {
    id: 'streaming.52',
    title: 'stops reading from a client that does not read its streams',
    run: expectBoundedPipeline,
  },
  {
    id: 'streaming.53',
    title: 'sends a client that paused every byte when it reads again',
    run: async ({ address }) => {
      const whole = await ask(address, BOOKS)
      expectStatus(whole, 200)
      const count = 900
      await withClient(address, async (client) => {
        client.pause()
        client.write(BOOKS.repeat(count) + PLAIN_GET)
        expectStatus(await ask(address, PLAIN_GET), 200)
        client.resume()
        for (let i = 0; i < count; i += 1) {
          const { body } = await client.readResponse()
          if (!body.equals(whole.body)) throw new Error(`got ${quote(body)}`)
        }
        expectStatus(await client.readResponse(), 200)
      })
    },
  },
]

const LINES_TYPE = 'application/x-ndjson'
const EVENTS_TYPE = 'text/event-stream'

interface ClockEvent {
  readonly id: string | undefined
  readonly data: string | undefined
}

interface Clock {
  /** The next event, and the response that it is a part of. */
  readonly next: () => Promise<ClockEvent & { response: RawResponse }>
}

/** A clock of one's own, which is left with a reset. */
function withClock<T>(
  { address }: CheckContext,
  lines: readonly string[],
  use: (clock: Clock) => Promise<T>,
): Promise<T> {
  return withClient(address, (client) => {
    client.write(get('/clock', ...lines))
    return use(openClock(client))
  })
}

function openClock(client: RawClient): Clock {
  let bytes = Buffer.alloc(0)
  let taken = 0
  return {
    async next() {
      for (;;) {
        const response = parseResponse(bytes, 'GET', false)
        if (response) expectStatus(response, 200)
        const text = String(response?.body ?? '')
        const end = text.indexOf('\n\n', taken)
        if (response && end !== -1) {
          const block = text.slice(taken, end + 2)
          taken = end + 2
          const event = parseEvent(block)
          if (event.data !== undefined) return { ...event, response }
          continue
        }
        if (response?.complete) throw new Error('the stream has ended')
        const more = await client.readBytes(Math.max(1, client.received.length))
        bytes = Buffer.concat([bytes, more])
      }
    },
  }
}

/** Fields of an event; comments are none. */
function parseEvent(block: string): ClockEvent {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const match = /^(id|event|data|retry): ?(.*)$/.exec(line)
    if (match) fields.set(match[1] ?? '', match[2] ?? '')
    else if (line !== '' && !line.startsWith(':')) {
      throw new Error(`got ${quote(line)} in an event`)
    }
  }
  return { id: fields.get('id'), data: fields.get('data') }
}

function expectEvent({ id, data = '' }: ClockEvent, expected: string): void {
  if (id === expected && data !== '') return
  throw new Error(`expected the event ${expected}, got "${id}": "${data}"`)
}

function get(path: string, ...lines: readonly string[]): string {
  return head(`GET ${path} HTTP/1.1`, HOST, ...lines)
}

async function readUntil(client: RawClient, end: string): Promise<string> {
  let text = ''
  while (!text.endsWith(end)) text += String(await client.readBytes(1))
  return text
}

/** Every line has its end, and is JSON. */
function parseLines(response: RawResponse): unknown[] {
  expectStatus(response, 200)
  const lines = String(response.body).split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  return lines.map((line): unknown => JSON.parse(line))
}

function expectField(response: RawResponse, name: string, value: string): void {
  const values = headerValues(response, name)
  const [first = '', ...others] = values
  if (first.split(';')[0] === value && others.length === 0) return
  throw new Error(`expected ${name}: ${value}, got "${values.join()}"`)
}

function expectChunked(response: RawResponse): void {
  expectStatus(response, 200)
  expectField(response, 'Transfer-Encoding', 'chunked')
  const lengths = headerValues(response, 'Content-Length')
  if (lengths.length > 0)
    throw new Error(`got Content-Length ${lengths.join()}`)
}

async function expectCloseDelimited(
  address: Address,
  lines: readonly string[],
): Promise<void> {
  const chunked = await ask(address, BOOKS)
  await withClient(address, async (client) => {
    client.write(head('GET /books.ndjson HTTP/1.0', HOST, ...lines))
    const bytes = await client.readToEnd()
    const response = parseResponse(bytes, 'GET', true)
    if (!response || client.broken) throw new Error(`got ${quote(bytes)}`)
    expectField(response, 'Connection', 'close')
    for (const name of ['Transfer-Encoding', 'Content-Length']) {
      const values = headerValues(response, name)
      if (values.length > 0) throw new Error(`got ${name}: ${values.join()}`)
    }
    if (response.body.equals(chunked.body)) return
    throw new Error(`${quote(response.body)} is not ${quote(chunked.body)}`)
  })
}

function heads(
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, what, path, version]) => ({
    id,
    title: `gives HEAD the head of ${what}, and no content`,
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: async ({ address }) => {
      const headed = await withClient(address, async (client) => {
        client.write(head(`HEAD ${path} ${version}`, HOST, 'Connection: close'))
        return String(await client.readToEnd())
      })
      const got = await withClient(address, (client) => {
        client.write(head(`GET ${path} ${version}`, HOST, 'Connection: close'))
        return readUntil(client, '\r\n\r\n')
      })
      if (!got.includes(' 200 ') || stable(headed) !== stable(got)) {
        throw new Error(`GET: ${quote(got)}\nHEAD: ${quote(headed)}`)
      }
    },
  }))
}

/** A head without what is new in each. */
function stable(text: string): string {
  return text.replaceAll(/^(?:date|x-request-id|server-timing):.*$/gim, '')
}

function zeros(count: number): string {
  return '\r\n0\r\n\r\n'.repeat(count).slice(0, count)
}

function titles(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, what, text]) => ({
    id,
    title: `keeps a book whose author has ${what} in one line`,
    run: async ({ address }) => {
      const title = `Check ${randomUUID()}`
      const book = { title, author: text, year: 2000, tags: [] }
      const json = Buffer.from(JSON.stringify(book))
      const lines = [
        'Content-Type: application/json',
        `Content-Length: ${json.length}`,
      ]
      const request = head('POST /books HTTP/1.1', HOST, ...lines)
      const added = await ask(address, request + json.toString('latin1'))
      expectStatus(added, 201)
      const number = Number(parseJson(added)['id'])
      try {
        const found = parseLines(await ask(address, BOOKS)).filter((each) =>
          isDeepStrictEqual(each, { id: number, ...book }),
        )
        if (found.length !== 1) throw new Error(`${found.length} such lines`)
      } finally {
        await ask(address, head(`DELETE /books/${number} HTTP/1.1`, HOST))
      }
    },
  }))
}

function lastIds(
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, title, last, next]) => ({
    id,
    title,
    run: (context) =>
      withClock(context, [`Last-Event-ID: ${last}`], async (clock) =>
        expectEvent(await clock.next(), next),
      ),
  }))
}

/** Fifty clients that leave; the next one is served as if nothing was. */
function leaving(
  rows: readonly (readonly [string, string, string, boolean])[],
): Check[] {
  return rows.map(([id, what, request, waits]) => ({
    id,
    title: `survives clients that ${what}`,
    run: async ({ address }) => {
      const clients = Array.from({ length: 50 }, () =>
        withClient(address, async (client) => {
          if (!waits) client.pause()
          client.write(request)
          if (waits) await readUntil(client, ' 200 OK\r\n')
        }),
      )
      await Promise.all(clients)
      const response = await ask(address, BOOKS)
      if (parseLines(response).length === 0) throw new Error('no books')
    },
  }))
}

/** More responses than all buffers on the way could hold. */
async function expectBoundedPipeline({ address }: CheckContext): Promise<void> {
  expectStatus(await ask(address, BOOKS), 200)
  await withClient(address, async (client) => {
    client.pause()
    const request = get(`/books.ndjson?${'a'.repeat(900)}`)
    const batch = Buffer.from(request.repeat(256))
    for (let sent = 0; sent < 64 * KIBIBYTE * KIBIBYTE; sent += batch.length) {
      if (!(await takes(batch, client, address))) return
    }
    // It may have ended the connection after some, and let the rest go by.
    client.resume()
    const end = client.readToEnd().then(
      () => true,
      () => false,
    )
    if (await within(2_000, end, false)) return
    throw new Error('took 64 MiB of requests and no response was read')
  })
}
