// 19: limits and deadlines, as far as they show within a second or two.
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import {
  type Address,
  ask,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { headerValues, quote } from '@barewire/test-kit/raw-response'
import { type Check, head, PLAIN_GET } from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'

/** Requests on one connection. */
const MOST = 1_000

export const checks: readonly Check[] = [
  ...lastOnes([
    ['limits.1', 'requests', { request: PLAIN_GET }],
    ['limits.2', 'requests, one by one', { request: PLAIN_GET, ahead: 1 }],
    [
      'limits.3',
      'requests, one by one, with bodies',
      { request: post('Content-Length: 5', 'hello'), ahead: 1 },
    ],
    [
      'limits.4',
      'HEAD requests',
      { request: head('HEAD / HTTP/1.1', HOST), method: 'HEAD' },
    ],
    [
      'limits.5',
      'requests with bodies',
      { request: post('Content-Length: 5', 'hello') },
    ],
    [
      'limits.6',
      'requests with chunks',
      {
        request: post('Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'),
      },
    ],
    [
      'limits.7',
      'bodies that nobody reads',
      { request: `${head('GET / HTTP/1.1', HOST, 'Content-Length: 5')}hello` },
    ],
    ['limits.8', 'empty lines and requests', { request: `\r\n${PLAIN_GET}` }],
    [
      'limits.9',
      'errors',
      { request: head('GET /none HTTP/1.1', HOST), status: 404 },
    ],
    [
      'limits.10',
      'responses without content',
      { request: head('OPTIONS /books HTTP/1.1', HOST), status: 204 },
    ],
    [
      'limits.11',
      'streams',
      { request: head('GET /books.ndjson HTTP/1.1', HOST), ahead: 50 },
    ],
    [
      'limits.12',
      'requests of HTTP/1.0 that ask for more',
      {
        request: head('GET / HTTP/1.0', HOST, 'Connection: keep-alive'),
        open: 'keep-alive',
      },
    ],
  ]),
  {
    id: 'limits.13',
    title: 'does nothing that is asked for behind the last response',
    rfc: 'RFC 9112 §9.6',
    level: 'MUST',
    run: async ({ address }) => {
      const title = `Check ${randomUUID()}`
      const book = JSON.stringify({ title, author: 'A', year: 2000 })
      const lines = [
        'Content-Type: application/json',
        `Content-Length: ${book.length}`,
      ]
      const add = head('POST /books HTTP/1.1', HOST, ...lines) + book
      await withClient(address, async (client) => {
        client.write(PLAIN_GET.repeat(MOST) + add)
        for (let i = 0; i < MOST; i += 1) await client.readResponse()
        await expectEnd(client)
      })
      const books = await ask(address, head('GET /books HTTP/1.1', HOST))
      if (!String(books.body).includes(title)) return
      throw new Error('the request behind the last one was served')
    },
  },
  {
    id: 'limits.14',
    title: 'counts the requests of each connection alone',
    run: ({ address }) =>
      withClient(address, (one) =>
        withClient(address, async (other) => {
          for (let i = 0; i < MOST - 1; i += 50) {
            const count = Math.min(50, MOST - 1 - i)
            for (const client of [one, other]) {
              await expectOpen(client, count)
            }
          }
        }),
      ),
  },
  {
    id: 'limits.15',
    title: 'serves a client again that comes back after its last request',
    run: async ({ address }) => {
      for (let visit = 0; visit < 2; visit += 1) {
        await withClient(address, async (client) => {
          client.write(PLAIN_GET.repeat(MOST))
          for (let i = 0; i < MOST; i += 1) {
            expectStatus(await client.readResponse(), 200)
          }
          await expectEnd(client)
        })
      }
    },
  },
  ...crowds([
    ['limits.16', 'say nothing', ''],
    ['limits.17', 'send an empty line', '\r\n'],
    ['limits.18', 'stop in a request line', 'GET / HT'],
    ['limits.19', 'stop in a field line', 'GET / HTTP/1.1\r\nX-A'],
    ['limits.20', 'stop before the empty line', PLAIN_GET.slice(0, -2)],
    ['limits.21', 'are silent behind a request', PLAIN_GET],
    ['limits.22', 'stop before a body', post('Content-Length: 5', '')],
    ['limits.23', 'stop in a body', post('Content-Length: 5', 'he')],
    [
      'limits.24',
      'stop in a chunk',
      post('Transfer-Encoding: chunked', '5\r\nhe'),
    ],
    [
      'limits.25',
      'stop in a chunk extension',
      post('Transfer-Encoding: chunked', '5;a='),
    ],
    [
      'limits.26',
      'stop in trailers',
      post('Transfer-Encoding: chunked', '0\r\nX-A'),
    ],
    [
      'limits.27',
      'want to continue and do not',
      post('Content-Length: 5\r\nExpect: 100-continue', ''),
    ],
    [
      'limits.28',
      'stop in a form',
      `${head('POST /form HTTP/1.1', HOST, 'Content-Type: multipart/form-data; boundary=b', 'Content-Length: 999')}--b\r\n`,
    ],
    ['limits.29', 'read clocks', head('GET /clock HTTP/1.1', HOST)],
    [
      'limits.30',
      'do not read what they ask for',
      head('GET /books.ndjson HTTP/1.1', HOST).repeat(20),
    ],
  ]),
  {
    id: 'limits.31',
    title: 'serves 500 clients at a time',
    run: ({ address }) =>
      withCrowd({ address, bytes: PLAIN_GET, count: 500 }, expectServed),
  },
  {
    id: 'limits.32',
    title: 'has places again when clients leave',
    run: async ({ address }) => {
      for (let i = 0; i < 10; i += 1) {
        await withCrowd({ address, bytes: 'GET / HT' }, async () => {})
      }
      for (let i = 0; i < 10; i += 1) {
        expectStatus(await ask(address, PLAIN_GET), 200)
      }
    },
  },
  ...unhurried([
    ['limits.33', 'sends its head in pieces', PLAIN_GET],
    [
      'limits.34',
      'sends its body in pieces',
      post('Content-Length: 5', 'hello'),
    ],
    [
      'limits.35',
      'sends its chunks in pieces',
      post('Transfer-Encoding: chunked', '5;a=b\r\nhello\r\n0\r\n\r\n'),
    ],
  ]),
  {
    id: 'limits.36',
    title: 'waits a second for the first and for the next request',
    rfc: 'RFC 9112 §9.5',
    level: 'SHOULD',
    run: ({ address }) =>
      withClient(address, async (client) => {
        for (let i = 0; i < 2; i += 1) {
          await setTimeout(1_000)
          client.write(PLAIN_GET)
          expectStatus(await client.readResponse(), 200)
        }
      }),
  },
  {
    id: 'limits.37',
    title: 'waits a second for a client that has to continue',
    rfc: 'RFC 9110 §10.1.1',
    level: 'described',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(post('Content-Length: 5\r\nExpect: 100-continue', ''))
        await setTimeout(1_000)
        client.write('hello')
        const response = await client.readResponse()
        expectStatus(response, 200)
        const { body } = parseJson(response)
        if (body !== 'hello') throw new Error(`mirrored ${String(body)}`)
      }),
  },
  {
    id: 'limits.38',
    title: 'waits a second for a client that does not read yet',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const books = head('GET /books.ndjson HTTP/1.1', HOST)
        client.pause()
        client.write(books.repeat(MOST - 1))
        await setTimeout(1_000)
        client.resume()
        for (let i = 0; i < MOST - 1; i += 1) {
          expectStatus(await client.readResponse(), 200)
        }
      }),
  },
]

function post(line: string, body: string): string {
  return head('POST /mirror HTTP/1.1', HOST, line) + body
}

interface Repeated {
  readonly request: string
  readonly method?: string
  readonly status?: number
  /** How many are sent before their responses have come. */
  readonly ahead?: number
  /** What Connection says as long as it stays open. */
  readonly open?: string
}

function lastOnes(
  rows: readonly (readonly [string, string, Repeated])[],
): Check[] {
  return rows.map(([id, what, repeated]) => ({
    id,
    title: `says close with the last of a thousand ${what}, not before`,
    rfc: 'RFC 9112 §9.6',
    level: 'SHOULD',
    run: ({ address }) =>
      withClient(address, (client) => expectLast(client, repeated)),
  }))
}

async function expectLast(
  client: RawClient,
  { request, method = 'GET', status = 200, ahead = MOST, open }: Repeated,
): Promise<void> {
  for (let number = 1; number <= MOST; number += 1) {
    if (number % ahead === 1 || ahead === 1) client.write(request.repeat(ahead))
    const response = await client.readResponse(method)
    expectStatus(response, status)
    const said = headerValues(response, 'connection').join().toLowerCase()
    const expected = number < MOST ? (open ?? '') : 'close'
    if (said !== expected) {
      throw new Error(`response ${number} says Connection: "${said}"`)
    }
  }
  await expectEnd(client)
}

async function expectOpen(client: RawClient, count: number): Promise<void> {
  client.write(PLAIN_GET.repeat(count))
  for (let i = 0; i < count; i += 1) {
    const response = await client.readResponse()
    expectStatus(response, 200)
    const said = headerValues(response, 'connection').join()
    if (said !== '') throw new Error(`got Connection: ${said}`)
  }
}

async function expectEnd(client: RawClient): Promise<void> {
  const rest = await client.readToEnd()
  if (rest.length > 0) throw new Error(`more than expected: ${quote(rest)}`)
  if (client.broken) throw new Error('a reset')
}

function crowds(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, what, bytes]) => ({
    id,
    title: `serves others while a hundred clients ${what}`,
    run: ({ address }) =>
      withCrowd({ address, bytes }, async () => {
        for (let i = 0; i < 10; i += 1) {
          expectStatus(await ask(address, PLAIN_GET), 200)
        }
        await withClient(address, async (client) => {
          for (let i = 0; i < 10; i += 1) {
            client.write(post('Content-Length: 5', 'hello'))
            expectStatus(await client.readResponse(), 200)
          }
        })
      }),
  }))
}

interface Crowd {
  readonly address: Address
  readonly bytes: string
  readonly count?: number
}

/** Clients that send that, and do not read; they leave with a reset. */
async function withCrowd(
  { address, bytes, count = 100 }: Crowd,
  use: (crowd: readonly RawClient[]) => Promise<void>,
): Promise<void> {
  const gather = (crowd: readonly RawClient[]): Promise<void> => {
    if (crowd.length === count) return use(crowd)
    return withClient(address, (client) => {
      client.pause()
      client.write(bytes)
      return gather([...crowd, client])
    })
  }
  await gather([])
}

async function expectServed(crowd: readonly RawClient[]): Promise<void> {
  for (const client of crowd) client.resume()
  const responses = await Promise.all(
    crowd.map((client) => client.readResponse()),
  )
  for (const response of responses) expectStatus(response, 200)
}

function unhurried(
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, request]) => ({
    id,
    title: `waits a second for a client that ${what}`,
    rfc: 'RFC 9110 §15.5.9',
    level: 'described',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const length = Math.ceil(request.length / 20)
        for (let at = 0; at < request.length; at += length) {
          client.write(request.slice(at, at + length))
          await setTimeout(50)
        }
        const response = await client.readResponse()
        expectStatus(response, 200)
      }),
  }))
}
