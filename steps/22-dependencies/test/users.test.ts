// Who a request speaks for: by name and password, by token, by cookie.
// Ends: findUser > knows %s by the password %s
// Ends: findUser > gives %j, %s, one answer
// Ends: findUser > knows a session by %s
// Ends: findUser > refuses an unknown token and says so
// Ends: findUser > finds nobody by the cookie %j
// Ends: findUser > believes Authorization where a cookie says another
// Ends: getUser > gives the user that a request speaks for
// Ends: getUser > refuses a request that speaks for nobody
// Ends: tokenOf > looks for it %s
import { describe, expect, it } from 'vitest'
import { App } from '#src/api/app.ts'
import { type Dependency, dependency } from '#src/api/dependency.ts'
import { depends } from '#src/api/markers.ts'
import {
  currentUser,
  maybeUser,
  sessions,
  sessionToken,
  userByPassword,
} from '#src/users.ts'
import { Sessions } from '#src/web/sessions.ts'
import { TestClient, type TestResponse } from '#src/web/test-client.ts'

const UNKNOWN_TOKEN = 'Bearer realm="bookshelf", error="invalid_token"'

type Fields = Readonly<Record<string, string>>

/** Answers with what a dependency makes of a request that has these fields. */
function ask(
  wanted: Dependency,
  headers: Fields,
  known = new Sessions(60),
): Promise<TestResponse> {
  const app = new App()
  app.overrides.set(
    sessions,
    dependency([], () => known),
  )
  app.get('/', [depends(wanted)], (found) => ({ found: found ?? null }))
  return new TestClient(app.handle).get('/', { headers })
}

function basic(pair: string): Fields {
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

describe.each([
  ['userByPassword', userByPassword],
  ['maybeUser', maybeUser],
  ['currentUser', currentUser],
])('%s', (_, wanted) => {
  it.each([
    ['ada', 'lovelace'],
    ['alan', 'enigma'],
  ])('knows %s by the password %s', async (user, password) => {
    const answer = await ask(wanted, basic(`${user}:${password}`))
    expect(answer.json()).toEqual({ found: user })
  })

  it.each([
    ['ada:enigma', 'the password of another user'],
    ['ada:', 'no password'],
    ['Ada:lovelace', 'a name in other letters'],
    ['nobody:lovelace', 'an unknown name'],
    ['__proto__:', 'a member of objects'],
    [':', 'no name'],
  ])('gives %j, %s, one answer', async (pair) => {
    const answer = await ask(wanted, basic(pair))
    expect(answer.status).toBe(401)
    expect(answer.json()).toEqual({ detail: 'Wrong credentials' })
    const challenges = answer.headers.getAll('www-authenticate')
    expect(challenges).toHaveLength(2)
    expect(challenges).not.toContain(UNKNOWN_TOKEN)
  })

  it.each(['Basic abc', 'Basic OmE=', '', 'Digest a'])(
    'refuses the credentials %j, whatever a cookie says',
    async (authorization) => {
      const known = new Sessions(60)
      const cookie = `session=${known.begin('ada')}`
      const answer = await ask(wanted, { authorization, cookie }, known)
      expect(answer.status).toBe(401)
    },
  )
})

describe.each([
  ['maybeUser', maybeUser],
  ['currentUser', currentUser],
])('%s and a session', (_, wanted) => {
  it.each<[string, (token: string) => Fields]>([
    ['a token', (token) => ({ authorization: `Bearer ${token}` })],
    ['a cookie', (token) => ({ cookie: `a=b; session=${token}` })],
  ])('knows it by %s', async (__, fieldsOf) => {
    const known = new Sessions(60)
    const answer = await ask(wanted, fieldsOf(known.begin('ada')), known)
    expect(answer.json()).toEqual({ found: 'ada' })
  })

  it('refuses an unknown token and says so', async () => {
    const cookie = `session=${new Sessions(60).begin('ada')}`
    for (const more of [{}, { cookie }]) {
      const fields = { authorization: 'Bearer abc', ...more }
      const { status, headers } = await ask(wanted, fields)
      expect(status).toBe(401)
      expect(headers.getAll('www-authenticate')).toContain(UNKNOWN_TOKEN)
    }
  })

  it('believes Authorization where a cookie says another', async () => {
    const known = new Sessions(60)
    const cookie = `session=${known.begin('ada')}`
    const fields = { cookie, ...basic('alan:enigma') }
    const answer = await ask(wanted, fields, known)
    expect(answer.json()).toEqual({ found: 'alan' })
  })
})

describe('a request that names nobody', () => {
  it.each([undefined, 'session=old', 'session=', 'session', '=session', 'a=b'])(
    'is one with the cookie %j',
    async (cookie) => {
      const known = new Sessions(60)
      known.begin('ada')
      const fields = cookie === undefined ? {} : { cookie }
      const answer = await ask(maybeUser, fields, known)
      expect(answer.json()).toEqual({ found: null })
      const refusal = await ask(currentUser, fields, known)
      expect(refusal.status).toBe(401)
      expect(refusal.json()).toEqual({ detail: 'Not authenticated' })
    },
  )
})

describe('sessionToken', () => {
  it.each<[string, Fields, string]>([
    ['nowhere', {}, ''],
    ['in Authorization', { authorization: 'bearer abc' }, 'abc'],
    ['in a cookie', { cookie: 'a=b; session=abc' }, 'abc'],
    [
      'in Authorization first',
      { cookie: 'session=def', authorization: 'Bearer abc' },
      'abc',
    ],
    [
      'in a cookie beside a password',
      { ...basic('ada:lovelace'), cookie: 'session=abc' },
      'abc',
    ],
  ])('is looked for %s', async (_, fields, token) => {
    const answer = await ask(sessionToken, fields)
    expect(answer.json()).toEqual({ found: token })
  })
})
