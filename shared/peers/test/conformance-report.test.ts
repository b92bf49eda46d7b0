// What a report adds up to, and how it is written.
import type { RfcCase } from '@barewire/checks/rfc-case'
import { describe, expect, it } from 'vitest'
import { writeMarkdown } from '../src/conformance-markdown.ts'
import {
  absentReport,
  keptBy,
  percentOf,
  type Report,
  reportOf,
  scoreOf,
} from '../src/conformance-report.ts'
import type { Result, Run } from '../src/conformance-run.ts'
import { showPieces, showResult } from '../src/show-result.ts'

const CASES: readonly RfcCase[] = [
  caseOf('a-1', { critical: true }),
  caseOf('a-2', { title: 'with | and "[::1"' }),
  caseOf('b-1', { group: 'b', level: 'SHOULD' }),
  caseOf('b-2', { group: 'b', level: 'SHOULD', needs: 'short_timeouts' }),
  caseOf('c-1', { group: 'c', application: true }),
]

const RUNGS = [
  caseOf('s-3', { group: 'request-line' }),
  caseOf('s-4', { group: 'headers' }),
  caseOf('s-6', { group: 'framing' }),
  caseOf('s-9', { group: 'host' }),
  caseOf('s-19', { group: 'timeouts' }),
]

function caseOf(id: string, other: Partial<RfcCase> = {}): RfcCase {
  const about = { group: 'a', title: id, level: 'MUST', rfc: 'RFC 1' } as const
  const send = [{ data: 'GET /\tx\r\n\r\n' }]
  return { id, ...about, send, expect: {}, ...other }
}

const RUN: Run = {
  target: {
    name: 'some',
    names: ['some'],
    kind: 'server',
    version: '1.0',
    start: () => Promise.reject(new Error('not here')),
  },
  results: [
    resultOf('a-1', { hardened: false }),
    resultOf('a-2', { outcome: 'failed' }),
    resultOf('b-1', { outcome: 'unseen' }),
    resultOf('c-1'),
  ],
  inapplicable: CASES.filter(({ id }) => id === 'b-2'),
}

function resultOf(id: string, other: Partial<Result> = {}): Result {
  const one = CASES.find((each) => each.id === id) ?? caseOf(id)
  return { one, outcome: 'passed', faults: [], hardened: true, ...other }
}

const REPORT: Report = {
  name: 'some',
  kind: 'server',
  version: '1.0',
  failed: ['a-2'],
  unseen: ['b-1'],
  inapplicable: ['b-2'],
  lenient: ['a-1'],
}

describe('a report', () => {
  it('notes the cases that did not go well', () => {
    expect(reportOf(RUN)).toEqual(REPORT)
  })

  it('notes how a server died', () => {
    expect(reportOf({ ...RUN, died: 'ended' }).died).toBe('ended')
  })

  it('adds up to what passed of what was judged', () => {
    expect(scoreOf(REPORT, CASES)).toEqual({
      passed: 2,
      judged: 3,
      preferred: 1,
    })
    expect(scoreOf(REPORT, [])).toEqual({ passed: 0, judged: 0, preferred: 0 })
  })

  it.each([
    ['no case of step 3', ['s-3'], [], { step: 0, first: 's-3' }],
    ['the cases of step 3', ['s-4', 's-9'], [], { step: 3, first: 's-4' }],
    ['those before step 9', ['s-9'], [], { step: 8, first: 's-9' }],
    ['all that it can be asked', [], ['s-19'], { step: 18 }],
    ['all', [], [], { step: 23 }],
  ])('keeps %s', (_, failed, inapplicable, kept) => {
    const found = keptBy({ ...REPORT, failed, inapplicable }, RUNGS)
    const { first, ...others } = found
    expect({ ...others, ...(first && { first: first.id }) }).toEqual(kept)
  })

  it.each([
    [2, 3, '66.6 %'],
    [3, 3, '100.0 %'],
    [9_999, 10_000, '99.9 %'],
    [0, 3, '0.0 %'],
    [0, 0, '–'],
  ])('writes %i of %i as %s', (passed, judged, text) => {
    expect(percentOf({ passed, judged, preferred: 0 })).toBe(text)
  })
})

describe('the page', () => {
  const absent = absentReport('none', 'none is not installed: buy it')
  const judged = { reached: 0, first: 'first-response.6' }
  const dead = { ...REPORT, name: 'dead', died: 'ended with 3', judged }
  const reports = [REPORT, dead, absent]
  const made = { made: '2026-01-02', node: '20.0.0', cases: [], reports }
  const page = writeMarkdown(made, CASES)

  it('has a row for each server, the MUSTs first', () => {
    expect(page).toContain('| server | version | MUST | SHOULD | all |')
    expect(page).toContain(
      '| some | 1.0 | 1/2 | – | 1/2 | 50.0 % | 1/1 | 0/2 | 2 |',
    )
    expect(page).toContain('| server | a | b |\n| --- | --- | --- |')
    expect(page).toContain('| some | 1/2 | – |')
  })

  it('says what failed where, and keeps the application apart', () => {
    expect(page).toContain('| a-2 | MUST | 1 | with \\| and "\\[::1" | all |')
    expect(page).toContain('| c-1 | MUST | 1 | c-1 |  |')
    expect(page).not.toContain('| a-1 |')
  })

  it('says which step each of them reaches, and what fails first', () => {
    expect(page).toContain('| some | no step | – | not asked |')
    expect(page).toContain(
      '| dead | no step | – | no step (first-response.6) |',
    )
  })

  it('says what is absent, and what died', () => {
    expect(page).toContain('- none is not installed: buy it')
    expect(page).toContain('- dead ended with 3.')
    expect(page).not.toContain('| none |')
  })

  it('says when it was made', () => {
    expect(page).toContain('Made on 2026-01-02')
    expect(page).toContain('Node 20.0.0')
  })
})

describe('a result', () => {
  it('is shown with its bytes, and a caret under the fault', () => {
    expect(showPieces({ ...caseOf('a-1'), at: 5 })).toEqual([
      'GET /\\tx\\r\\n',
      '     ^',
      '\\r\\n',
    ])
  })

  it('has the caret where the octets before are written out', () => {
    const send = [{ data: 'a\n' }, { data: '\0\\b', end: true }]
    expect(showPieces({ ...caseOf('a-1'), send, at: 4 })).toEqual([
      'a\\n',
      '\\x00\\\\b',
      '      ^',
      '(the client ends its side)',
    ])
  })

  it('is cut where it is long, and says how it was sent', () => {
    const send = [
      { data: 'a', repeat: 2_000, pauseMilliseconds: 5 },
      { data: 'b', times: 2, rst: true },
    ]
    expect(showPieces({ ...caseOf('a-1'), send })).toEqual([
      'a'.repeat(1_000),
      '… 2000 octets in all',
      '(a pause of 5 ms)',
      'bb',
      '(in 2 pieces)',
      '(the client resets the connection)',
    ])
  })

  it('says what is wrong', () => {
    const result = resultOf('a-2', { outcome: 'failed', faults: ['is late'] })
    expect(showResult('some 1.0', result)).toBe(
      [
        'some 1.0, a-2: failed (MUST, RFC 1)',
        'with | and "[::1"',
        '  is late',
        'sent:',
        '  GET /\\tx\\r\\n',
        '  \\r\\n',
        '',
      ].join('\n'),
    )
  })
})
