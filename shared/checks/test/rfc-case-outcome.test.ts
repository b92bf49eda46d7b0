// A server that closes, and says so, is not to blame for it.
import { describe, expect, it } from 'vitest'
import type { Expectation } from '../src/rfc-case.ts'
import { judge } from '../src/run-rfc-case.ts'
import type { Observed } from '../src/rfc-case-observe.ts'
import { outcomeOf } from '../src/rfc-case-outcome.ts'

const CLOSE = ['Connection', 'close'] as const
const STAYS = { statuses: ['2xx'], closes: false } as const
const TWO = { statuses: ['2xx'], responses: 2 } as const

/** One response, and then the end. */
function seen(
  headers: readonly (readonly [string, string])[],
  { version = 'HTTP/1.1', ended = true } = {},
): Observed {
  const response = { version, status: 200, headers, body: Buffer.from('a') }
  const statusLine = `${version} 200 OK`
  return {
    responses: [{ ...response, statusLine, complete: true, length: 0 }],
    interim: [],
    interimBefore: 0,
    rest: Buffer.alloc(0),
    received: Buffer.alloc(0),
    nonsense: undefined,
    ended,
    milliseconds: 0,
  }
}

function outcome(
  expectation: Expectation,
  observed: Observed,
  persistent = false,
): string {
  const about = { id: 'a', group: 'a', title: 'a', rfc: 'a', send: [] } as const
  const faults = judge(expectation, observed)
  return outcomeOf(
    { ...about, level: 'MUST', expect: expectation, persistent },
    { faults, hardened: true, observed },
  )
}

describe('the outcome of a case', () => {
  it.each<[string, Expectation, Observed]>([
    ['without a fault', { statuses: [200] }, seen([])],
    ['that closes and says so', STAYS, seen([CLOSE])],
    ['that closes as HTTP/1.0 does', STAYS, seen([], { version: 'HTTP/1.0' })],
  ])('passes a server %s', (_, expectation, observed) => {
    expect(outcome(expectation, observed)).toBe('passed')
  })

  it.each<[string, Expectation]>([
    ['responses', TWO],
    ['bodies', { ...TWO, bodies: ['a', 'b'] }],
    ['statuses', { ...TWO, all: [[200], [400]] }],
  ])('does not judge %s behind a close', (_, expectation) => {
    expect(outcome(expectation, seen([CLOSE]))).toBe('unseen')
  })

  it.each<[string, Expectation, Observed]>([
    ['that closes and does not say so', STAYS, seen([])],
    ['that stays and does not answer', TWO, seen([], { ended: false })],
    ['that says close and stays', TWO, seen([CLOSE], { ended: false })],
    ['that keeps alive', STAYS, seen([['Connection', 'keep-alive']])],
    ['that also has another fault', { ...TWO, body: 'b' }, seen([CLOSE])],
    ['whose status is wrong', { statuses: [400] }, seen([CLOSE])],
  ])('fails a server %s', (_, expectation, observed) => {
    expect(outcome(expectation, observed)).toBe('failed')
  })

  it('fails a server that closes where a connection has to go on', () => {
    expect(outcome(STAYS, seen([CLOSE]), true)).toBe('failed')
  })
})
