// 12: functions around functions: request ids, timing, CORS, errors.
import { ask, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import { type Check, type CheckContext, head } from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const PARTNER = 'http://localhost:3000'
const OTHER_PARTNER = 'http://localhost:5173'
const FROM_PARTNER = `Origin: ${PARTNER}`
const ID = /^[\w.-]{1,64}$/
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/

export const checks: readonly Check[] = [
  {
    id: 'middleware.1',
    title: 'names every request anew, in one X-Request-Id',
    run: async ({ address }) => {
      const ids = new Set<string>()
      await withClient(address, async (client) => {
        client.write(get('/').repeat(10))
        for (let i = 0; i < 10; i += 1)
          ids.add(idOf(await client.readResponse()))
      })
      for (let i = 0; i < 10; i += 1)
        ids.add(idOf(await ask(address, get('/'))))
      if (ids.size < 20) throw new Error(`only ${ids.size} names for 20`)
    },
  },
  ...keptIds([
    ['middleware.2', 'of letters', 'abcXYZ'],
    ['middleware.3', 'of one character', '7'],
    ['middleware.4', 'of 64 characters', 'a'.repeat(64)],
    ['middleware.5', 'with dots, dashes, underscores', '-a.b_c-0.'],
    ['middleware.6', 'that is a UUID', '7b3d7a3e-9d5c-4f0e-8f52-0d3f6f6a7c11'],
    ['middleware.7', 'with white space around it', '\t abc \t'],
  ]),
  ...replacedIds([
    ['middleware.8', 'of 65 characters', ['a'.repeat(65)]],
    ['middleware.9', 'of thousands of characters', ['a'.repeat(8000)]],
    ['middleware.10', 'of nothing', ['']],
    ['middleware.11', 'with a space', ['a b']],
    ['middleware.12', 'with a tab', ['a\tb']],
    [
      'middleware.13',
      'with a quote, which would end a log field',
      ['a" 200 1'],
    ],
    ['middleware.14', 'with an apostrophe', ["a'b"]],
    ['middleware.15', 'with a backslash', ['a\\nb']],
    ['middleware.16', 'with an escaped line end', ['a%0d%0aX-Evil:%20b']],
    ['middleware.17', 'with markup', ['<script>']],
    ['middleware.18', 'with a semicolon', ['a;b']],
    ['middleware.19', 'with a slash', ['../a']],
    ['middleware.20', 'with a template', ['${jndi:ldap}']],
    ['middleware.21', 'with octets beyond ASCII', ['\xe9']],
    ['middleware.22', 'of two list members', ['a,b']],
    ['middleware.23', 'in two fields', ['a', 'b']],
    ['middleware.24', 'in two equal fields', ['a', 'a']],
    ['middleware.25', 'in a field beside an empty one', ['a', '']],
  ]),
  {
    id: 'middleware.26',
    title: 'takes the field X-Request-Id in any case',
    rfc: 'RFC 9110 §5.1',
    level: 'MUST',
    run: async ({ address }) => {
      const response = await ask(address, get('/', 'x-REQUEST-id: any.case'))
      expectField(response, 'X-Request-Id', 'any.case')
    },
  },
  {
    id: 'middleware.27',
    title: 'gives each of many pipelined requests its own name back',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const ids = Array.from({ length: 30 }, (_, i) => `n-${i}`)
        const paths = ['/', '/no/such/place', '/hello/bro']
        client.write(
          ids
            .map((id, i) => get(paths[i % 3] ?? '', `X-Request-Id: ${id}`))
            .join(''),
        )
        for (const id of ids) {
          expectField(await client.readResponse(), 'X-Request-Id', id)
        }
      }),
  },
  ...outcomes([
    ['middleware.28', 'a 404', 'GET /no/such/place', 404],
    ['middleware.29', 'a 404 of a thing', 'GET /books/999999999', 404],
    ['middleware.30', 'a 405', 'DELETE /hello/bro', 405],
    ['middleware.31', 'the answer to HEAD', 'HEAD /', 200],
    ['middleware.32', 'the answer to OPTIONS', 'OPTIONS /mirror', 204],
    ['middleware.33', 'a 404 for HEAD', 'HEAD /no/such/place', 404],
  ]),
  {
    id: 'middleware.34',
    title: 'does all of it for HTTP/1.0 too',
    run: async ({ address }) => {
      const lines = ['X-Request-Id: old', FROM_PARTNER]
      const response = await ask(address, head('GET / HTTP/1.0', ...lines))
      expectLayers(response, 'old')
    },
  },
  {
    id: 'middleware.35',
    title: 'does all of it behind a body that nobody read',
    run: async ({ address }) => {
      const lines = ['Content-Length: 5', 'X-Request-Id: late', FROM_PARTNER]
      const request = `${head('POST /no/such/place HTTP/1.1', HOST, ...lines)}hello`
      const response = await ask(address, request)
      expectStatus(response, 404)
      expectLayers(response, 'late')
    },
  },
  {
    id: 'middleware.36',
    title: 'says in Server-Timing no more time than the client waited',
    run: async ({ address }) => {
      const start = performance.now()
      const response = await ask(address, get('/mirror'))
      const waited = performance.now() - start
      const [longest = 0] = durationsOf(response).toSorted((a, b) => b - a)
      // Clocks are rounded, on both sides.
      if (longest <= waited + 5) return
      throw new Error(`${longest} ms, but the client waited ${waited} ms`)
    },
  },
  {
    id: 'middleware.37',
    title: 'says nothing of CORS to a client that is no page',
    run: async ({ address }) => {
      for (const path of ['/', '/no/such/place']) {
        expectNoCors(await ask(address, get(path)))
      }
    },
  },
  {
    id: 'middleware.38',
    title: 'varies by Origin, with one or without, known or foreign',
    rfc: 'RFC 9110 §12.5.5',
    level: 'SHOULD',
    run: async ({ address }) => {
      const origins = [[], [FROM_PARTNER], ['Origin: http://evil.example']]
      for (const lines of origins) {
        expectVary(await ask(address, get('/', ...lines)))
        expectVary(await ask(address, get('/no/such/place', ...lines)))
      }
    },
  },
  ...[PARTNER, OTHER_PARTNER].map((origin, i) => ({
    id: `middleware.${39 + i}`,
    title: `lets pages of ${origin} read, with credentials`,
    run: async ({ address }: CheckContext) => {
      const response = await ask(address, get('/', `Origin: ${origin}`))
      expectStatus(response, 200)
      expectField(response, 'Access-Control-Allow-Origin', origin)
      expectField(response, 'Access-Control-Allow-Credentials', 'true')
    },
  })),
  {
    id: 'middleware.41',
    title: 'exposes Location and X-Request-Id to pages of partners',
    run: async ({ address }) => {
      const response = await ask(address, get('/', FROM_PARTNER))
      const name = 'Access-Control-Expose-Headers'
      expectMembers(response, name, ['location', 'x-request-id'])
    },
  },
  {
    id: 'middleware.42',
    title: 'gives every request on a connection what its own origin may have',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const origins = [PARTNER, '', OTHER_PARTNER, 'http://evil.example']
        for (const origin of [...origins, ...origins]) {
          client.write(get('/', ...(origin ? [`Origin: ${origin}`] : [])))
        }
        for (const origin of [...origins, ...origins]) {
          const response = await client.readResponse()
          const known = origin.startsWith('http://localhost')
          if (!known) expectNoCors(response)
          else expectField(response, 'Access-Control-Allow-Origin', origin)
        }
      }),
  },
  ...foreign([
    ['middleware.43', 'an unknown origin', ['http://evil.example']],
    ['middleware.44', 'the opaque origin', ['null']],
    ['middleware.45', 'an asterisk', ['*']],
    ['middleware.46', 'an empty Origin', ['']],
    ['middleware.47', 'a longer host', [`${PARTNER}.evil.example`]],
    ['middleware.48', 'a longer port', [`${PARTNER}0`]],
    ['middleware.49', 'a shorter port', ['http://localhost:300']],
    ['middleware.50', 'another port', ['http://localhost:3001']],
    ['middleware.51', 'no port', ['http://localhost']],
    ['middleware.52', 'https', ['https://localhost:3000']],
    ['middleware.53', 'no scheme', ['localhost:3000']],
    ['middleware.54', 'a subdomain', ['http://a.localhost:3000']],
    [
      'middleware.55',
      'a host with the same end',
      ['http://evillocalhost:3000'],
    ],
    ['middleware.56', 'the address behind the name', ['http://127.0.0.1:3000']],
    ['middleware.57', 'a trailing slash', [`${PARTNER}/`]],
    ['middleware.58', 'capitals', ['HTTP://LOCALHOST:3000']],
    [
      'middleware.59',
      'a user before a foreign host',
      [`${PARTNER}@evil.example`],
    ],
    [
      'middleware.60',
      'a partner in a query',
      [`http://evil.example?${PARTNER}`],
    ],
    [
      'middleware.61',
      'a partner in a fragment',
      [`http://evil.example#${PARTNER}`],
    ],
    ['middleware.62', 'an escaped NUL', [`${PARTNER}%00.evil.example`]],
    ['middleware.63', 'octets beyond ASCII', [`${PARTNER}\xe9`]],
    [
      'middleware.64',
      'two partners in a list',
      [`${PARTNER}, ${OTHER_PARTNER}`],
    ],
    [
      'middleware.65',
      'two partners and a space',
      [`${PARTNER} ${OTHER_PARTNER}`],
    ],
    ['middleware.66', 'a partner in two fields', [PARTNER, PARTNER]],
    [
      'middleware.67',
      'a partner beside a foreigner',
      [PARTNER, 'http://evil.example'],
    ],
    [
      'middleware.68',
      'a foreigner beside a partner',
      ['http://evil.example', PARTNER],
    ],
  ]),
  ...preflights([
    ['middleware.69', '/mirror', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], []],
    [
      'middleware.70',
      '/hello/bro',
      ['GET'],
      ['POST', 'PUT', 'PATCH', 'DELETE'],
    ],
    ['middleware.71', '/books', ['GET', 'POST'], ['PUT', 'PATCH', 'DELETE']],
    ['middleware.72', '/books/1', ['GET', 'PUT', 'PATCH', 'DELETE'], ['POST']],
  ]),
  {
    id: 'middleware.73',
    title: 'answers a preflight and the request behind it on one connection',
    rfc: 'RFC 9110 §15.3.5',
    level: 'described',
    send: preflight('/mirror', FROM_PARTNER) + get('/mirror', FROM_PARTNER),
    methods: ['OPTIONS', 'GET'],
    status: [204, 200],
    closes: false,
  },
  {
    id: 'middleware.74',
    title: 'lets a browser remember a preflight for a while',
    run: async ({ address }) => {
      const response = await ask(address, preflight('/mirror', FROM_PARTNER))
      const age = headerValues(response, 'Access-Control-Max-Age').join()
      if (/^[1-9]\d{0,6}$/.test(age)) return
      throw new Error(`got Access-Control-Max-Age "${age}"`)
    },
  },
  ...askedFields([
    [
      'middleware.75',
      'the fields that it asks for',
      ['X-A, Content-Type'],
      ['x-a', 'content-type'],
    ],
    [
      'middleware.76',
      'fields without spaces between them',
      ['x-a,x-b,x-c'],
      ['x-a', 'x-b', 'x-c'],
    ],
    [
      'middleware.77',
      'fields in two lines',
      ['x-a', 'authorization'],
      ['x-a', 'authorization'],
    ],
    [
      'middleware.78',
      'fields between empty members',
      [', x-a,, ,x-b,'],
      ['x-a', 'x-b'],
    ],
    [
      'middleware.79',
      'fields that are names, and no other text',
      ['x-a, b c, "d", e: f, g(h), \xe9, x-b'],
      ['x-a', 'x-b'],
    ],
    ['middleware.80', 'no field when it asks for none', [], []],
  ]),
  {
    id: 'middleware.81',
    title: 'does not take a preflight for the request that it is about',
    run: async ({ address }) => {
      const request = preflight('/mirror', FROM_PARTNER, 'Content-Length: 2')
      const response = await ask(address, `${request}hi`)
      expectStatus(response, 204)
      expectField(response, 'Access-Control-Allow-Origin', PARTNER)
    },
  },
  {
    id: 'middleware.82',
    title: 'permits no preflight where there is nothing',
    run: async ({ address }) => {
      const request = preflight('/no/such/place', FROM_PARTNER)
      const response = await ask(address, request)
      expectStatus(response, 404)
      expectMembers(response, 'Access-Control-Allow-Methods', [])
    },
  },
  {
    id: 'middleware.83',
    title: 'answers an OPTIONS of a page that is no preflight with Allow',
    rfc: 'RFC 9110 §9.3.7',
    level: 'SHOULD',
    run: async ({ address }) => {
      const request = head('OPTIONS /hello/bro HTTP/1.1', HOST, FROM_PARTNER)
      const response = await ask(address, request)
      expectStatus(response, 204)
      expectMembers(response, 'Allow', ['get'])
      expectField(response, 'Access-Control-Allow-Origin', PARTNER)
    },
  },
  {
    id: 'middleware.84',
    title: 'takes no GET for a preflight',
    run: async ({ address }) => {
      const lines = [FROM_PARTNER, 'Access-Control-Request-Method: DELETE']
      const response = await ask(address, get('/mirror', ...lines))
      expectStatus(response, 200)
      const name = 'Access-Control-Expose-Headers'
      expectMembers(response, name, ['x-request-id'])
      expectMembers(response, 'Access-Control-Allow-Methods', [])
      if (parseJson(response)['method'] !== 'GET') throw new Error('no mirror')
    },
  },
  {
    id: 'middleware.85',
    title: 'keeps Allow on a 405 that a page may read',
    rfc: 'RFC 9110 §15.5.6',
    level: 'MUST',
    run: async ({ address }) => {
      const request = head('PUT /hello/bro HTTP/1.1', HOST, FROM_PARTNER)
      const response = await ask(address, request)
      expectStatus(response, 405)
      expectMembers(response, 'Allow', ['get', 'head', 'options'])
      expectField(response, 'Access-Control-Allow-Origin', PARTNER)
    },
  },
  ...refusals([
    ['middleware.86', 413, 'POST / HTTP/1.1', HOST, 'Content-Length: 99999999'],
    ['middleware.87', 400, 'GET / HTTP/1.1'],
    ['middleware.88', 400, 'GET localhost:80 HTTP/1.1', HOST],
    ['middleware.89', 400, 'POST / HTTP/1.1', HOST, 'Content-Length: x'],
    [
      'middleware.90',
      400,
      'POST / HTTP/1.1',
      HOST,
      'Content-Length: 1',
      'Transfer-Encoding: chunked',
    ],
    [
      'middleware.91',
      501,
      'POST / HTTP/1.1',
      HOST,
      'Transfer-Encoding: gzip, chunked',
    ],
    ['middleware.92', 417, 'POST / HTTP/1.1', HOST, 'Expect: tea'],
    ['middleware.93', 413, 'HEAD / HTTP/1.1', HOST, 'Content-Length: 99999999'],
  ]),
  {
    id: 'middleware.94',
    title: 'names a refused request after one that is served',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(get('/', 'X-Request-Id: first', FROM_PARTNER))
        const lines = ['X-Request-Id: second', FROM_PARTNER]
        client.write(head('POST / HTTP/1.1', HOST, ...lines, 'Expect: tea'))
        for (const [id, status] of [
          ['first', 200],
          ['second', 417],
        ] as const) {
          const response = await client.readResponse()
          expectStatus(response, status)
          expectLayers(response, id)
        }
      }),
  },
]

function keptIds(
  rows: readonly (readonly [string, string, string])[],
): Check[] {
  return rows.map(([id, what, sent]) => ({
    id,
    title: `gives an X-Request-Id ${what} back`,
    run: async ({ address }) => {
      const response = await ask(address, get('/', `X-Request-Id:${sent}`))
      expectField(response, 'X-Request-Id', sent.trim())
    },
  }))
}

function replacedIds(
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, what, sent]) => ({
    id,
    title: `takes no X-Request-Id ${what}, but makes one`,
    run: async ({ address }) => {
      const lines = sent.map((value) => `X-Request-Id: ${value}`)
      for (const path of ['/', '/no/such/place']) {
        const made = idOf(await ask(address, get(path, ...lines)))
        if (sent.includes(made)) throw new Error(`got "${made}" back`)
      }
    },
  }))
}

/** All layers are around all outcomes, so that a page may read an error. */
function outcomes(
  rows: readonly (readonly [string, string, string, number])[],
): Check[] {
  return rows.map(([id, what, start, status]) => ({
    id,
    title: `names, times and shares ${what}`,
    run: async ({ address }) => {
      const [method = ''] = start.split(' ')
      const lines = [`X-Request-Id: for.${status}`, FROM_PARTNER]
      const request = head(`${start} HTTP/1.1`, HOST, ...lines)
      const response = await ask(address, request, method)
      expectStatus(response, status)
      expectLayers(response, `for.${status}`)
    },
  }))
}

/** What no handler may see is still named, and a page may read why. */
function refusals(
  rows: readonly (readonly [
    id: string,
    status: number,
    start: string,
    ...lines: string[],
  ])[],
): Check[] {
  return rows.map(([id, status, start, ...sent]) => ({
    id,
    title: `names, times and shares ${[`the ${status} to ${start}`, ...sent].join(', ')}`,
    run: async ({ address }) => {
      const lines = [...sent, `X-Request-Id: for.${status}`, FROM_PARTNER]
      const [method] = start.split(' ')
      const response = await ask(address, head(start, ...lines), method)
      expectStatus(response, status)
      expectLayers(response, `for.${status}`)
    },
  }))
}

function foreign(
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, what, origins]) => ({
    id,
    title: `gives no permission to ${what}`,
    run: async ({ address }) => {
      const lines = origins.map((origin) => `Origin: ${origin}`)
      const response = await ask(address, get('/', ...lines))
      expectStatus(response, 200)
      expectVary(response)
      expectNoCors(response)
      expectNoCors(await ask(address, preflight('/mirror', ...lines)))
    },
  }))
}

function preflights(
  rows: readonly (readonly [
    string,
    string,
    readonly string[],
    readonly string[],
  ])[],
): Check[] {
  return rows.map(([id, path, methods, others]) => ({
    id,
    title: `tells a preflight what ${path} can do`,
    run: async ({ address }) => {
      const response = await ask(address, preflight(path, FROM_PARTNER))
      expectStatus(response, 204)
      expectField(response, 'Access-Control-Allow-Origin', PARTNER)
      expectField(response, 'Access-Control-Allow-Credentials', 'true')
      const name = 'Access-Control-Allow-Methods'
      expectMembers(response, name, methods.map(lowerCase))
      const wrong = membersOf(response, name).filter((member) =>
        others.map(lowerCase).includes(member),
      )
      if (wrong.length > 0) throw new Error(`${path} has no ${wrong.join()}`)
    },
  }))
}

function askedFields(
  rows: readonly (readonly [
    string,
    string,
    readonly string[],
    readonly string[],
  ])[],
): Check[] {
  return rows.map(([id, what, asked, expected]) => ({
    id,
    title: `allows a page ${what}`,
    run: async ({ address }) => {
      const lines = asked.map(
        (names) => `Access-Control-Request-Headers: ${names}`,
      )
      const request = preflight('/mirror', FROM_PARTNER, ...lines)
      const response = await ask(address, request)
      expectStatus(response, 204)
      const name = 'Access-Control-Allow-Headers'
      expectField(response, 'Access-Control-Allow-Origin', PARTNER)
      expectMembers(response, name, expected)
      const wrong = membersOf(response, name).filter(
        (member) => !TOKEN.test(member) || member === '*',
      )
      if (wrong.length > 0) throw new Error(`allows "${wrong.join('" and "')}"`)
    },
  }))
}

function get(path: string, ...lines: readonly string[]): string {
  return head(`GET ${path} HTTP/1.1`, HOST, ...lines)
}

/** What a browser asks before it lets a page send a DELETE. */
function preflight(path: string, ...lines: readonly string[]): string {
  const method = 'Access-Control-Request-Method: DELETE'
  return head(`OPTIONS ${path} HTTP/1.1`, HOST, method, ...lines)
}

/** The name of a request, when it is a good one. */
function idOf(response: RawResponse): string {
  const values = headerValues(response, 'X-Request-Id')
  const [id = ''] = values
  if (values.length === 1 && ID.test(id)) return id
  throw new Error(`got X-Request-Id ${JSON.stringify(values)}`)
}

/** Milliseconds: "app;dur=1.5, db;dur=1" says two. Throws if there is none. */
function durationsOf(response: RawResponse): number[] {
  const value = headerValues(response, 'Server-Timing').join(', ')
  const found = [
    ...value.matchAll(/;[ \t]*dur="?(\d+(?:\.\d+)?)"?[ \t]*(?=[;,]|$)/g),
  ]
  if (found.length > 0) return found.map(([, duration]) => Number(duration))
  throw new Error(`got Server-Timing "${value}"`)
}

function expectLayers(response: RawResponse, id: string): void {
  expectField(response, 'X-Request-Id', id)
  expectField(response, 'Access-Control-Allow-Origin', PARTNER)
  expectField(response, 'Access-Control-Allow-Credentials', 'true')
  expectVary(response)
  durationsOf(response)
}

function expectField(response: RawResponse, name: string, value: string): void {
  const values = headerValues(response, name)
  if (values.length === 1 && values[0] === value) return
  throw new Error(
    `expected one ${name}: ${value}, got ${JSON.stringify(values)}`,
  )
}

/** Members in lower case. */
function membersOf(response: RawResponse, name: string): string[] {
  const members = headerValues(response, name).join().split(',')
  return members.map((member) => member.trim().toLowerCase()).filter(Boolean)
}

/** All that are expected, and others; none if none is expected. */
function expectMembers(
  response: RawResponse,
  name: string,
  expected: readonly string[],
): void {
  const members = membersOf(response, name)
  const missing = expected.filter((member) => !members.includes(member))
  const good = expected.length > 0 ? missing.length === 0 : members.length === 0
  if (good) return
  const wanted = expected.join(', ') || 'nothing'
  throw new Error(`expected ${wanted} in ${name}, got "${members.join(', ')}"`)
}

function expectVary(response: RawResponse): void {
  expectMembers(response, 'Vary', ['origin'])
}

function expectNoCors(response: RawResponse): void {
  const found = response.headers.filter(([name]) =>
    name.toLowerCase().startsWith('access-control-'),
  )
  if (found.length > 0) throw new Error(`got ${JSON.stringify(found)}`)
}

function lowerCase(text: string): string {
  return text.toLowerCase()
}
