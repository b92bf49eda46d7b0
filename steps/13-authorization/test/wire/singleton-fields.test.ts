// Which fields a response may have only once (RFC 9110 §5.5).
import { describe, expect, it } from 'vitest'
import type { FieldLine } from '../../src/wire/headers.ts'
import { isRepeated, withDefaults } from '../../src/wire/singleton-fields.ts'

describe('withDefaults', () => {
  const type = ['Content-Type', 'application/json'] as const
  const vary = ['Vary', 'Origin'] as const

  it.each([
    ['puts defaults first', [['X-A', '1']], [type, vary, ['X-A', '1']]],
    ['keeps a list in both', [['Vary', 'X']], [type, vary, ['Vary', 'X']]],
    [
      'drops a singleton that comes again, in any spelling',
      [['CONTENT-type', 'text/csv']],
      [vary, ['CONTENT-type', 'text/csv']],
    ],
  ] as const)('%s', (_, lines, all) => {
    expect(withDefaults([type, vary], lines)).toEqual(all)
  })
})

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
