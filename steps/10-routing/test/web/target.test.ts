// Targets are split first and decoded then: an escaped slash is no slash, an
// escaped ampersand parts no pairs (RFC 3986 §2.2).
import { describe, expect, it } from 'vitest'
import { parseQuery, parseTarget } from '#src/web/target.ts'

describe('parseTarget', () => {
  it.each([
    ['/', ['']],
    ['/a/b', ['a', 'b']],
    ['//a//', ['', 'a', '', '']],
    ['/a/../.', ['a', '..', '.']],
    ['/%61/B', ['a', 'B']],
    ['/a%2Fb/c', ['a/b', 'c']],
    ['/%2561', ['%61']],
    ['/a+b%2Bc', ['a+b+c']],
    ['/%3F?/b', ['?']],
    ['/caf%c3%A9/%F0%9D%84%9E', ['café', '𝄞']],
    ['http://localhost/a', ['a']],
    ['HTTP://[::1]:80', ['']],
    ['http://localhost?/a', ['']],
    ['/http://a/b', ['http:', '', 'a', 'b']],
  ])('splits %s', (target, segments) => {
    expect(parseTarget(target).segments).toEqual(segments)
  })

  it.each([
    ['/a?b=c&b=d', 'b=c&b=d'],
    ['/a?b=/c?d', 'b=%2Fc%3Fd'],
    ['http://localhost?b=c', 'b=c'],
    ['/a?', ''],
    ['/a', ''],
  ])('reads the query of %s', (target, query) => {
    expect(parseTarget(target).query.toString()).toBe(query)
  })

  it.each([
    ['/a/%FF', '%FF'],
    ['/%C3/%A9', '%C3'],
    ['/%C0%AF', '%C0%AF'],
    ['/%C0%80', '%C0%80'],
    ['/%ED%A0%80', '%ED%A0%80'],
    ['/%F4%90%80%80', '%F4%90%80%80'],
    ['/a%00b', 'a%00b'],
    ['/?a=%FF', '%FF'],
    ['/?%00=a', '%00'],
    ['http://localhost/%FF', '%FF'],
    [`/${'a'.repeat(100)}%FF`, 'a'.repeat(80)],
  ])('refuses %s', (target, quoted) => {
    const refusal = { status: 400, message: `Cannot decode "${quoted}"` }
    expect(() => parseTarget(target)).toThrow(expect.objectContaining(refusal))
  })
})

describe('parseQuery', () => {
  it.each([
    ['a=1&b=2&a=3', ['a:1', 'b:2', 'a:3']],
    ['a', ['a:']],
    ['a=', ['a:']],
    ['=a', [':a']],
    ['a=b=c', ['a:b=c']],
    ['&&a=1&', ['a:1']],
    ['a+b=+1%2B2%20', ['a b: 1+2 ']],
    ['a%26b=c%3Dd', ['a&b:c=d']],
    ['a=%C3%A9%250a', ['a:é%0a']],
    ['a=1;b=2', ['a:1;b=2']],
    ['__proto__=1', ['__proto__:1']],
    ['a=%0A\n', ['a:\n\n']],
    ['', []],
  ])('reads %j', (text, pairs) => {
    const query = [...parseQuery(text)]
    expect(query.map(([name, value]) => `${name}:${value}`)).toEqual(pairs)
  })
})
