// Signing in and out, and what that is good for, as a client library sees it.
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch, type Response } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#src/app.ts'

const ADA = basic('ada:lovelace')
const ALAN = basic('alan:enigma')
const BOOK = { title: 'Persuasion', author: 'Jane Austen', year: 1817 }
const CHALLENGES =
  'Basic realm="bookshelf", charset="UTF-8", Bearer realm="bookshelf"'
const DAY = 24 * 60 * 60

afterEach(() => {
  vi.useRealTimers()
})

describe('/me', () => {
  it('names who asks, and no cache may keep it', async () => {
    await using app = await startApp(createApp())
    const response = await ask(app, 'GET /me', { Authorization: ADA })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ user: 'ada' })
  })

  it.each([
    ['nothing', {}, CHALLENGES],
    ['an old cookie', { Cookie: 'session=old' }, CHALLENGES],
    ['no password', { Authorization: basic('ada:') }, CHALLENGES],
    ['what is no token', { Authorization: 'Bearer' }, CHALLENGES],
    [
      'an unknown token',
      { Authorization: 'Bearer abc' },
      `${CHALLENGES}, error="invalid_token"`,
    ],
  ])('refuses %s with a challenge', async (_, headers, challenges) => {
    await using app = await startApp(createApp())
    for (const line of ['GET /me', 'HEAD /me']) {
      const response = await ask(app, line, { ...headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(challenges)
    }
  })

  it('may be read by pages of partners, the refusal too', async () => {
    await using app = await startApp(createApp())
    const origin = 'http://localhost:5173'
    for (const Authorization of [ADA, basic('ada:wrong')]) {
      const headers = { Origin: origin, Authorization }
      const response = await ask(app, 'GET /me', headers)
      const name = 'access-control-allow-credentials'
      expect(response.headers.get(name)).toBe('true')
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    }
  })

  it('outlives clients that leave before they have an answer', async () => {
    await using app = await startApp(createApp())
    const faults = vi.spyOn(console, 'error').mockReturnValue()
    const line = 'GET /me HTTP/1.1\r\nHost: localhost\r\n'
    for (let i = 0; i < 3; i += 1) {
      await withClient(app, async (client) => {
        client.write(`${line}Authorization: ${ADA}\r\n\r\n`.repeat(2))
        await client.readResponse()
      })
    }
    const response = await ask(app, 'GET /me', { Authorization: ADA })
    expect(response.status).toBe(200)
    await vi.waitFor(() => expect(app.connections()).toBeLessThan(2), 5_000)
    expect(faults).not.toHaveBeenCalled()
    faults.mockRestore()
  })
})

describe('a session', () => {
  it('begins with a token and a cookie', async () => {
    await using app = await startApp(createApp())
    const response = await ask(app, 'POST /session', { Authorization: ADA })
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { user, token } = Object(await response.json())
    expect(user).toBe('ada')
    expect(response.headers.getSetCookie()).toEqual([
      `session=${token}; Path=/; SameSite=Lax; Max-Age=${DAY}; HttpOnly`,
    ])
  })

  it.each([
    ['nothing', {}],
    ['a wrong password', { Authorization: basic('ada:wrong') }],
    ['an old cookie', { Cookie: 'session=old' }],
  ])('does not begin for %s', async (_, headers) => {
    await using app = await startApp(createApp())
    const response = await ask(app, 'POST /session', { ...headers })
    expect(response.status).toBe(401)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each([
    ['a token', (token: string) => ({ Authorization: `Bearer ${token}` })],
    ['a cookie', (token: string) => ({ Cookie: `session=${token}` })],
    [
      'a cookie, a password beside it',
      (token: string) => ({ Cookie: `session=${token}`, Authorization: ADA }),
    ],
  ])('ends by %s', async (_, headersOf) => {
    await using app = await startApp(createApp())
    const token = await signIn(app, ADA)
    const response = await ask(app, 'DELETE /session', headersOf(token))
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(response.headers.getSetCookie()).toEqual([
      'session=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly',
    ])
    for (const headers of [
      { Authorization: `Bearer ${token}` },
      { Cookie: `session=${token}` },
    ]) {
      expect((await ask(app, 'GET /me', headers)).status).toBe(401)
    }
  })

  it('ends after a day', async () => {
    await using app = await startApp(createApp())
    const token = await signIn(app, ALAN)
    const headers = { Cookie: `session=${token}` }
    const now = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: now + (DAY - 60) * 1000 })
    expect((await ask(app, 'GET /me', headers)).status).toBe(200)
    vi.setSystemTime(now + (DAY + 60) * 1000)
    expect((await ask(app, 'GET /me', headers)).status).toBe(401)
    expect((await ask(app, 'GET /books', headers)).status).toBe(200)
  })
})

describe('a book of a user', () => {
  it.each([
    ['PUT', BOOK, 200],
    ['PATCH', { year: 1818 }, 200],
    ['DELETE', undefined, 204],
  ])('is for nobody else to %s', async (method, value, status) => {
    await using app = await startApp(createApp())
    const ada = { Cookie: `session=${await signIn(app, ADA)}` }
    const created = await ask(app, 'POST /books', ada, BOOK)
    const url = created.headers.get('location')
    const book = await created.json()
    const rows = [
      [401, {}],
      [401, { Cookie: 'session=old' }],
      [401, { Authorization: basic('ada:wrong') }],
      [403, { Authorization: ALAN }],
    ] as const
    for (const [refusal, headers] of rows) {
      const response = await ask(app, `${method} ${url}`, headers, value)
      expect(response.status).toBe(refusal)
      expect(response.headers.has('www-authenticate')).toBe(refusal === 401)
    }
    expect(await (await ask(app, `GET ${url}`)).json()).toEqual(book)
    const response = await ask(app, `${method} ${url}`, ada, value)
    expect(response.status).toBe(status)
  })

  it('is not added with wrong credentials', async () => {
    await using app = await startApp(createApp())
    for (const Authorization of [basic('ada:wrong'), 'Bearer abc', 'Basic']) {
      const response = await ask(app, 'POST /books', { Authorization }, BOOK)
      expect(response.status).toBe(401)
    }
    expect(await (await ask(app, 'GET /books')).json()).toHaveLength(2)
  })

  it('is not made of a book that was there', async () => {
    await using app = await startApp(createApp())
    for (const Authorization of [ADA, ALAN]) {
      const response = await ask(app, 'PUT /books/1', { Authorization }, BOOK)
      expect(response.status).toBe(200)
    }
    expect((await ask(app, 'DELETE /books/1')).status).toBe(204)
  })
})

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** The token of a new session. */
async function signIn(app: Address, Authorization: string): Promise<string> {
  const response = await ask(app, 'POST /session', { Authorization })
  return String(Object(await response.json()).token)
}

/** Sends "GET /me", and a value as JSON. */
function ask(
  { host, port }: Address,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  value?: unknown,
): Promise<Response> {
  const [method = '', target = ''] = line.split(' ')
  const body = value === undefined ? null : JSON.stringify(value)
  return fetch(`http://${host}:${port}${target}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  })
}
