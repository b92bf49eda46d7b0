// Field lines as a list: order and repetition mean something (RFC 9110 §5.3).
import { describe, expect, it } from 'vitest'
import { type FieldLine, HttpHeaders } from '#src/wire/headers.ts'

const LINES: readonly FieldLine[] = [
  ['host', 'localhost'],
  ['x-a', '1'],
  ['accept', '*/*'],
  ['x-a', '2'],
]

describe('HttpHeaders', () => {
  it('gives every value of a name, in order', () => {
    expect(new HttpHeaders(LINES).getAll('x-a')).toEqual(['1', '2'])
  })

  it.each(['x-b', 'constructor', '__proto__', ''])(
    'has no value for %j, which did not come',
    (name) => {
      expect(new HttpHeaders(LINES).getAll(name)).toEqual([])
    },
  )

  it('gives all lines in order of arrival', () => {
    expect([...new HttpHeaders(LINES)]).toEqual(LINES)
  })
})
