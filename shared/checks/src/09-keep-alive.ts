// 09: persistent connections, pipelining, Host (RFC 9112 §3.2, §9).
import { ask, withClient } from '@barewire/test-kit/raw-client'
import { quote } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  must,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { word } from './random-values.ts'
import { expectStatus, parseJson, takes } from './run-check.ts'

const HOST = 'Host: localhost'
const KIBIBYTE = 1024
const VERBS = { 200: 'accepts', 400: 'refuses', 501: 'has no tunnel for' }

/** A request that the mirror tells from others. */
function numbered(number: number): string {
  return `${head('POST /mirror HTTP/1.1', HOST, `Content-Length: ${String(number).length}`)}${number}`
}

/** A body of five octets. */
const HELLO = word(5)

export const checks: readonly Check[] = [
  {
    id: 'keep-alive.1',
    title: 'keeps the connection of an HTTP/1.1 client',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    send: PLAIN_GET,
    status: 200,
    closes: false,
  },
  {
    id: 'keep-alive.2',
    title: 'speaks HTTP/1.1',
    rfc: 'RFC 9110 §6.2',
    level: 'SHOULD',
    run: async ({ address }) => {
      for (const version of ['1.0', '1.1', '1.7']) {
        const response = await ask(address, head(`GET / HTTP/${version}`, HOST))
        if (response.version !== 'HTTP/1.1') {
          throw new Error(`answered ${version} with ${response.statusLine}`)
        }
      }
    },
  },
  {
    id: 'keep-alive.3',
    title: 'answers two pipelined requests, each with its own response',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send: numbered(1) + PLAIN_GET,
    status: [200, 200],
    json: { body: '1' },
    closes: false,
  },
  {
    id: 'keep-alive.4',
    title: 'answers fifty pipelined requests in order',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const numbers = Array.from({ length: 50 }, (_, i) => i)
        client.write(numbers.map(numbered).join(''))
        for (const number of numbers) {
          const { body } = parseJson(await client.readResponse())
          if (body !== String(number))
            throw new Error(`wrong answer to ${number}`)
        }
      }),
  },
  {
    id: 'keep-alive.5',
    title: 'answers a hundred requests one after the other',
    rfc: 'RFC 9112 §9.3',
    level: 'SHOULD',
    run: ({ address }) =>
      withClient(address, async (client) => {
        for (let i = 0; i < 100; i += 1) {
          client.write(numbered(i))
          const { body } = parseJson(await client.readResponse())
          if (body !== String(i)) throw new Error(`wrong answer to ${i}`)
        }
      }),
  },
  {
    id: 'keep-alive.6',
    title: 'begins the next request behind a body of Content-Length',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head('POST /mirror HTTP/1.1', HOST, 'Content-Length: 5')}${HELLO}${PLAIN_GET}`,
    status: [200, 200],
    json: { body: HELLO },
    closes: false,
  },
  {
    id: 'keep-alive.7',
    title: 'begins the next request behind a chunked body and its trailers',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${head('POST /mirror HTTP/1.1', HOST, 'Transfer-Encoding: chunked')}5\r\n${HELLO}\r\n0\r\nX-T: t\r\n\r\n${PLAIN_GET}`,
    status: [200, 200],
    json: { body: HELLO },
    closes: false,
  },
  {
    id: 'keep-alive.8',
    title: 'begins the next request behind a body that nobody read',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send: `${head('GET / HTTP/1.1', HOST, 'Content-Length: 5')}GET /${PLAIN_GET}`,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'keep-alive.9',
    title: 'takes a request inside an unread body for a body',
    rfc: 'RFC 9112 §6',
    level: 'MUST',
    send: `${head('GET / HTTP/1.1', HOST, `Content-Length: ${PLAIN_GET.length}`)}${PLAIN_GET}`,
    status: 200,
    closes: false,
  },
  {
    id: 'keep-alive.10',
    title: 'takes the bytes after a POST without a length for a request',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head('POST /mirror HTTP/1.1', HOST) + PLAIN_GET,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'keep-alive.11',
    title: 'closes over a large body that nobody read, after its response',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const length = 900 * KIBIBYTE
        client.write(head('GET / HTTP/1.1', HOST, `Content-Length: ${length}`))
        await client.writeAll(Buffer.alloc(length, 'a'))
        client.write(PLAIN_GET)
        const response = await client.readResponse()
        expectStatus(response, 200)
        const rest = await client.readToEnd()
        if (rest.length > 0) throw new Error(`got ${quote(rest)} besides`)
        expectConnection(response.headers, 'close')
      }),
  },
  {
    id: 'keep-alive.12',
    title: 'skips empty lines between two requests',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: `${PLAIN_GET}\r\n\r\n${PLAIN_GET}`,
    status: [200, 200],
    closes: false,
  },
  {
    id: 'keep-alive.13',
    title: 'frames the answer to HEAD so that the next one is found',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD /mirror HTTP/1.1', HOST) + PLAIN_GET,
    methods: ['HEAD', 'GET'],
    status: [200, 200],
    closes: false,
  },
  {
    id: 'keep-alive.14',
    title: 'goes on after an exchange with 100 Continue',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    send: `${head('POST /mirror HTTP/1.1', HOST, 'Expect: 100-continue', 'Content-Length: 5')}${HELLO}${PLAIN_GET}`,
    status: [200, 200],
    json: { body: HELLO },
    closes: false,
  },
  {
    id: 'keep-alive.15',
    title:
      'closes when it has not asked for the body that it would have to skip',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send: head(
      'GET / HTTP/1.1',
      HOST,
      'Expect: 100-continue',
      'Content-Length: 5',
    ),
    status: 200,
    closes: true,
  },
  ...closing(must('RFC 9112 §9.6'), [
    ['keep-alive.16', 'close', 'HTTP/1.1', 'Connection: close'],
    ['keep-alive.17', 'CLOSE', 'HTTP/1.1', 'Connection: CLOSE'],
    [
      'keep-alive.18',
      'close in a list',
      'HTTP/1.1',
      'Connection: keep-alive, close',
    ],
    [
      'keep-alive.19',
      'empty list members',
      'HTTP/1.1',
      'Connection: , ,close,',
    ],
    [
      'keep-alive.20',
      'close in a second line',
      'HTTP/1.1',
      'Connection: keep-alive\r\nConnection: close',
    ],
  ]),
  ...closing(described('RFC 9112 §9.3'), [
    ['keep-alive.21', 'nothing', 'HTTP/1.0', 'X-A: 1'],
  ]),
  ...closing(must('RFC 9112 §9.6'), [
    ['keep-alive.22', 'close', 'HTTP/1.0', 'Connection: close'],
  ]),
  {
    id: 'keep-alive.23',
    title: 'ignores what comes behind a request with close',
    rfc: 'RFC 9112 §9.6',
    level: 'MUST',
    send: head('GET / HTTP/1.1', HOST, 'Connection: close') + PLAIN_GET,
    status: 200,
    closes: true,
  },
  {
    id: 'keep-alive.24',
    title: 'keeps the connection of an HTTP/1.0 client that asks, and says so',
    rfc: 'RFC 9112 §9.3',
    level: 'MAY',
    run: ({ address }) =>
      withClient(address, async (client) => {
        for (let i = 0; i < 2; i += 1) {
          client.write(head('GET / HTTP/1.0', 'Connection: Keep-Alive'))
          const response = await client.readResponse()
          expectConnection(response.headers, 'keep-alive')
        }
      }),
  },
  {
    id: 'keep-alive.25',
    title: 'answers a good request before the broken one behind it',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send: numbered(1) + head('GET / HTTP/1.1', HOST, 'X(: 1'),
    status: [200, 400],
    json: { body: '1' },
    closes: true,
  },
  {
    id: 'keep-alive.26',
    title: 'answers nothing behind a broken request',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: head('GET / HTTP/1.1', HOST, 'X(: 1') + PLAIN_GET,
    status: 400,
    closes: true,
  },
  {
    id: 'keep-alive.27',
    title: 'answers pipelined requests of a client that ended its side',
    rfc: 'RFC 9112 §9.6',
    level: 'described',
    send: PLAIN_GET + PLAIN_GET,
    end: true,
    status: [200, 200],
    closes: true,
  },
  ...hosts({ status: 400, version: 'HTTP/1.1' }, 'refuses', [
    ['keep-alive.28', 'a request without Host', []],
    ['keep-alive.29', 'two equal Host lines', ['localhost', 'localhost']],
    ['keep-alive.30', 'two Host lines', ['localhost', 'other.example']],
    ['keep-alive.31', 'an empty Host', ['']],
    ['keep-alive.32', 'a Host with a scheme', ['http://localhost']],
    ['keep-alive.33', 'a Host with a user', ['user@localhost']],
    ['keep-alive.34', 'a Host with a path', ['localhost/x']],
    ['keep-alive.35', 'a Host with a query', ['localhost?q']],
    ['keep-alive.36', 'two hosts in one line', ['a, b']],
    ['keep-alive.37', 'a Host with a space', ['local host']],
    ['keep-alive.38', 'a Host with two ports', ['localhost:80:80']],
    ['keep-alive.39', 'a Host with a port of letters', ['localhost:http']],
    ['keep-alive.40', 'a Host with a port beyond 65535', ['localhost:65536']],
    ['keep-alive.41', 'a Host that is only a port', [':80']],
    ['keep-alive.42', 'a Host with a backslash', ['local\\host']],
    ['keep-alive.43', 'a Host with a bad escape', ['loc%zzalhost']],
    ['keep-alive.44', 'a Host with an open bracket', ['[::1']],
    ['keep-alive.45', 'a Host with a bad IPv6 address', ['[::g]']],
    ['keep-alive.46', 'a Host with a short IPv6 address', ['[1:2:3]']],
    ['keep-alive.47', 'a Host with a zone id', ['[fe80::1%eth0]']],
    ['keep-alive.48', 'a Host with an IPv6 address without brackets', ['::1']],
    ['keep-alive.49', 'a Host with text behind the bracket', ['[::1]x']],
    ['keep-alive.50', 'a Host with a control octet', ['local\x01host']],
    ['keep-alive.51', 'a Host with a caret', ['a^b']],
    ['keep-alive.52', 'a Host with braces', ['{a}']],
    ['keep-alive.53', 'a Host beyond ASCII', ['\xe9']],
  ]),
  ...hosts({ status: 200, version: 'HTTP/1.1' }, 'accepts', [
    ['keep-alive.54', 'a Host with an empty port', ['localhost:']],
    ['keep-alive.55', 'a Host with zeros in its port', ['localhost:0080']],
    ['keep-alive.56', 'an IPv4 address', ['127.0.0.1:80']],
    ['keep-alive.57', 'an IPv6 address', ['[::1]']],
    ['keep-alive.58', 'an IPv6 address and a port', ['[::1]:8080']],
    ['keep-alive.59', 'an address of the future', ['[v1.a:b]']],
    ['keep-alive.60', 'a final dot', ['localhost.']],
    ['keep-alive.61', 'an underscore', ['a_b.example']],
    ['keep-alive.62', 'every sub-delimiter', ["a!$&'()*+,;=b"]],
    ['keep-alive.63', 'an escape', ['a%20b']],
  ]),
  ...hosts({ status: 200, version: 'HTTP/1.0' }, 'accepts', [
    ['keep-alive.64', 'HTTP/1.0 without Host', []],
  ]),
  ...hosts({ status: 400, version: 'HTTP/1.0' }, 'refuses', [
    [
      'keep-alive.65',
      'two Host lines of HTTP/1.0',
      ['localhost', 'other.example'],
    ],
  ]),
  ...targets(should('RFC 9112 §3.2.1'), 400, [
    ['keep-alive.66', 'a target without a slash', 'GET foo/bar'],
  ]),
  ...targets(should('RFC 9112 §3.2.3'), 400, [
    ['keep-alive.67', 'a host alone', 'GET localhost'],
  ]),
  ...targets(should('RFC 9112 §3.2.4'), 400, [
    ['keep-alive.68', 'an asterisk with GET', 'GET *'],
  ]),
  ...targets(must('RFC 9110 §4.2.1'), 400, [
    ['keep-alive.69', 'an absolute target without a host', 'GET http:///x'],
    [
      'keep-alive.70',
      'an absolute target with a port only',
      'GET http://:80/x',
    ],
  ]),
  ...targets(should('RFC 9110 §4.2.4'), 400, [
    [
      'keep-alive.71',
      'an absolute target with a user',
      'GET http://u:p@localhost/',
    ],
  ]),
  ...targets(must('RFC 9110 §7.4'), 400, [
    [
      'keep-alive.72',
      'a scheme that it does not serve',
      'GET ftp://localhost/x',
    ],
    [
      'keep-alive.73',
      'https on a clear-text connection',
      'GET https://localhost/x',
    ],
  ]),
  ...targets(must('RFC 9110 §9.3.6'), 400, [
    ['keep-alive.75', 'CONNECT without a port', 'CONNECT localhost'],
    ['keep-alive.76', 'CONNECT with an empty port', 'CONNECT localhost:'],
  ]),
  ...targets(should('RFC 9112 §3.2.3'), 400, [
    ['keep-alive.77', 'CONNECT with a path', 'CONNECT /'],
  ]),
  ...targets(should('RFC 9110 §9.1'), 501, [
    ['keep-alive.78', 'CONNECT', 'CONNECT localhost:80'],
  ]),
  ...targets(must('RFC 9112 §3.2.2'), 200, [
    ['keep-alive.79', 'an absolute target', 'GET http://localhost/mirror?q=1'],
    [
      'keep-alive.80',
      'an absolute target in capitals',
      'GET HTTP://LOCALHOST/mirror',
    ],
    [
      'keep-alive.81',
      'an absolute target with IPv6',
      'GET http://[::1]:80/mirror',
    ],
  ]),
  ...targets(must('RFC 9112 §3.2.1'), 200, [
    ['keep-alive.82', 'a query with slashes', 'GET /mirror?b/c?d'],
    ['keep-alive.83', 'an empty query', 'GET /mirror?'],
    [
      'keep-alive.84',
      'dots that would leave the root',
      'GET /mirror?/../../etc',
    ],
  ]),
  {
    id: 'keep-alive.85',
    title: 'keeps an absolute target apart from another Host',
    rfc: 'RFC 9112 §3.2.2',
    level: 'MUST',
    send: head('GET http://localhost/mirror HTTP/1.1', 'Host: evil.example'),
    status: 200,
    closes: false,
  },
  {
    id: 'keep-alive.86',
    title: 'wants a Host even with an absolute target',
    rfc: 'RFC 9112 §3.2',
    level: 'MUST',
    send: head('GET http://localhost/ HTTP/1.1'),
    status: 400,
    closes: true,
  },
  {
    id: 'keep-alive.87',
    title: 'does not switch to a protocol that it does not speak',
    rfc: 'RFC 9110 §7.8',
    level: 'MAY',
    send: head(
      'GET / HTTP/1.1',
      HOST,
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ),
    status: 200,
    closes: false,
  },
  {
    id: 'keep-alive.88',
    title: 'stops reading from a client that does not read its responses',
    run: expectBoundedPipeline,
  },
]

function expectConnection(
  headers: readonly (readonly [string, string])[],
  expected: string,
): void {
  const values = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .map(([, value]) => value)
  if (values.join() === expected) return
  throw new Error(`expected Connection: ${expected}, got "${values.join()}"`)
}

function closing(
  rule: Rule,
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, what, version, line]) => ({
    id,
    title: `closes after ${version} with Connection: ${what}, and says so`,
    ...rule,
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(head(`GET / ${version}`, HOST, line))
        const response = await client.readResponse()
        expectStatus(response, 200)
        expectConnection(response.headers, 'close')
        const rest = await client.readToEnd()
        if (rest.length > 0) throw new Error(`got ${quote(rest)} besides`)
      }),
  }))
}

function hosts(
  { status, version }: { status: number; version: string },
  verb: string,
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, what, values]) => ({
    id,
    title: `${verb} ${what}`,
    rfc: 'RFC 9112 §3.2',
    level: 'MUST',
    send: head(`GET / ${version}`, ...values.map((value) => `Host: ${value}`)),
    status,
    closes: status === 400 || version === 'HTTP/1.0',
  }))
}

function targets(
  rule: Rule,
  status: 200 | 400 | 501,
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, start]) => ({
    id,
    title: `${VERBS[status]} ${what}`,
    ...rule,
    send: head(`${start} HTTP/1.1`, HOST),
    status,
    closes: status !== 200,
  }))
}

/** More responses than all buffers on the way could hold. */
async function expectBoundedPipeline({ address }: CheckContext): Promise<void> {
  await withClient(address, async (client) => {
    client.pause()
    const padding = 'a'.repeat(8_000)
    const request = head(`GET /mirror?${padding} HTTP/1.1`, HOST)
    const batch = Buffer.from(request.repeat(128))
    for (let sent = 0; sent < 64 * KIBIBYTE * KIBIBYTE; sent += batch.length) {
      if (!(await takes(batch, client, address))) return
    }
    throw new Error('took 64 MiB of requests and no response was read')
  })
}
