// Parameters behind a value, as Content-Type and Content-Disposition have
// them (RFC 9110 §5.6.6, RFC 7578 §4.2).
import { describe, expect, it } from 'vitest'
import { parseParameters } from '#src/content/parameters.ts'

describe('parseParameters', () => {
  it.each([
    ['', '', []],
    ['text/plain', 'text/plain', []],
    ['Text/PLAIN', 'text/plain', []],
    ['a/b;c=d', 'a/b', [['c', 'd']]],
    ['a/b; C=D', 'a/b', [['c', 'D']]],
    [
      'a \t;\t b=c ; d="e f"',
      'a',
      [
        ['b', 'c'],
        ['d', 'e f'],
      ],
    ],
    ['a; b=""', 'a', [['b', '']]],
    ['a; b="c;d=e, f"', 'a', [['b', 'c;d=e, f']]],
    ['a; b=c=d', 'a', [['b', 'c=d']]],
    ["a; b='c'", 'a', [['b', "'c'"]]],
    [
      'a; b="é€𝄞"; c=é',
      'a',
      [
        ['b', 'é€𝄞'],
        ['c', 'é'],
      ],
    ],
    ['a; b="C:\\d\\e"', 'a', [['b', 'C:\\d\\e']]],
    [
      'a; b="c\\"; d=e',
      'a',
      [
        ['b', 'c\\'],
        ['d', 'e'],
      ],
    ],
    ["a; b*=UTF-8''c", 'a', [['b*', "UTF-8''c"]]],
    ['a; __proto__=b', 'a', [['__proto__', 'b']]],
    ['a;', 'a', []],
    ['a; ;b=c', 'a', [['b', 'c']]],
  ])('reads %j', (text, value, parameters) => {
    const [found, map] = parseParameters(text)
    expect([found, [...map]]).toEqual([value, parameters])
  })

  it.each([
    'a; b',
    'a; =b',
    'a; b=',
    'a; b="c',
    'a; b=c"',
    'a; b="c"d',
    'a; b="c\\"d"',
    'a; b =c',
    'a; b= c',
    'a; b=c d',
    'a; b=c, d',
    'a b=c',
    'a, b',
    'a; é=b',
    'a; b=c; b=c',
    'a; b=c; B="d"',
    'a; b=c\n; d=e',
  ])('refuses %j', (text) => {
    const message = `Cannot parse "${text}"`
    const refusal = expect.objectContaining({ status: 400, message })
    expect(() => parseParameters(text)).toThrow(refusal)
  })

  it('cites the beginning of a long text', () => {
    const text = `a; ${'b'.repeat(10_000)}`
    const cited = `Cannot parse "a; ${'b'.repeat(77)}"`
    const refusal = expect.objectContaining({ message: cited })
    expect(() => parseParameters(text)).toThrow(refusal)
  })
})
