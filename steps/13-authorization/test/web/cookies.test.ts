// Which cookies a request has, and which lines ask a browser for them
// (RFC 6265bis §4).
import { describe, expect, it } from 'vitest'
import {
  type CookieOptions,
  parseCookies,
  setCookie,
} from '#src/web/cookies.ts'
import { HttpHeaders } from '#src/wire/headers.ts'

const OURS = 'Path=/; SameSite=Lax; HttpOnly'

describe('parseCookies', () => {
  it.each([
    ['no field', [], {}],
    ['an empty field', [''], {}],
    ['a cookie', ['a=1'], { a: '1' }],
    ['two cookies', ['a=1; b=2'], { a: '1', b: '2' }],
    ['two fields', ['a=1', 'b=2; c=3'], { a: '1', b: '2', c: '3' }],
    ['no space between', ['a=1;b=2'], { a: '1', b: '2' }],
    ['spaces and tabs', ['a=1 ;  b=2;\tc=3'], { a: '1', b: '2', c: '3' }],
    ['spaces around "="', ['a = 1'], { a: '1' }],
    ['semicolons without cookies', [';; a=1;;b=2; ;'], { a: '1', b: '2' }],
    ['an equals sign in a value', ['a=b=c=='], { a: 'b=c==' }],
    ['an empty value', ['a=; b=2'], { a: '', b: '2' }],
    ['no equals sign', ['a; b=2'], { b: '2' }],
    ['no name', ['=1; b=2; ==3'], { b: '2' }],
    ['a name twice', ['a=1; a=2', 'a=3'], { a: '1' }],
    ['names in two cases', ['a=1; A=2'], { a: '1', A: '2' }],
    ['quotes and commas', ['a="1, 2"; b=2'], { a: '"1, 2"', b: '2' }],
    ['octets beyond ASCII', ['a=\xe9; \xa0b=2'], { a: '\xe9', '\xa0b': '2' }],
    ['escapes, which are no business of ours', ['a=%3B'], { a: '%3B' }],
    ['a member of objects', ['constructor=1'], { constructor: '1' }],
  ])('understands %s', (_, values, expected) => {
    const lines = values.map((value) => ['cookie', value] as const)
    const cookies = parseCookies(new HttpHeaders(lines))
    expect([...cookies]).toEqual(Object.entries(expected))
  })

  it('keeps a cookie of the name __proto__ to itself', () => {
    const headers = new HttpHeaders([['cookie', '__proto__=1; toString=2']])
    const names = [...parseCookies(headers).keys()]
    expect(names).toEqual(['__proto__', 'toString'])
  })

  it('is not slowed down by 60,000 spaces or semicolons', () => {
    const text = ' '.repeat(60_000) + ';'.repeat(60_000)
    const start = performance.now()
    parseCookies(new HttpHeaders([['cookie', `a${text}a=1`]]))
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('setCookie', () => {
  it.each<[string, CookieOptions | undefined]>([
    [`a=1; ${OURS}`, undefined],
    [`a=1; Path=/; SameSite=Lax; Max-Age=60; HttpOnly`, { maxAge: 60 }],
    [`a=1; Path=/; SameSite=Lax; Max-Age=0; HttpOnly`, { maxAge: 0 }],
    ['a=1; Path=/b; SameSite=Lax; HttpOnly', { path: '/b' }],
    ['a=1; Path=/; SameSite=Lax; Domain=a.b; HttpOnly', { domain: 'a.b' }],
    ['a=1; Path=/; SameSite=Lax; Secure; HttpOnly', { secure: true }],
    [`a=1; ${OURS}`, { secure: false, httpOnly: true }],
    ['a=1; Path=/; SameSite=Lax', { httpOnly: false }],
    ['a=1; Path=/; SameSite=Strict; HttpOnly', { sameSite: 'Strict' }],
    [
      'a=1; Path=/; SameSite=None; Secure; HttpOnly',
      { sameSite: 'None', secure: true },
    ],
  ])('writes "%s"', (line, options) => {
    expect(setCookie('a', '1', options)).toEqual(['Set-Cookie', line])
  })

  it.each(['', 'a=b==', "!#$%&'()*+-./:<=>?@[]^_`{|}~", 'a'.repeat(4_000)])(
    'takes the value "%s" as it is',
    (value) => {
      const line = `session=${value}; ${OURS}`
      expect(setCookie('session', value)).toEqual(['Set-Cookie', line])
    },
  )

  it.each(['a;b', 'a b', 'a,b', '"a"', 'a\\b', 'a\r\nX: 1', 'a\0', 'é', '€'])(
    'refuses the value %j',
    (value) => {
      expect(() => setCookie('a', value)).toThrow('Cannot set cookie')
    },
  )

  it.each(['', 'a b', 'a=b', 'a;b', 'a\r\n', 'é', '"a"'])(
    'refuses the name %j',
    (name) => {
      expect(() => setCookie(name, '1')).toThrow('Cannot set cookie')
    },
  )

  it.each<CookieOptions>([
    { path: '/; Domain=evil.example' },
    { path: '/\r\nSet-Cookie: b=2' },
    { path: '/\0' },
    { path: '/€' },
    { domain: 'a; Secure' },
    { domain: 'a\nb' },
    { maxAge: 1.5 },
    { maxAge: NaN },
    { sameSite: 'None' },
    { sameSite: 'None', secure: false },
  ])('refuses %j, which browsers would misread', (options) => {
    expect(() => setCookie('a', '1', options)).toThrow('Cannot set cookie')
  })

  const secure = true

  it.each<[string, CookieOptions]>([
    ['__Secure-a', { secure, path: '/b', domain: 'a.b' }],
    ['__Host-a', { secure }],
    ['__Host-a', { secure, path: '/', maxAge: 0 }],
    ['__Hosta', { path: '/b' }],
  ])('takes the name %s with %j', (name, options) => {
    expect(setCookie(name, '1', options)[1]).toMatch(`${name}=1; Path=/`)
  })

  it.each<[string, CookieOptions]>([
    ['__Secure-a', {}],
    ['__sEcUrE-a', { secure: false }],
    ['__Host-a', {}],
    ['__Host-a', { secure, path: '/b' }],
    ['__Host-a', { secure, domain: 'a.b' }],
    ['__Host-a', { secure, domain: '/' }],
    ['__HOST-a', { secure, domain: 'a.b', path: '/' }],
  ])('refuses the name %s with %j', (name, options) => {
    expect(() => setCookie(name, '1', options)).toThrow('Cannot set cookie')
  })
})
