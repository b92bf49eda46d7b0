// Who a request speaks for: by name and password, by token, by cookie.
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { findUser, getUser, sessions, tokenOf } from '#src/users.ts'
import { type FieldLine, HttpHeaders } from '#src/wire/headers.ts'
import type { HttpRequest } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const UNKNOWN_TOKEN = 'Bearer realm="bookshelf", error="invalid_token"'

describe('findUser', () => {
  it.each([
    ['ada', 'lovelace'],
    ['alan', 'enigma'],
  ])('knows %s by the password %s', async (user, password) => {
    const request = requestWith(basic(`${user}:${password}`))
    expect(await findUser(request)).toBe(user)
  })

  it.each([
    ['ada:enigma', 'the password of another user'],
    ['ada:', 'no password'],
    ['Ada:lovelace', 'a name in other letters'],
    ['nobody:lovelace', 'an unknown name'],
    ['__proto__:', 'a member of objects'],
    [':', 'no name'],
  ])('gives %j, %s, one answer', async (pair) => {
    const found = findUser(requestWith(basic(pair)))
    await expect(found).rejects.toMatchObject({
      status: 401,
      message: 'Wrong credentials',
      headers: [expect.anything(), expect.not.arrayContaining([UNKNOWN_TOKEN])],
    })
  })

  it.each<[string, (token: string) => FieldLine]>([
    ['a token', (token) => ['authorization', `Bearer ${token}`]],
    ['a cookie', (token) => ['cookie', `a=b; session=${token}`]],
  ])('knows a session by %s', async (_, fieldOf) => {
    const request = requestWith(fieldOf(sessions.begin('ada')))
    expect(await findUser(request)).toBe('ada')
  })

  it('refuses an unknown token and says so', async () => {
    const request = requestWith(['authorization', 'Bearer abc'])
    await expect(findUser(request)).rejects.toMatchObject({
      status: 401,
      headers: [expect.anything(), ['WWW-Authenticate', UNKNOWN_TOKEN]],
    })
  })

  it.each(['session=old', 'session=', 'session', '=session', 'a=b'])(
    'finds nobody by the cookie %j',
    async (cookie) => {
      sessions.begin('ada')
      const request = requestWith(['cookie', cookie])
      expect(await findUser(request)).toBe(undefined)
    },
  )

  it('believes Authorization where a cookie says another', async () => {
    const cookie = ['cookie', `session=${sessions.begin('ada')}`] as const
    const alan = requestWith(basic('alan:enigma'), cookie)
    expect(await findUser(alan)).toBe('alan')
    for (const wrong of ['Bearer abc', 'Basic abc', 'Basic OmE=', '']) {
      const request = requestWith(['authorization', wrong], cookie)
      const refusal = { status: 401 }
      await expect(findUser(request)).rejects.toMatchObject(refusal)
    }
  })
})

describe('getUser', () => {
  it('gives the user that a request speaks for', async () => {
    const request = requestWith(basic('ada:lovelace'))
    expect(await getUser(request)).toBe('ada')
  })

  it('refuses a request that speaks for nobody', async () => {
    const found = getUser(requestWith())
    await expect(found).rejects.toMatchObject({
      status: 401,
      message: 'Not authenticated',
    })
  })
})

describe('tokenOf', () => {
  it.each<[string, readonly FieldLine[], string]>([
    ['nowhere', [], ''],
    ['in Authorization', [['authorization', 'bearer abc']], 'abc'],
    ['in a cookie', [['cookie', 'a=b; session=abc']], 'abc'],
    [
      'in Authorization first',
      [
        ['cookie', 'session=def'],
        ['authorization', 'Bearer abc'],
      ],
      'abc',
    ],
    [
      'in a cookie beside a password',
      [basic('ada:lovelace'), ['cookie', 'session=abc']],
      'abc',
    ],
  ])('looks for it %s', (_, lines, token) => {
    expect(tokenOf(requestWith(...lines))).toBe(token)
  })
})

function basic(pair: string): FieldLine {
  return ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`]
}

function requestWith(...lines: readonly FieldLine[]): HttpRequest {
  return requestFor('GET', '/me', ...lines)
}
