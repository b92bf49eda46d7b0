// Who is asking: what each way of naming oneself gives, and its challenge.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { type Dependency, dependency } from '#src/api/dependency.ts'
import { body, depends } from '#src/api/markers.ts'
import {
  ApiKeyCookie,
  ApiKeyHeader,
  ApiKeyQuery,
  HttpBasic,
  HttpBearer,
  OAuth2PasswordBearer,
  optional,
} from '#src/api/security.ts'
import { TestClient, type TestResponse } from '#src/web/test-client.ts'

function ask(
  security: Dependency,
  headers: Readonly<Record<string, string>> = {},
  target = '/',
): Promise<TestResponse> {
  const app = new App()
  app.get('/', [depends(security)], (found) => ({ found: found ?? null }))
  return new TestClient(app.handle).get(target, { headers })
}

function basic(pair: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

const BEARER = { authorization: 'Bearer a.b-c' }

const ADA = { scheme: 'Basic', user: 'ada', secret: 'love:lace' }

const tokenUrl = '/token'

describe.each([
  [
    'HttpBasic',
    new HttpBasic(),
    'Basic realm="api"',
    basic('ada:love:lace'),
    '/',
    ADA,
  ],
  [
    'HttpBasic of a realm',
    new HttpBasic({ realm: 'the "shop" \\o/' }),
    String.raw`Basic realm="the \"shop\" \\o/"`,
    basic('ada:love:lace'),
    '/',
    ADA,
  ],
  ['HttpBearer', new HttpBearer(), 'Bearer', BEARER, '/', 'a.b-c'],
  [
    'OAuth2PasswordBearer',
    new OAuth2PasswordBearer({ tokenUrl }),
    'Bearer',
    BEARER,
    '/',
    'a.b-c',
  ],
  [
    'ApiKeyHeader',
    new ApiKeyHeader({ name: 'X-Key' }),
    'APIKey',
    { 'x-key': 'k' },
    '/',
    'k',
  ],
  [
    'ApiKeyQuery',
    new ApiKeyQuery({ name: 'key' }),
    'APIKey',
    {},
    '/?a=b&key=k%20l',
    'k l',
  ],
  [
    'ApiKeyCookie',
    new ApiKeyCookie({ name: 'key' }),
    'APIKey',
    { cookie: 'a=b; key=k; c=d' },
    '/',
    'k',
  ],
] as const)('%s', (...row) => {
  const [, security, challenge, headers, target, found] = row

  it('gives what a client sends', async () => {
    const answer = await ask(security, headers, target)
    expect(answer.json()).toEqual({ found })
  })

  it('challenges a client that sends nothing', async () => {
    const answer = await ask(security)
    expect(answer.status).toBe(401)
    expect(answer.json()).toEqual({ detail: 'Not authenticated' })
    expect(answer.headers.getAll('www-authenticate')).toEqual([challenge])
  })

  it('lets it in where it is optional', async () => {
    const maybe: Dependency = optional<unknown>(security)
    expect((await ask(maybe)).json()).toEqual({ found: null })
    expect((await ask(maybe, headers, target)).json()).toEqual({ found })
  })

  it('tells the document the same, optional or not', () => {
    const maybe: Dependency = optional<unknown>(security)
    expect(maybe.security).toBe(security.security)
    expect(security.security.name).not.toBe('')
  })
})

describe('Authorization', () => {
  it.each([
    ['HttpBasic', new HttpBasic(), BEARER],
    ['HttpBearer', new HttpBearer(), basic('ada:lovelace')],
    ['OAuth2', new OAuth2PasswordBearer({ tokenUrl }), basic('ada:lovelace')],
  ])('of the other scheme is none for %s', async (_, security, headers) => {
    expect((await ask(security, headers)).status).toBe(401)
    const maybe: Dependency = optional<unknown>(security)
    expect((await ask(maybe, headers)).json()).toEqual({ found: null })
  })

  it.each(['Basic !!!', 'Bearer', 'Bearer a b', 'Basic YQ==', '', 'x'])(
    '%j is refused, optional or not',
    async (authorization) => {
      for (const security of [new HttpBasic(), new HttpBearer()]) {
        const maybe: Dependency = optional<unknown>(security)
        for (const each of [security, maybe]) {
          const answer = await ask(each, { authorization })
          expect(answer.status).toBe(401)
          expect(answer.headers.getAll('www-authenticate')).not.toEqual([])
        }
      }
    },
  )

  it('may be asked for in more than one way', async () => {
    const either = dependency(
      [depends(optional(new HttpBasic())), depends(optional(new HttpBearer()))],
      (credentials, token) => credentials?.user ?? token,
    )
    expect((await ask(either, basic('ada:a'))).json()).toEqual({ found: 'ada' })
    expect((await ask(either, BEARER)).json()).toEqual({ found: 'a.b-c' })
    expect((await ask(either)).json()).toEqual({ found: null })
  })

  it('is asked for before a body is judged', async () => {
    const app = new App()
    const bearer = new HttpBearer()
    app.post('/a', [body(z.string()), depends(bearer)], () => 1)
    app.post('/b', [body(z.string())], () => 1, { dependencies: [bearer] })
    const client = new TestClient(app.handle)
    for (const target of ['/a', '/b']) {
      expect((await client.post(target, { json: 7 })).status).toBe(401)
      const known = await client.post(target, { json: 7, headers: BEARER })
      expect(known.status).toBe(422)
    }
  })
})

describe("a way of one's own", () => {
  it('that fails is a 500, and no challenge', async () => {
    const fault = new Error('no such table: users')
    class Broken extends HttpBasic {
      override find(): never {
        throw fault
      }
    }
    const errors = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => errors.mockRestore())
    const answer = await ask(new Broken(), basic('ada:lovelace'))
    expect(answer.status).toBe(500)
    expect(answer.headers.getAll('www-authenticate')).toEqual([])
    expect(errors.mock.calls).toEqual([[fault]])
  })
})

describe('an API key', () => {
  it.each([
    [new ApiKeyHeader({ name: 'X-Key' }), { 'x-key': '' }, '/'],
    [new ApiKeyQuery({ name: 'key' }), {}, '/?key='],
    [new ApiKeyCookie({ name: 'key' }), { cookie: 'key=' }, '/'],
  ] as const)(
    'that is empty is none: $security.name',
    async (security, headers, target) => {
      expect((await ask(security, headers, target)).status).toBe(401)
    },
  )

  it('is looked for at its place only', async () => {
    const security = new ApiKeyHeader({ name: 'key' })
    const answer = await ask(security, { cookie: 'key=k' }, '/?key=k')
    expect(answer.status).toBe(401)
  })
})

describe('what the document is told', () => {
  it.each([
    [new HttpBasic(), 'HTTPBasic', { type: 'http', scheme: 'basic' }],
    [
      new HttpBearer({ schemeName: 'token' }),
      'token',
      { type: 'http', scheme: 'bearer' },
    ],
    [
      new OAuth2PasswordBearer({ tokenUrl, scopes: { read: 'Read' } }),
      'OAuth2PasswordBearer',
      {
        type: 'oauth2',
        flows: { password: { tokenUrl, scopes: { read: 'Read' } } },
      },
    ],
    [
      new ApiKeyHeader({ name: 'X-Key' }),
      'APIKeyHeader',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
    ],
    [
      new ApiKeyQuery({ name: 'key' }),
      'APIKeyQuery',
      { type: 'apiKey', in: 'query', name: 'key' },
    ],
    [
      new ApiKeyCookie({ name: 'key' }),
      'APIKeyCookie',
      { type: 'apiKey', in: 'cookie', name: 'key' },
    ],
  ])('is how to send it: %#', ({ security }, name, description) => {
    expect(security).toEqual({ name, description })
  })
})
