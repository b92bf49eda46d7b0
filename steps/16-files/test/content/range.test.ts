// A Range field, read as parts of ten bytes, and of any number of bytes by a
// reader that is slow but plain: it looks at each byte on its own.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from '#src/content/range.ts'

const LONG = '9'.repeat(25)

describe('parseRange', () => {
  it.each([
    ['bytes=0-3', '0-3'],
    ['bytes=003-04', '3-4'],
    ['bytes=7-', '7-9'],
    ['bytes=-3', '7-9'],
    ['bytes=-11', '0-9'],
    ['bytes=5-10', '5-9'],
    [`bytes=0-${LONG}`, '0-9'],
    [`bytes=-${LONG}`, '0-9'],
    ['BYTES=0-0', '0-0'],
    ['bytes=8-,0-1', '8-9 0-1'],
    ['bytes=0-4,0-4', '0-4 0-4'],
    ['bytes= 0-1 ,\t4-5', '0-1 4-5'],
    ['bytes=,0-1, ,4-5,', '0-1 4-5'],
    ['bytes=0-0,10-,-0,9-9', '0-0 9-9'],
    [`bytes=${'10-,'.repeat(15)}0-0`, '0-0'],
  ])('takes %s for %s', (value, expected) => {
    const ranges = parseRange(value, 10)
    const shown = ranges?.map(({ first, last }) => `${first}-${last}`)
    expect(shown?.join(' ')).toBe(expected)
  })

  it.each([
    ['bytes=10-', 10],
    [`bytes=${LONG}-`, 10],
    ['bytes=-0', 10],
    ['bytes=10-,-0', 10],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
  ])('finds nothing for %s among %i bytes', (value, size) => {
    expect(parseRange(value, size)).toEqual([])
  })

  it.each([
    ['no unit', '0-1'],
    ['another unit', 'items=0-1'],
    ['a space in front of "="', 'bytes =0-1'],
    ['no range', 'bytes='],
    ['a hyphen alone', 'bytes=-'],
    ['a number alone', 'bytes=1'],
    ['a sign', 'bytes=+1-2'],
    ['hexadecimal digits', 'bytes=0x1-2'],
    ['other digits', 'bytes=\u0661-\u0662'],
    ['a space inside', 'bytes=0 -1'],
    ['a last before its first', 'bytes=5-3'],
    ['a good range before a bad one', 'bytes=0-1,x'],
    ['a semicolon', 'bytes=0-1;4-5'],
    ['parts that are more than the whole', 'bytes=0-9,5-5'],
    ['more than 16 parts', `bytes=${'10-,'.repeat(16)}0-0`],
    ['thousands of parts', `bytes=${'0-0,'.repeat(4_000)}0-0`],
  ])('ignores %s', (_, value) => {
    expect(parseRange(value, 10)).toBeUndefined()
  })

  it('agrees with a reader that looks at each byte', () => {
    fc.assert(
      fc.property(specs, size, (asked, bytes) => {
        const value = `bytes=${asked.map(({ text }) => text).join()}`
        const ranges = parseRange(value, bytes)
        expect(ranges?.map(positionsOf)).toEqual(readPlainly(asked, bytes))
      }),
      { numRuns: 2_000 },
    )
  })
})

/** What is sent, and whether it means a byte; undefined: it is no range. */
interface Spec {
  readonly text: string
  readonly means?: (position: number, size: number) => boolean
}

const size = fc.nat(30)
const number = fc.nat(40)

const spec: fc.Arbitrary<Spec> = fc.oneof(
  fc.tuple(number, number).map(([first, last]) => {
    const text = `${first}-${last}`
    if (last < first) return { text }
    return { text, means: (at: number) => first <= at && at <= last }
  }),
  number.map((first) => ({
    text: `${first}-`,
    means: (at: number) => first <= at,
  })),
  number.map((length) => ({
    text: `-${length}`,
    means: (at: number, all: number) => at >= all - length,
  })),
)

const specs = fc.array(spec, { minLength: 1, maxLength: 20 })

function readPlainly(
  asked: readonly Spec[],
  bytes: number,
): number[][] | undefined {
  const all = Array.from({ length: bytes }, (_, i) => i)
  if (asked.length > 16 || asked.some(({ means }) => !means)) return undefined
  const parts = asked
    .map(({ means }) => all.filter((at) => means?.(at, bytes)))
    .filter((part) => part.length > 0)
  return parts.flat().length > bytes ? undefined : parts
}

function positionsOf(range: { first: number; last: number }): number[] {
  const length = Math.max(0, range.last - range.first + 1)
  return Array.from({ length }, (_, i) => range.first + i)
}
