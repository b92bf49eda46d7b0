// 13: who is asking (RFC 9110 §11, RFC 7617, RFC 6750, RFC 6265bis). A server
// takes its time over a password, so those come in conversations only. Every
// session is ended and every book taken away again.
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type Check,
  type CheckContext,
  described,
  head,
  must,
  PLAIN_GET,
  type Rule,
  type WireCheck,
} from './check.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const ADA = basic('ada:lovelace')
const ALAN = basic('alan:enigma')
const OLD_COOKIE = 'Cookie: session=c2Vzc2lvbnMgZW5k'
const UNKNOWN_TOKEN = 'Authorization: Bearer c2Vzc2lvbnMgZW5k'
const PARTNER = 'http://localhost:3000'

/** What is no credentials in any scheme that a server offers. */
const MALFORMED: readonly (readonly [string, string, readonly string[]])[] = [
  ['authorization.1', 'an empty Authorization', ['']],
  ['authorization.2', 'a scheme without credentials', ['Basic']],
  ['authorization.3', 'credentials without a scheme', ['YWRhOmxvdmVsYWNl']],
  [
    'authorization.4',
    'a scheme that was not offered',
    ['Digest YWRhOmxvdmVsYWNl'],
  ],
  [
    'authorization.5',
    'a scheme that only begins like one',
    ['Basics YWRhOmxvdmVsYWNl'],
  ],
  ['authorization.6', 'a scheme that grew together', ['BasicYWRhOmxvdmVsYWNl']],
  ['authorization.7', 'a colon behind the scheme', ['Basic: YWRhOmxvdmVsYWNl']],
  ['authorization.8', 'a password in the clear', ['Basic ada:lovelace']],
  [
    'authorization.9',
    'quotes around credentials',
    ['Basic "YWRhOmxvdmVsYWNl"'],
  ],
  [
    'authorization.10',
    'two credentials',
    ['Basic YWRhOmxvdmVsYWNl YWRhOmxvdmVsYWNl'],
  ],
  ['authorization.11', 'two equal fields', repeat('Basic YWRhOmxvdmVsYWNl')],
  ['authorization.12', 'two tokens', repeat('Bearer abc')],
  [
    'authorization.13',
    'two fields in one',
    [repeat('Basic YWRhOmxvdmVsYWNl').join(', ')],
  ],
  ['authorization.14', 'Basic without a colon', ['Basic YWRhbG92ZWxhY2U=']],
  ['authorization.15', 'Basic with a NUL', ['Basic YWRhOmxvdmVsYWNlAA==']],
  [
    'authorization.16',
    'Basic with a line feed',
    ['Basic YWRhOmxvdmVsYWNlCg=='],
  ],
  ['authorization.17', 'Basic with a DEL', ['Basic YWRhOmxvdmVsYWNlfw==']],
  ['authorization.18', 'a token with a space', ['Bearer abc def']],
  ['authorization.19', 'a token beyond ASCII', ['Bearer abc\xe9']],
  ['authorization.20', 'a token as a parameter', ['Bearer token="abc"']],
]

export const checks: readonly Check[] = [
  ...MALFORMED.map(([id, what, values]): WireCheck => ({
    id,
    title: `refuses ${what}`,
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    send: get('/me', ...values.map((value) => `Authorization: ${value}`)),
    status: 401,
    closes: false,
  })),
  ...refused([
    ['authorization.21', 'who has said nothing', get('/me')],
    ['authorization.22', 'an unknown token', get('/me', UNKNOWN_TOKEN)],
    [
      'authorization.23',
      'a token of 8,000 letters',
      get('/me', bearer('a'.repeat(8_000))),
    ],
    ['authorization.24', 'an unknown cookie', get('/me', OLD_COOKIE)],
    ['authorization.25', 'an empty cookie', get('/me', 'Cookie: session=')],
    [
      'authorization.26',
      'a cookie without a name',
      get('/me', 'Cookie: =; session; ;='),
    ],
    [
      'authorization.27',
      'a session for nobody',
      head('POST /session HTTP/1.1', HOST),
    ],
    [
      'authorization.28',
      'a session for an old cookie',
      head('POST /session HTTP/1.1', HOST, OLD_COOKIE),
    ],
  ]),
  {
    id: 'authorization.29',
    title: 'refuses HEAD of /me without a body',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD /me HTTP/1.1', HOST) + PLAIN_GET,
    methods: ['HEAD', 'GET'],
    status: [401, 200],
    closes: false,
  },
  {
    id: 'authorization.30',
    title: 'skips the body of a request that it refuses',
    rfc: 'RFC 9112 §9.3',
    level: 'MUST',
    send: `${head('POST /session HTTP/1.1', HOST, `Content-Length: ${PLAIN_GET.length}`)}${PLAIN_GET}`,
    status: 401,
    closes: false,
  },
  ...['GET / HTTP/1.1', 'GET /hello/bro HTTP/1.1', 'GET /books HTTP/1.1'].map(
    (line, i): WireCheck => ({
      id: `authorization.${31 + i}`,
      title: `answers ${line} whatever the cookies`,
      send: head(line, HOST, OLD_COOKIE, 'Cookie: =;; session; "=;'),
      status: 200,
      closes: false,
    }),
  ),
  {
    id: 'authorization.34',
    title: 'refuses to add a book with malformed credentials',
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    until: 'validation',
    send: `${head('POST /books HTTP/1.1', HOST, 'Authorization: Basic abc', 'Content-Type: application/json', 'Content-Length: 2')}{}`,
    status: 401,
    closes: false,
  },
  {
    id: 'authorization.35',
    title: 'says in every 401 which schemes it takes',
    rfc: 'RFC 9110 §15.5.2',
    level: 'MUST',
    run: async ({ address }) => {
      for (const [, , values] of [...MALFORMED, ['', '', []] as const]) {
        const lines = values.map((value) => `Authorization: ${value}`)
        expectChallenge(await ask(address, get('/me', ...lines)))
      }
      const post = head('POST /session HTTP/1.1', HOST)
      expectChallenge(await ask(address, post))
      const request = head('HEAD /me HTTP/1.1', HOST)
      expectChallenge(await ask(address, request, 'HEAD'))
    },
  },
  {
    id: 'authorization.36',
    title: 'asks for user and password in UTF-8',
    rfc: 'RFC 7617 §2.1',
    level: 'described',
    run: async ({ address }) => {
      const challenges = challengesOf(await ask(address, get('/me')))
      const parameters = challenges.get('basic') ?? ''
      if (/\bcharset="?UTF-8\b/i.test(parameters)) return
      throw new Error(`asks with Basic ${parameters}`)
    },
  },
  {
    id: 'authorization.37',
    title: 'tells a client that its token is wrong, if it sent one',
    rfc: 'RFC 6750 §3.1',
    level: 'SHOULD',
    run: async ({ address }) => {
      const response = await ask(address, get('/me', UNKNOWN_TOKEN))
      expectChallenge(response)
      expectEqual(errorOf(response), 'invalid_token')
    },
  },
  {
    id: 'authorization.38',
    title: 'speaks of no wrong token to a client that sent none',
    rfc: 'RFC 6750 §3.1',
    level: 'SHOULD',
    run: async ({ address }) => {
      for (const lines of [[], [OLD_COOKIE], [basic('ada:wrong')]]) {
        const response = await ask(address, get('/me', ...lines))
        expectChallenge(response)
        expectEqual(errorOf(response), undefined)
      }
    },
  },
  ...known(described('RFC 7617 §2'), [
    ['authorization.39', 'ada by her password', ADA, 'ada'],
    ['authorization.40', 'alan by his password', ALAN, 'alan'],
  ]),
  ...known(must('RFC 9110 §11.1'), [
    [
      'authorization.41',
      'basic in lower case',
      ADA.replace('Basic', 'basic'),
      'ada',
    ],
    [
      'authorization.42',
      'BASIC in capitals',
      ADA.replace('Basic', 'BASIC'),
      'ada',
    ],
  ]),
  ...known(must('RFC 9110 §11.4'), [
    [
      'authorization.43',
      'several spaces',
      ADA.replace('Basic', 'Basic    '),
      'ada',
    ],
  ]),
  ...known(must('RFC 9110 §5.1'), [
    [
      'authorization.44',
      'a field name in capitals',
      ADA.replace(/^\w+/, upper),
      'ada',
    ],
  ]),
  ...wrong([
    ['authorization.45', 'a wrong password', 'ada:babbage'],
    ['authorization.46', 'the password of another user', 'ada:enigma'],
    ['authorization.47', 'an empty password', 'ada:'],
    ['authorization.48', 'a password with a colon behind it', 'ada:lovelace:'],
    ['authorization.49', 'a password with a space behind it', 'ada:lovelace '],
    ['authorization.50', 'the start of a password', 'ada:lovelac'],
    ['authorization.51', 'a password in capitals', 'ada:LOVELACE'],
    ['authorization.52', 'a name in capitals', 'ADA:lovelace'],
    ['authorization.53', 'a name with a space before it', ' ada:lovelace'],
    ['authorization.54', 'a password for a name', 'lovelace:ada'],
    ['authorization.55', 'an unknown name', 'nobody:lovelace'],
    ['authorization.56', 'a member of objects', '__proto__:'],
    ['authorization.57', 'a colon alone', ':'],
    ['authorization.58', 'a password that is no UTF-8', 'ada:lovelac\xe9'],
    [
      'authorization.59',
      'a password of 9,000 letters',
      `ada:${'a'.repeat(9_000)}`,
    ],
  ]),
  {
    id: 'authorization.60',
    title: 'refuses what is no Base64',
    rfc: 'RFC 4648 §3.3',
    level: 'MUST',
    run: async ({ address }) => {
      for (const text of ['YWRh.OmxvdmVsYWNl', 'YWRhOmxv~dmVsYWNl~']) {
        const line = `Authorization: Basic ${text}`
        expectChallenge(await ask(address, get('/me', line)))
      }
    },
  },
  {
    id: 'authorization.61',
    title: 'answers an unknown name as it answers a wrong password',
    rfc: 'RFC 9110 §15.5.2',
    level: 'described',
    run: async ({ address }) => {
      const wrongWord = await ask(address, get('/me', basic('ada:wrong')))
      const wrongName = await ask(address, get('/me', basic('eve:wrong')))
      expectStatus(wrongName, 401)
      expectEqual(withoutTraces(wrongName), withoutTraces(wrongWord))
    },
  },
  {
    id: 'authorization.62',
    title: 'takes as long over an unknown name as over a wrong password',
    run: expectSameTime,
  },
  {
    id: 'authorization.63',
    title: 'keeps /me out of every cache',
    rfc: 'RFC 9111 §5.2.2.5',
    level: 'described',
    run: async ({ address }) =>
      expectNoStore(await ask(address, get('/me', ADA))),
  },
  {
    id: 'authorization.64',
    title: 'takes no credentials from a trailer',
    rfc: 'RFC 9110 §6.5.1',
    level: 'MUST',
    run: async ({ address }) => {
      const start = get('/me', 'Transfer-Encoding: chunked', 'Trailer: x')
      const request = `${start}1\r\na\r\n0\r\n${ADA}\r\n\r\n`
      expectStatus(await ask(address, request), 401)
    },
  },
  {
    id: 'authorization.65',
    title: 'asks for no body before it refuses a stranger',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    // Parameters are checked before a handler asks who is there. Step 22 does
    // that first.
    until: 'validation',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const lines = ['Expect: 100-continue', 'Content-Length: 5']
        const type = 'Content-Type: application/json'
        const line = 'POST /books HTTP/1.1'
        client.write(head(line, HOST, UNKNOWN_TOKEN, type, ...lines))
        expectStatus(await client.readResponse(), 401)
        if (client.interim.length > 0) throw new Error('asked for the body')
      }),
  },
  {
    id: 'authorization.66',
    title: 'goes on when clients leave while it looks at their passwords',
    run: async ({ address }) => {
      for (let i = 0; i < 3; i += 1) {
        await withClient(address, async (client) => {
          client.write(get('/me', ADA).repeat(2))
          // One answer is here, so the next password is being looked at.
          expectUser(await client.readResponse(), 'ada')
        })
      }
      expectUser(await ask(address, get('/me', ALAN)), 'alan')
    },
  },
  {
    id: 'authorization.67',
    title: 'lets pages of partners read /me, and why it refuses',
    run: async ({ address }) => {
      for (const [status, line] of [
        [200, ADA],
        [401, basic('ada:wrong')],
        [401, OLD_COOKIE],
      ] as const) {
        const origin = `Origin: ${PARTNER}`
        const response = await ask(address, get('/me', origin, line))
        expectStatus(response, status)
        expectCors(response)
      }
    },
  },
  {
    id: 'authorization.68',
    title: 'answers a preflight of /me, which brings no credentials',
    run: async ({ address }) => {
      const request = head(
        'OPTIONS /me HTTP/1.1',
        HOST,
        `Origin: ${PARTNER}`,
        'Access-Control-Request-Method: GET',
        'Access-Control-Request-Headers: authorization',
      )
      const response = await ask(address, request, 'OPTIONS')
      expectStatus(response, 204)
      expectCors(response)
      const name = 'Access-Control-Allow-Headers'
      const allowed = headerValues(response, name).join().toLowerCase()
      if (!/\bauthorization\b/.test(allowed)) throw new Error(`got ${allowed}`)
    },
  },
  {
    id: 'authorization.69',
    title: 'begins a session with 201, a user and a token',
    run: (context) =>
      withSession(context, [ADA], async ({ response, token }) => {
        expectStatus(response, 201)
        expectEqual(parseJson(response)['user'], 'ada')
        expectNoStore(response)
        // At least 128 bits, in characters that Bearer can carry.
        if (/^[\w\-.~+/]{22,}=*$/.test(token)) return
        throw new Error(`got the token "${token}"`)
      }),
  },
  {
    id: 'authorization.70',
    title: 'hides the session cookie from scripts and from other sites',
    rfc: 'RFC 6265 §4.1.2',
    level: 'described',
    run: (context) =>
      withSession(context, [ADA], async ({ response }) => {
        const { attributes } = cookieOf(response)
        expectEqual(attributes.has('httponly'), true)
        expectEqual(attributes.get('samesite')?.toLowerCase(), 'lax')
        expectEqual(attributes.get('path'), '/')
        const age = attributes.get('max-age') ?? ''
        if (!/^[1-9]\d*$/.test(age)) throw new Error(`got Max-Age "${age}"`)
      }),
  },
  {
    id: 'authorization.71',
    title: 'begins no session and sets no cookie for wrong credentials',
    run: async ({ address }) => {
      for (const line of [basic('ada:wrong'), UNKNOWN_TOKEN]) {
        const request = head('POST /session HTTP/1.1', HOST, line)
        const response = await ask(address, request)
        expectChallenge(response)
        expectEqual(headerValues(response, 'Set-Cookie'), [])
      }
    },
  },
  ...remembered(must('RFC 6750 §2.1'), [
    ['authorization.72', 'as a Bearer token', ({ token }) => [bearer(token)]],
  ]),
  ...remembered(must('RFC 9110 §11.1'), [
    [
      'authorization.73',
      'as a bearer token in lower case',
      ({ token }) => [`authorization: bearer   ${token}`],
    ],
  ]),
  ...remembered(described('RFC 6265 §4.2.1'), [
    ['authorization.74', 'as a cookie', ({ cookie }) => [`Cookie: ${cookie}`]],
    [
      'authorization.75',
      'by its token as a cookie',
      ({ token }) => [session(token)],
    ],
    [
      'authorization.76',
      'in a cookie among others',
      ({ token }) => [`Cookie: a=b=c; session=${token}; d="e, f"`],
    ],
  ]),
  ...remembered(undefined, [
    [
      'authorization.77',
      'in a cookie without a space before it',
      ({ token }) => [`Cookie: a=b;session=${token};c=d`],
    ],
    [
      'authorization.78',
      'in a cookie with more spaces than it needs',
      ({ token }) => [`Cookie: a=b ;  session=${token} ;\tc=d`],
    ],
    [
      'authorization.79',
      'in a second Cookie field',
      ({ token }) => ['Cookie: a=b; c', session(token), 'Cookie: d=e'],
    ],
    [
      'authorization.80',
      'in the first of two cookies of its name',
      ({ token }) => [`Cookie: session=${token}; session=abc`],
    ],
    [
      'authorization.81',
      'in a cookie behind 500 others',
      ({ token }) => [`Cookie: ${'a=b; =c; d; '.repeat(500)}session=${token}`],
    ],
  ]),
  {
    id: 'authorization.82',
    title: 'takes no token from the query',
    rfc: 'RFC 6750 §2.3',
    level: 'SHOULD',
    run: (context) =>
      withSession(context, [ADA], async ({ token }) => {
        const request = get(`/me?access_token=${token}&session=${token}`)
        expectStatus(await ask(context.address, request), 401)
      }),
  },
  ...forgotten([
    [
      'authorization.83',
      'as Basic',
      ({ token }) => [`Authorization: Basic ${token}`],
    ],
    [
      'authorization.84',
      'in Session',
      ({ token }) => [`Cookie: Session=${token}`],
    ],
    [
      'authorization.85',
      'in asession',
      ({ token }) => [`Cookie: asession=${token}`],
    ],
    [
      'authorization.86',
      'in the second cookie of its name',
      ({ token }) => [`Cookie: session=abc; session=${token}`],
    ],
    [
      'authorization.87',
      'that is cut',
      ({ token }) => [session(token.slice(0, -1))],
    ],
    [
      'authorization.88',
      'with a letter more',
      ({ token }) => [session(`${token}A`)],
    ],
    [
      'authorization.89',
      'beside a wrong Bearer token',
      ({ token }) => [UNKNOWN_TOKEN, session(token)],
    ],
    [
      'authorization.90',
      'beside a wrong password',
      ({ token }) => [session(token), basic('ada:wrong')],
    ],
    [
      'authorization.91',
      'beside malformed credentials',
      ({ token }) => ['Authorization: Basic', session(token)],
    ],
  ]),
  {
    id: 'authorization.92',
    title: 'believes Authorization where a cookie says another',
    run: (context) =>
      withSession(context, [ADA], async ({ cookie }) => {
        const request = get('/me', `Cookie: ${cookie}`, ALAN)
        expectUser(await ask(context.address, request), 'alan')
      }),
  },
  {
    id: 'authorization.93',
    title: 'lets no client choose its token',
    run: (context) =>
      withSession(context, [ADA, OLD_COOKIE], async ({ cookie }) => {
        if (OLD_COOKIE.endsWith(cookie)) throw new Error('took the old one')
        expectChallenge(await ask(context.address, get('/me', OLD_COOKIE)))
      }),
  },
  {
    id: 'authorization.94',
    title: 'begins a session of its own for each sign-in',
    run: (context) =>
      withSession(context, [ADA], (first) =>
        withSession(context, [ADA], async (second) => {
          if (first.token === second.token) throw new Error('one token twice')
          await signOut(context.address, bearer(second.token))
          const { address } = context
          expectStatus(
            await ask(address, get('/me', bearer(second.token))),
            401,
          )
          expectUser(await ask(address, get('/me', bearer(first.token))), 'ada')
        }),
      ),
  },
  ...(['Bearer token', 'cookie'] as const).map((what, i): Check => ({
    id: `authorization.${95 + i}`,
    title: `ends a session for its ${what}, and takes the cookie away`,
    run: (context) =>
      withSession(context, [ADA], async ({ token }) => {
        const line = what === 'cookie' ? session(token) : bearer(token)
        const response = await signOut(context.address, line)
        expectStatus(response, 204)
        const { value, attributes } = cookieOf(response)
        expectEqual([value, attributes.get('max-age')], ['', '0'])
        // A cookie of another path would stay.
        expectEqual(attributes.get('path'), '/')
        await expectOver(context.address, token)
      }),
  })),
  {
    id: 'authorization.97',
    title: 'ends a session for its cookie though a password came too',
    run: (context) =>
      withSession(context, [ADA], async ({ token }) => {
        await signOut(context.address, session(token), ADA)
        await expectOver(context.address, token)
      }),
  },
  {
    id: 'authorization.98',
    title: 'tells the requests of different users on one connection apart',
    rfc: 'RFC 9110 §3.3',
    level: 'MUST',
    run: (context) =>
      withSession(context, [ADA], ({ token }) =>
        withClient(context.address, async (client) => {
          const rows = [
            ['ada', ADA],
            [undefined, 'X-A: 1'],
            ['alan', ALAN],
            ['ada', session(token)],
            [undefined, OLD_COOKIE],
            ['ada', bearer(token)],
            [undefined, basic('ada:wrong')],
          ] as const
          client.write(rows.map(([, line]) => get('/me', line)).join(''))
          for (const [user] of rows) {
            const response = await client.readResponse()
            if (user === undefined) expectChallenge(response)
            else expectUser(response, user)
          }
        }),
      ),
  },
  {
    id: 'authorization.99',
    title: 'tells users apart who ask at the same time',
    run: async ({ address }) => {
      const rows = Array.from({ length: 9 }, (_, i) => i % 3)
      await Promise.all(
        rows.map(async (row) => {
          const line = [ADA, ALAN, basic('ada:enigma')][row] ?? ''
          const response = await ask(address, get('/me', line))
          if (row === 2) return expectChallenge(response)
          expectUser(response, row === 0 ? 'ada' : 'alan')
        }),
      )
    },
  },
  {
    id: 'authorization.100',
    title: 'adds no book for wrong credentials',
    run: async ({ address }) => {
      const book = newBook()
      const lines = [basic('ada:wrong'), UNKNOWN_TOKEN, 'Authorization: Basic']
      for (const line of lines) {
        expectChallenge(await send(address, ['POST', '/books', line], book))
      }
      const { body } = await ask(address, get('/books'))
      if (body.includes(book.title)) throw new Error('added it all the same')
    },
  },
  {
    id: 'authorization.101',
    title: 'takes a client with an old cookie for one without',
    run: (context) =>
      withBook(context, [OLD_COOKIE], async (url) => {
        await expectChanges(context.address, [url], 200)
      }),
  },
  ...owned([
    ['authorization.102', 'PUT', 200],
    ['authorization.103', 'PATCH', 200],
    ['authorization.104', 'DELETE', 204],
  ]),
  ...['Bearer token', 'cookie'].map((what, i): Check => ({
    id: `authorization.${105 + i}`,
    title: `knows the owner of a book by a ${what}`,
    run: (context) =>
      withSession(context, [ADA], async ({ token }) => {
        const line = what === 'cookie' ? session(token) : bearer(token)
        const { address } = context
        await withBook(context, [line], async (url) => {
          await expectChanges(address, [url], 401)
          await expectChanges(address, [url, ALAN], 403)
          await expectChanges(address, [url, ADA], 200)
          await expectChanges(address, [url, line], 200)
        })
      }),
  })),
  {
    id: 'authorization.107',
    title: 'shows a book to everybody, whoever owns it',
    run: (context) =>
      withBook(context, [ADA], async (url) => {
        for (const lines of [[], [OLD_COOKIE], [ALAN]]) {
          expectStatus(await ask(context.address, get(url, ...lines)), 200)
        }
      }),
  },
  {
    id: 'authorization.108',
    title: 'lets everybody change a book that nobody owns',
    run: (context) =>
      withBook(context, [], async (url) => {
        // Who changes it does not own it afterwards.
        for (const lines of [[ADA], [ALAN], [OLD_COOKIE], []]) {
          await expectChanges(context.address, [url, ...lines], 200)
        }
      }),
  },
  {
    id: 'authorization.109',
    title: 'refuses wrong credentials where none were needed',
    run: (context) =>
      withBook(context, [], async (url, book) => {
        const lines = [basic('ada:wrong'), UNKNOWN_TOKEN, 'Authorization: x']
        for (const line of lines) {
          await expectChanges(context.address, [url, line], 401)
          const response = await send(context.address, ['DELETE', url, line])
          expectChallenge(response)
        }
        expectBook(await ask(context.address, get(url)), book)
      }),
  },
]

function repeat(value: string): string[] {
  return [value, value]
}

function upper(text: string): string {
  return text.toUpperCase()
}

/** One octet a character. */
function basic(pair: string): string {
  const text = Buffer.from(pair, 'latin1').toString('base64')
  return `Authorization: Basic ${text}`
}

function bearer(token: string): string {
  return `Authorization: Bearer ${token}`
}

function session(token: string): string {
  return `Cookie: session=${token}`
}

function get(path: string, ...lines: readonly string[]): string {
  return head(`GET ${path} HTTP/1.1`, HOST, ...lines)
}

function refused(
  rows: readonly (readonly [string, string, string])[],
): WireCheck[] {
  return rows.map(([id, what, request]) => ({
    id,
    title: `refuses ${what}`,
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    send: request,
    status: 401,
    closes: false,
  }))
}

function known(
  rule: Rule,
  rows: readonly (readonly [string, string, string, string])[],
): Check[] {
  return rows.map(([id, what, line, user]) => ({
    id,
    title: `knows ${what}`,
    ...rule,
    run: async ({ address }) => {
      expectUser(await ask(address, get('/me', line)), user)
    },
  }))
}

function wrong(rows: readonly (readonly [string, string, string])[]): Check[] {
  return rows.map(([id, what, pair]) => ({
    id,
    title: `refuses ${what}`,
    rfc: 'RFC 9110 §11.4',
    level: 'SHOULD',
    run: async ({ address }) => {
      expectChallenge(await ask(address, get('/me', basic(pair))))
    },
  }))
}

/** A session that has begun. */
interface Session {
  readonly response: RawResponse
  readonly token: string
  /** "session=…", as a browser sends it back. */
  readonly cookie: string
}

type Lines = (session: Session) => readonly string[]

function remembered(
  rule: Rule | undefined,
  rows: readonly (readonly [string, string, Lines])[],
): Check[] {
  return rows.map(([id, what, linesOf]) => ({
    id,
    title: `knows a session ${what}`,
    ...rule,
    run: (context) =>
      withSession(context, [ADA], async (begun) => {
        const request = get('/me', ...linesOf(begun))
        expectUser(await ask(context.address, request), 'ada')
      }),
  }))
}

function forgotten(
  rows: readonly (readonly [string, string, Lines])[],
): Check[] {
  return rows.map(([id, what, linesOf]) => ({
    id,
    title: `does not know a session ${what}`,
    run: (context) =>
      withSession(context, [ADA], async (begun) => {
        const request = get('/me', ...linesOf(begun))
        expectStatus(await ask(context.address, request), 401)
      }),
  }))
}

/** Who may not change a book does not, and who may does. */
function owned(rows: readonly (readonly [string, string, number])[]): Check[] {
  return rows.map(([id, method, status]) => ({
    id,
    title: `lets nobody but its owner ${method} a book`,
    rfc: 'RFC 9110 §15.5.4',
    level: 'described',
    run: (context) =>
      withBook(context, [ADA], async (url, book) => {
        const { address } = context
        const change = method === 'DELETE' ? undefined : { ...book, year: 1 }
        for (const line of ['X-A: 1', OLD_COOKIE]) {
          expectChallenge(await send(address, [method, url, line], change))
        }
        const refusal = await send(address, [method, url, ALAN], change)
        expectStatus(refusal, 403)
        expectBook(await ask(address, get(url)), book)
        const response = await send(address, [method, url, ADA], change)
        expectStatus(response, status)
        const found = await ask(address, get(url))
        if (change) expectBook(found, change)
        else expectStatus(found, 404)
      }),
  }))
}

/** Signs in with these lines, and out again. */
async function withSession(
  { address }: CheckContext,
  lines: readonly string[],
  use: (begun: Session) => Promise<void>,
): Promise<void> {
  const request = head('POST /session HTTP/1.1', HOST, ...lines)
  const response = await ask(address, request)
  expectStatus(response, 201)
  const { token } = parseJson(response)
  if (typeof token !== 'string') throw new Error('got no token')
  try {
    const cookie = `session=${cookieOf(response).value}`
    await use({ response, token, cookie })
  } finally {
    await signOut(address, bearer(token))
  }
}

function signOut(
  address: Address,
  ...lines: readonly string[]
): Promise<RawResponse> {
  return ask(address, head('DELETE /session HTTP/1.1', HOST, ...lines))
}

async function expectOver(address: Address, token: string): Promise<void> {
  const response = await ask(address, get('/me', bearer(token)))
  expectChallenge(response)
  expectEqual(errorOf(response), 'invalid_token')
  expectChallenge(await ask(address, get('/me', session(token))))
}

interface Book {
  readonly title: string
  readonly author: string
  readonly year: number
  readonly tags: readonly string[]
}

/** A book that no other server or run has. */
function newBook(): Book {
  const title = `Book ${randomUUID()}`
  return { title, author: 'Nobody', year: 2000, tags: ['a'] }
}

/** Adds a book with these lines, and takes it away with them. */
async function withBook(
  { address }: CheckContext,
  lines: readonly string[],
  use: (url: string, book: Book) => Promise<void>,
): Promise<void> {
  const book = newBook()
  const request = ['POST', '/books', ...lines] as const
  const response = await send(address, request, book)
  expectStatus(response, 201)
  const { id } = parseJson(response)
  const url = `/books/${String(id)}`
  try {
    await use(url, book)
  } finally {
    await send(address, ['DELETE', url, ...lines])
  }
}

/** Sends a method, a path and field lines, and a value as JSON. */
function send(
  address: Address,
  [method, path, ...lines]: readonly [string, string, ...string[]],
  value?: unknown,
): Promise<RawResponse> {
  const start = `${method} ${path} HTTP/1.1`
  if (value === undefined) return ask(address, head(start, HOST, ...lines))
  const body = JSON.stringify(value)
  const fields = [
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  return ask(address, head(start, HOST, ...fields, ...lines) + body)
}

/** Tries PUT and PATCH, and looks whether they did what they say. */
async function expectChanges(
  address: Address,
  [url, ...lines]: readonly [string, ...string[]],
  status: number,
): Promise<void> {
  for (const method of ['PUT', 'PATCH']) {
    const before = parseJson(await ask(address, get(url)))
    const year = Number(before['year']) + 1
    const { title, author, tags } = before
    const change = { title, author, year, tags }
    const response = await send(address, [method, url, ...lines], change)
    expectStatus(response, status)
    if (status === 401) expectChallenge(response)
    const after = parseJson(await ask(address, get(url)))
    expectEqual(after, status === 200 ? { ...before, year } : before)
  }
}

function expectBook(response: RawResponse, book: Book): void {
  expectStatus(response, 200)
  const { title, author, year, tags } = parseJson(response)
  expectEqual({ title, author, year, tags }, book)
}

function expectUser(response: RawResponse, user: string): void {
  expectStatus(response, 200)
  expectEqual(parseJson(response)['user'], user)
}

/** A 401 that says how to sign in, by name and password or by token. */
function expectChallenge(response: RawResponse): void {
  expectStatus(response, 401)
  const challenges = challengesOf(response)
  for (const scheme of ['basic', 'bearer']) {
    const parameters = challenges.get(scheme)
    if (/\brealm="[^"]+"/i.test(parameters ?? '')) continue
    throw new Error(`asks with ${scheme} ${parameters}`)
  }
}

/** Parameters by scheme, which is in lower case; in one field or in more. */
function challengesOf(response: RawResponse): Map<string, string> {
  const text = headerValues(response, 'WWW-Authenticate').join(', ')
  // A comma stands before a scheme, and also before a parameter.
  const parts = text.split(/,[ \t]*(?=[\w-]+ +[\w-]+=)/)
  const pairs = parts.map((part): [string, string] => {
    const [, scheme = '', parameters = ''] = /^([\w-]+) +(.*)$/.exec(part) ?? []
    return [scheme.toLowerCase(), parameters]
  })
  const challenges = new Map(pairs)
  if (challenges.size === pairs.length) return challenges
  throw new Error(`asks twice for one scheme: ${text}`)
}

/** What is wrong with a token, if anything is said about one. */
function errorOf(response: RawResponse): string | undefined {
  const parameters = challengesOf(response).get('bearer') ?? ''
  return /\berror="?(\w+)/i.exec(parameters)?.[1]
}

interface Cookie {
  readonly value: string
  /** By name, which is in lower case. */
  readonly attributes: ReadonlyMap<string, string>
}

/** The session cookie that a response sets. Throws if it sets none. */
function cookieOf(response: RawResponse): Cookie {
  const lines = headerValues(response, 'Set-Cookie')
  const [line = '', ...others] = lines.filter((each) =>
    each.startsWith('session='),
  )
  const [pair = '', ...parts] = line.split(';').map((part) => part.trim())
  if (pair === '' || others.length > 0) {
    throw new Error(`expected one session cookie, got ${lines.join(' and ')}`)
  }
  const attributes = parts.map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=')
    return [name.toLowerCase(), value]
  })
  return {
    value: pair.slice('session='.length),
    attributes: new Map(attributes),
  }
}

function expectNoStore(response: RawResponse): void {
  const value = headerValues(response, 'Cache-Control').join().toLowerCase()
  if (/\bno-store\b/.test(value)) return
  throw new Error(`got Cache-Control "${value}"`)
}

function expectCors(response: RawResponse): void {
  const origins = headerValues(response, 'Access-Control-Allow-Origin')
  const name = 'Access-Control-Allow-Credentials'
  expectEqual([...origins, ...headerValues(response, name)], [PARTNER, 'true'])
}

/** All but what differs between two answers that are alike. */
function withoutTraces(response: RawResponse): unknown {
  const { statusLine, headers, body } = response
  const fields = headers.filter(
    ([name]) => !/^(?:date|x-request-id|server-timing)$/i.test(name),
  )
  return [statusLine, fields, body.toString()]
}

/** Compares the quickest of each: noise makes an answer slower only. */
async function expectSameTime({ address }: CheckContext): Promise<void> {
  let [wrongName, wrongWord] = [Infinity, Infinity]
  for (let round = 1; round <= 10; round += 1) {
    wrongName = Math.min(wrongName, await timeOf(address, 'eve:wrong'))
    wrongWord = Math.min(wrongWord, await timeOf(address, 'ada:wrong'))
    // Servers that take no time over any password have nothing to give away.
    const tolerance = Math.max(wrongWord / 2, 5)
    const alike = Math.abs(wrongWord - wrongName) < tolerance
    if (alike && round >= 3) return
  }
  const times = [wrongWord, wrongName].map((each) => `${Math.round(each)} ms`)
  throw new Error(`takes ${times.join(', but for an unknown name ')}`)
}

/** Milliseconds until the answer. */
async function timeOf(address: Address, pair: string): Promise<number> {
  const start = performance.now()
  expectStatus(await ask(address, get('/me', basic(pair))), 401)
  return performance.now() - start
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  const [got, wanted] = [actual, expected].map((each) => JSON.stringify(each))
  throw new Error(`expected ${wanted}, got ${got}`)
}
