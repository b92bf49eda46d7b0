// The rules by which larger ones stand or fall (RFC 9110 §5.5, §5.6).
import { describe, expect, it } from 'vitest'
import { FIELD_VALUE, TOKEN, trimOws } from '#src/wire/grammar.ts'

// tchar, as RFC 9110 §5.6.2 lists them
const TCHAR = /[!#$%&'*+\-.^_`|~]|[0-9]|[A-Z]|[a-z]/

describe('TOKEN', () => {
  it('takes every tchar and no other octet', () => {
    const taken = octets().filter((octet) => TOKEN.test(octet))
    expect(taken).toEqual(octets().filter((octet) => TCHAR.test(octet)))
  })

  it.each(['', 'a b', 'a\n', '\na', 'é', '\u212a'])('refuses %j', (text) => {
    expect(TOKEN.test(text)).toBe(false)
  })
})

describe('FIELD_VALUE', () => {
  it('takes every octet but the controls; HTAB is none of them', () => {
    const refused = octets().filter((octet) => !FIELD_VALUE.test(octet))
    const codes = refused.map((octet) => octet.charCodeAt(0))
    const controls = [...Array(32).keys(), 127].filter((code) => code !== 9)
    expect(codes).toEqual(controls)
  })

  it.each(['a\n', 'a\r\nb', '\0', '€'])('refuses %j', (text) => {
    expect(FIELD_VALUE.test(text)).toBe(false)
  })
})

describe('trimOws', () => {
  it.each([
    ['', ''],
    ['a', 'a'],
    [' \t a b\t ', 'a b'],
    [' \t ', ''],
    ['\xa0a\v', '\xa0a\v'],
    ['\r\na\f', '\r\na\f'],
  ])('makes of %j %j', (text, expected) => {
    expect(trimOws(text)).toBe(expected)
  })

  it('does not slow down at spaces that it has to keep', () => {
    const text = `a${' '.repeat(128 * 1024)}a`
    const start = performance.now()
    expect(trimOws(text)).toBe(text)
    // The expression /[ \t]+$/ takes ten seconds over this.
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

function octets(): string[] {
  return Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
}
