// 10: methods and paths find their function (RFC 9110 §9, RFC 3986 §2).
import { ask, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  must,
  PLAIN_GET,
  type Rule,
  should,
  type WireCheck,
} from './check.ts'
import { word } from './random-values.ts'
import { expectStatus } from './run-check.ts'

const HOST = 'Host: localhost'

/** A body that would be a request, were it not a body. */
const BAIT = `Content-Length: ${PLAIN_GET.length}`

const METHODS = 'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE'.split(' ')

/** Somebody whom nobody knows, and the same in escapes. */
const NAME = word(6)
const ESCAPED = `%${Buffer.from(NAME).toString('hex').slice(0, 2)}${NAME.slice(1)}`

export const checks: readonly Check[] = [
  ...hellos([
    ['routing.1', 'as it is', NAME, NAME],
    ['routing.2', 'with a space', 'Ada%20L', 'Ada L'],
    ['routing.3', 'beyond ASCII', '%C3%A9%E2%82%AC%F0%9D%84%9E', 'é€𝄞'],
    ['routing.4', 'with escapes in lower case', '%c3%a9', 'é'],
    ['routing.5', 'with escapes that were not needed', ESCAPED, NAME],
    ['routing.6', 'with an escaped slash', 'a%2Fb%2f', 'a/b/'],
    ['routing.7', 'with an escaped question mark', 'a%3Fb', 'a?b'],
    ['routing.8', 'with an escaped hash', 'a%23b', 'a#b'],
    ['routing.9', 'with an escaped percent sign, decoded once', '%2541', '%41'],
    [
      'routing.10',
      'with a plus sign, which is no space here',
      'a+b%2B',
      'a+b+',
    ],
    [
      'routing.11',
      'with quotes and a line feed',
      '%22%5C%0D%0A%22',
      '"\\\r\n"',
    ],
    ['routing.12', 'with sub-delimiters', "a!$&'()*,;=:@b", "a!$&'()*,;=:@b"],
    ['routing.13', 'that is a member of objects', '__proto__', '__proto__'],
    ['routing.14', 'in braces', '%7Bname%7D', '{name}'],
    ['routing.15', 'before a query', `${NAME}?name=nobody&name`, NAME],
    ['routing.16', 'before a query with slashes', `${NAME}?/a?b/c`, NAME],
    ['routing.17', 'of 7,000 letters', 'a'.repeat(7_000), 'a'.repeat(7_000)],
    ['routing.18', 'of 2,000 escapes', '%41'.repeat(2_000), 'A'.repeat(2_000)],
    ['routing.19', 'before 2,000 fields', `b?${'a=1&'.repeat(2_000)}`, 'b'],
    ['routing.97', 'with what browsers do not encode', 'a|b[c]', 'a|b[c]'],
  ]),
  ...found(must('RFC 9112 §3.2.2'), [
    [
      'routing.20',
      'an absolute target',
      `http://localhost/hello/${NAME}`,
      `Hello ${NAME}`,
    ],
  ]),
  ...found(must('RFC 9112 §3.2.2'), [
    [
      'routing.98',
      'an absolute target with brackets in its path',
      'http://[::1]/hello/[a]',
      'Hello [a]',
    ],
  ]),
  ...found(described('RFC 3986 §6.2.2.2'), [
    [
      'routing.21',
      'a literal in escapes',
      `/%68ell%6F/${NAME}`,
      `Hello ${NAME}`,
    ],
  ]),
  {
    id: 'routing.22',
    title: 'greets at an absolute target without a path',
    rfc: 'RFC 9112 §3.2.2',
    level: 'MUST',
    send:
      head('GET http://localhost HTTP/1.1', HOST) +
      head('GET http://localhost?a=/hello/b HTTP/1.1', HOST),
    status: [200, 200],
    closes: false,
  },
  {
    id: 'routing.23',
    title: 'mirrors the target as it was sent, although it has decoded it',
    send: head('GET /%6dirror?a=%41+%2f HTTP/1.1', HOST),
    status: 200,
    json: { method: 'GET', target: '/%6dirror?a=%41+%2f' },
    closes: false,
  },
  ...refused(404, described('RFC 9110 §15.5.5'), [
    ['routing.24', 'a path that nobody has', 'GET /nothing'],
    ['routing.25', 'a path in other letters', 'GET /Hello/bro'],
    ['routing.26', 'a path that ends too early', 'GET /hello'],
    ['routing.27', 'a name of no letters', 'GET /hello/'],
    ['routing.28', 'a slash too many at the end', 'GET /hello/bro/'],
    ['routing.29', 'a slash too many in the middle', 'GET /hello//bro'],
    ['routing.30', 'a slash too many at the start', 'GET //hello/bro'],
    ['routing.31', 'a segment too many', 'GET /hello/bro/bro'],
    ['routing.32', 'an escaped slash between two segments', 'GET /hello%2Fbro'],
    ['routing.33', 'an escaped slash at the end', 'GET /mirror%2F'],
    ['routing.34', 'an escaped question mark', 'GET /mirror%3Fa=1'],
    [
      'routing.35',
      'an unknown absolute target',
      'GET http://localhost/nothing',
    ],
    ['routing.36', 'a member of objects', 'GET /__proto__'],
    ['routing.37', 'a method of every object', 'GET /constructor'],
    ['routing.38', 'an escaped slash at the start', 'GET /%2Fmirror'],
    ['routing.39', '3,500 segments', `GET ${'/a'.repeat(3_500)}`],
    ['routing.40', '7,000 slashes', `GET ${'/'.repeat(7_000)}`],
    ['routing.41', 'POST to a path that nobody has', 'POST /nothing'],
    ['routing.42', 'OPTIONS of a path that nobody has', 'OPTIONS /nothing'],
    ['routing.43', 'TRACE of a path that nobody has', 'TRACE /nothing'],
  ]),
  ...refused(400, described('RFC 3986 §2.5'), [
    ['routing.44', 'an octet that is no UTF-8', 'GET /hello/%FF'],
    ['routing.45', 'a character that was cut', 'GET /hello/%C3'],
    ['routing.46', 'a character cut by a slash', 'GET /hello/%C3/%A9'],
    ['routing.47', 'a slash in two octets', 'GET /hello/%C0%AF'],
    ['routing.48', 'a NUL in two octets', 'GET /hello/%C0%80'],
    ['routing.49', 'half a surrogate pair', 'GET /hello/%ED%A0%80'],
    ['routing.50', 'a code point beyond the last', 'GET /hello/%F4%90%80%80'],
    ['routing.51', 'a NUL', 'GET /hello/%00'],
    ['routing.52', 'a NUL behind a name', 'GET /hello/bro%00.txt'],
    ['routing.53', 'a bad escape where no route is', 'GET /%FF'],
    [
      'routing.54',
      'a bad escape in a value of the query',
      'GET /hello/x?a=%FF',
    ],
    ['routing.55', 'a bad escape in a name of the query', 'GET /hello/x?%C3=a'],
    ['routing.56', 'a NUL in the query', 'GET /hello/x?a=%00'],
    ['routing.57', 'a bad escape in OPTIONS', 'OPTIONS /hello/%FF'],
  ]),
  ...refused(405, should('RFC 9110 §9.1'), [
    ['routing.58', 'POST of a name', 'POST /hello/bro'],
    ['routing.59', 'PUT of a name', 'PUT /hello/bro'],
    ['routing.60', 'PATCH of a name', 'PATCH /hello/bro'],
    ['routing.61', 'DELETE of the root', 'DELETE /'],
    ['routing.62', 'TRACE of the root', 'TRACE /'],
    ['routing.63', 'TRACE of the mirror', 'TRACE /mirror'],
    ['routing.64', 'DELETE of an absolute target', 'DELETE http://localhost/'],
  ]),
  ...refused(501, should('RFC 9110 §9.1'), [
    ['routing.65', 'a method that nobody knows', 'BREW /'],
    ['routing.66', 'a method in lower case', 'get /'],
    ['routing.67', 'a method in two cases', 'Get /'],
    ['routing.68', 'a method that begins like one', 'GETS /'],
    ['routing.69', 'a method that ends like one', 'XGET /'],
    ['routing.70', 'the start of a method', 'OPTION /'],
    ['routing.71', 'a member of objects as a method', 'constructor /'],
    ['routing.72', 'a method of 2,000 letters', `${'A'.repeat(2_000)} /`],
  ]),
  {
    id: 'routing.73',
    title: 'answers five refusals and a greeting on one connection, in order',
    rfc: 'RFC 9112 §9.3.2',
    level: 'MUST',
    send:
      head('GET /nothing HTTP/1.1', HOST) +
      head('DELETE / HTTP/1.1', HOST) +
      head('BREW / HTTP/1.1', HOST) +
      head('GET /%FF HTTP/1.1', HOST) +
      head('OPTIONS /nothing HTTP/1.1', HOST) +
      PLAIN_GET,
    status: [404, 405, 501, 400, 404, 200],
    closes: false,
  },
  {
    id: 'routing.74',
    title: 'keeps the connection of an HTTP/1.0 client that it has to refuse',
    rfc: 'RFC 9112 §9.3',
    level: 'MAY',
    send: head('GET /nothing HTTP/1.0', 'Connection: keep-alive'),
    status: 404,
    closes: false,
  },
  ...skipped([
    ['routing.75', 404, 'GET /nothing'],
    ['routing.76', 405, 'PUT /hello/bro'],
    ['routing.77', 405, 'TRACE /mirror'],
    ['routing.78', 501, 'BREW /'],
    ['routing.79', 400, 'POST /mirror?%FF'],
  ]),
  {
    id: 'routing.80',
    title: 'refuses with 405 without asking for the body',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const line = 'PUT /hello/bro HTTP/1.1'
        const expect = 'Expect: 100-continue'
        client.write(head(line, HOST, expect, 'Content-Length: 5'))
        expectStatus(await client.readResponse(), 405)
        if (client.interim.length > 0) throw new Error('asked for the body')
      }),
  },
  ...['/', '/hello/bro', '/mirror', 'http://localhost/mirror'].map(
    (target, i) => ({
      id: `routing.${81 + i}`,
      title: `says in Allow which methods ${target} has, and no others`,
      rfc: 'RFC 9110 §10.2.1',
      level: 'MUST' as const,
      run: (context: CheckContext) => expectTrueAllow(context, target),
    }),
  ),
  ...allows([
    ['routing.85', '/', 'GET', 'HEAD', 'OPTIONS'],
    ['routing.86', '/hello/bro', 'GET', 'HEAD', 'OPTIONS'],
    ['routing.87', '/mirror', ...METHODS.slice(0, -1)],
    ['routing.88', '*', ...METHODS.slice(0, -1)],
  ]),
  {
    id: 'routing.89',
    title: 'skips the body of OPTIONS',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send:
      head('OPTIONS /mirror HTTP/1.1', HOST, BAIT) +
      PLAIN_GET +
      head('OPTIONS * HTTP/1.1', HOST, BAIT) +
      PLAIN_GET,
    status: [204, 204],
    closes: false,
  },
  {
    id: 'routing.90',
    title: 'sends neither body nor length in answer to OPTIONS',
    rfc: 'RFC 9110 §8.6',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        for (const target of ['/', '*']) {
          client.write(head(`OPTIONS ${target} HTTP/1.1`, HOST))
          const response = await client.readResponse('OPTIONS')
          expectStatus(response, 204)
          const lengths = headerValues(response, 'content-length')
          const codings = headerValues(response, 'transfer-encoding')
          const framing = [...lengths, ...codings]
          if (framing.length > 0) throw new Error(`framed as ${framing.join()}`)
        }
        client.write(PLAIN_GET)
        expectStatus(await client.readResponse(), 200)
      }),
  },
  ...heads([
    ['routing.91', 200, '/hello/bro'],
    ['routing.92', 200, '/mirror'],
    ['routing.93', 404, '/nothing'],
    ['routing.94', 400, '/hello/%FF'],
  ]),
  {
    id: 'routing.95',
    title: 'frames its refusals of HEAD so that the next answer is found',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send:
      head('HEAD /nothing HTTP/1.1', HOST) +
      head('HEAD /hello/%FF HTTP/1.1', HOST) +
      PLAIN_GET,
    methods: ['HEAD', 'HEAD', 'GET'],
    status: [404, 400, 200],
    closes: false,
  },
  {
    id: 'routing.96',
    title: 'answers and refuses in application/json',
    run: async ({ address }) => {
      const refusals = ['GET /nothing', 'DELETE /', 'BREW /', 'GET /%FF']
      for (const line of ['GET /hello/bro', ...refusals]) {
        const response = await ask(address, head(`${line} HTTP/1.1`, HOST))
        const types = headerValues(response, 'content-type')
        if (types.length === 1 && /^application\/json\b/i.test(types.join())) {
          continue
        }
        throw new Error(`answers ${line} as "${types.join('", "')}"`)
      }
    },
  },
]

/** Names as they are sent, and as they are meant. */
function hellos(
  rows: readonly (readonly [string, string, string, string])[],
): WireCheck[] {
  return rows.map(([id, what, sent, meant]) => ({
    id,
    title: `says hello to a name ${what}`,
    rfc: 'RFC 3986 §2.4',
    level: 'described',
    send: head(`GET /hello/${sent} HTTP/1.1`, HOST),
    status: 200,
    json: { message: `Hello ${meant}` },
    closes: false,
  }))
}

function found(
  rule: Rule,
  rows: readonly (readonly [string, string, string, string])[],
): WireCheck[] {
  return rows.map(([id, what, target, message]) => ({
    id,
    title: `finds ${what}`,
    ...rule,
    send: head(`GET ${target} HTTP/1.1`, HOST),
    status: 200,
    json: { message },
    closes: false,
  }))
}

/** Refusals that a connection survives. */
function refused(
  status: number,
  rule: Rule,
  rows: readonly (readonly [string, string, string])[],
): WireCheck[] {
  return rows.map(([id, what, line]) => ({
    id,
    title: `has ${status} for ${what}`,
    ...rule,
    send: head(`${line} HTTP/1.1`, HOST),
    status,
    closes: false,
  }))
}

/** Refusals of requests whose bodies look like requests. */
function skipped(
  rows: readonly (readonly [string, number, string])[],
): WireCheck[] {
  const bodies = [
    [BAIT, PLAIN_GET],
    ['Transfer-Encoding: chunked', '5\r\nGET /\r\n0\r\n\r\n'],
  ] as const
  return rows.map(([id, status, line]) => ({
    id,
    title: `skips the body of ${line}, which gets ${status}`,
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send: bodies
      .map(([field, body]) => head(`${line} HTTP/1.1`, HOST, field) + body)
      .join(''),
    status: [status, status],
    closes: false,
  }))
}

/** The methods of the one Allow field. */
function allowOf(response: RawResponse): string[] {
  const [value, ...others] = headerValues(response, 'allow')
  if (value === undefined || others.length > 0) {
    throw new Error(`expected one Allow with ${response.statusLine}`)
  }
  return value.split(',').map((method) => method.trim())
}

/** Asks with every method, and compares with what the refusal says. */
async function expectTrueAllow(
  { address }: CheckContext,
  target: string,
): Promise<void> {
  const answer = (method: string): Promise<RawResponse> =>
    ask(address, head(`${method} ${target} HTTP/1.1`, HOST), method)
  const refusal = await answer('TRACE')
  expectStatus(refusal, 405)
  const expected: string[] = []
  for (const method of METHODS) {
    const { status } = await answer(method)
    if (status !== 405) expected.push(method)
  }
  const said = allowOf(refusal).toSorted().join(', ')
  const wanted = expected.toSorted().join(', ')
  if (said !== wanted) throw new Error(`says ${said}, but has ${wanted}`)
}

function allows(
  rows: readonly (readonly [string, string, ...string[]])[],
): Check[] {
  return rows.map(([id, target, ...methods]) => ({
    id,
    title: `answers OPTIONS ${target} with the methods that there are`,
    rfc: 'RFC 9110 §9.3.7',
    level: 'SHOULD',
    run: async ({ address }) => {
      const request = head(`OPTIONS ${target} HTTP/1.1`, HOST)
      const response = await ask(address, request, 'OPTIONS')
      expectStatus(response, 204)
      const said = allowOf(response)
      const missing = methods.filter((method) => !said.includes(method))
      if (missing.length === 0) return
      throw new Error(`says ${said.join(', ')}, without ${missing.join(', ')}`)
    },
  }))
}

/** A length that HEAD says has to be the one that GET has. */
function heads(rows: readonly (readonly [string, number, string])[]): Check[] {
  return rows.map(([id, status, target]) => ({
    id,
    title: `says no other length to HEAD ${target} than to GET`,
    rfc: 'RFC 9110 §8.6',
    level: 'MUST',
    run: async ({ address }) => {
      const answer = (method: string): Promise<RawResponse> =>
        ask(address, head(`${method} ${target} HTTP/1.1`, HOST), method)
      const [got, headed] = [await answer('GET'), await answer('HEAD')]
      expectStatus(got, status)
      expectStatus(headed, status)
      const said = headerValues(headed, 'content-length').join()
      const wanted = String(got.body.length)
      if (said === '' || said === wanted) return
      throw new Error(`says ${said} to HEAD, sends ${wanted} to GET`)
    },
  }))
}
