// What a measurement says that no test reaches, and which of it is admitted.
import { describe, expect, it } from 'vitest'
import {
  type FileMeasurement,
  type Gap,
  gapsIn,
  judge,
} from '../src/uncovered.ts'

const TEXT = `const a = 1
  const b = a ?? 2
if (b) {
  throw a
}
`

describe('gapsIn', () => {
  it('names each statement that was not reached', () => {
    expect(gapsOf({ s: { '0': 1, '1': 0 } })).toEqual([
      { file: 'src/a.ts', line: 4, kind: 'statement', code: 'throw a' },
    ])
  })

  it('names each side of a branch, with the line where it begins', () => {
    expect(gapsOf({ b: { '0': [1, 0], '1': [0, 3] } })).toEqual([
      { file: 'src/a.ts', line: 2, kind: 'branch', code: 'const b = a ?? 2' },
      { file: 'src/a.ts', line: 3, kind: 'branch', code: 'if (b) {' },
    ])
  })

  it('names an else that is not written by its if', () => {
    expect(gapsOf({ b: { '1': [3, 0] } })).toEqual([
      { file: 'src/a.ts', line: 3, kind: 'branch', code: 'if (b) {' },
    ])
  })

  it('is silent where all was reached', () => {
    expect(gapsOf({ s: { '0': 1, '1': 2 }, b: { '0': [2, 1] } })).toEqual([])
  })
})

describe('judge', () => {
  const reason = 'It cannot be.'
  const gap = {
    file: 'src/a.ts',
    line: 4,
    kind: 'branch',
    code: 'throw a',
  } as const

  it('takes away what an exception admits, by file and line of text', () => {
    const exceptions = [
      { file: 'src/a.ts', code: 'throw a', reason },
      { file: 'src/main.ts', reason },
    ]
    const inMain: Gap = { ...gap, file: 'src/main.ts' }
    const judged = judge([gap, inMain, { ...gap, line: 7 }], exceptions)
    expect(judged).toEqual({ gaps: [], stale: [] })
  })

  it.each([
    ['of another file', { file: 'src/b.ts', code: 'throw a', reason }],
    ['of another line', { file: 'src/a.ts', code: 'throw b', reason }],
    ['of a part of the line', { file: 'src/a.ts', code: 'throw', reason }],
    ['of another whole file', { file: 'a.ts', reason }],
  ])('keeps the gap where the exception is %s', (_, exception) => {
    const judged = judge([gap], [exception])
    expect(judged).toEqual({ gaps: [gap], stale: [exception] })
  })
})

/** What a measurement of TEXT says. */
function gapsOf(measured: Partial<FileMeasurement>): Gap[] {
  const whole: FileMeasurement = {
    s: {},
    statementMap: { '0': at(1), '1': at(4) },
    b: {},
    branchMap: {
      '0': { loc: at(2), locations: [at(2), at(2)] },
      '1': { loc: at(3), locations: [at(3), { start: {} }] },
    },
  }
  const all = { ...whole, ...measured }
  return gapsIn({ file: 'src/a.ts', text: TEXT, measured: all })
}

function at(line: number): { start: { line: number } } {
  return { start: { line } }
}
