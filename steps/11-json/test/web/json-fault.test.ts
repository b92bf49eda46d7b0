// Where a text stops being JSON: a table, then any text, against JSON.parse.
import {
  type Arbitrary,
  assert,
  constantFrom,
  jsonValue,
  nat,
  option,
  property,
  tuple,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from '#src/web/json-fault.ts'

describe('findJsonFault', () => {
  it.each([
    ['', 'value', 0],
    [' \t\r\n', 'value', 4],
    ['NaN', 'value', 0],
    ['\ufeff1', 'value', 0],
    ['-', 'value', 0],
    [']', 'value', 0],
    ['"a', 'value', 0],
    ['"\u001f"', 'value', 0],
    ['"\\u12g4"', 'value', 0],
    ['{"a":}', 'value', 5],
    ['[1, ]', 'value', 4],
    ['[', 'value or ]', 1],
    ['[}', 'value or ]', 1],
    ['{"a":1, }', 'name', 8],
    ['{a:1}', 'name or }', 1],
    ['{"a"}', ':', 4],
    ['[1 2]', ', or ]', 3],
    ['[01]', ', or ]', 2],
    ['[1.]', ', or ]', 2],
    ['["\\uAf09" x', ', or ]', 10],
    ['[[1]', ', or ]', 4],
    ['{"a":"b" "c"}', ', or }', 9],
    ['{"a":[1]]', ', or }', 8],
    ['1 2', 'nothing more', 2],
    ['{} // c', 'nothing more', 3],
    ['"[" ]', 'nothing more', 4],
  ])('finds that %j should have had: %s', (text, wanted, at) => {
    expect(findJsonFault(text)).toEqual({ expected: wanted, position: at })
  })

  it('finds the end of the longest beginning that JSON can have', () => {
    const holds = property(almostJson(), (text) => {
      expect(positionOf(text)).toBe(longestBeginning(text))
    })
    assert(holds, { numRuns: 300 })
  })

  // A body may be that long. The stack has less room, and squares take hours.
  it.each([
    ['brackets', '['.repeat(1_000_000), 1_000_000],
    ['braces', '{"a":'.repeat(200_000), 1_000_000],
    ['spaces behind a value', `1${' '.repeat(1_000_000)}x`, 1_000_001],
    ['list members', `[${'1,'.repeat(500_000)}`, 1_000_001],
    ['digits', `${'1'.repeat(1_000_000)}x`, 1_000_000],
    ['letters without an end', `"${'a'.repeat(1_000_000)}`, 0],
    ['letters in a string', `"${'a'.repeat(1_000_000)}"x`, 1_000_002],
    ['escapes in a string', `"${'\\n'.repeat(500_000)}"x`, 1_000_002],
    ['closed brackets', '['.repeat(500_001) + ']'.repeat(500_000), 1_000_001],
  ])('copes with a million characters: %s', (_what, text, at) => {
    expect(positionOf(text)).toBe(at)
  })
})

function positionOf(text: string): number {
  return findJsonFault(text).position
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** JSON that a character broke: taken away, put in, or put in its place. */
function almostJson(): Arbitrary<string> {
  const value = jsonValue({ maxDepth: 3 })
  const json = tuple(value, constantFrom('', '\t')).map(([each, indent]) =>
    JSON.stringify(each, null, indent),
  )
  const spice = constantFrom(...'{}[]",:\\0-.eEtn1 \n\u0001'.split(''))
  return tuple(json, nat(), constantFrom(0, 1), option(spice))
    .map(([text, seed, taken, put]) => {
      const at = seed % (text.length + 1)
      return text.slice(0, at) + (put ?? '') + text.slice(at + taken)
    })
    .filter((text) => !parses(text))
}

/**
 * JSON.parse as the judge, no grammar of our own: the longest beginning that
 * ends between two tokens and becomes JSON with a few tokens behind it.
 */
function longestBeginning(text: string): number {
  const middles = ['', ' null', ' "":null', ' :null']
  for (let end = text.length; end > 0; end -= 1) {
    const start = text.slice(0, end)
    const rests = middles.map((middle) => middle + closersOf(start))
    if (rests.some((rest) => parses(start + rest))) return end
  }
  return 0
}

/** The brackets that are open outside of strings, closed. */
function closersOf(start: string): string {
  let closers = ''
  for (const character of start.replace(/"(?:[^"\\]|\\.)*"/gs, '')) {
    if (character === '[') closers = `]${closers}`
    if (character === '{') closers = `}${closers}`
    if (character === ']' || character === '}') closers = closers.slice(1)
  }
  return closers
}
