// Which fields a response may have only once (RFC 9110 §5.5).
import { describe, expect, it } from 'vitest'
import type { FieldLine } from '../../src/wire/headers.ts'
import { isRepeated } from '../../src/wire/singleton-fields.ts'

describe('isRepeated', () => {
  it.each([
    ['a first line', ['Content-Type'], []],
    ['two fields', ['Content-Type', 'Content-Location'], []],
    ['one field twice', ['ETag', 'ETag'], [0]],
    ['another spelling', ['X', 'Server', 'Y', 'SERVER', 'server'], [1, 3]],
    ['a list', ['Set-Cookie', 'Set-Cookie', 'Vary', 'vary'], []],
  ])('finds what comes again later: %s', (_, names, found) => {
    const lines = names.map((name): FieldLine => [name, 'a'])
    const repeated = lines.flatMap((line, i) =>
      isRepeated(line, i, lines) ? [i] : [],
    )
    expect(repeated).toEqual(found)
  })
})
