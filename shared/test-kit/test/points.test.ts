// Where a brief run splits wire cases everywhere, and where at a few points.
import type { Check } from '@barewire/checks/check'
import { existingSteps } from '@barewire/course/steps'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FEW, hasNewWire, pointsFor } from '../src/points.ts'

const WIRE = check('06.1')
const steps = existingSteps()
const last = steps.at(-1)?.number ?? 0

describe('hasNewWire', () => {
  it('sees where a step reads otherwise', () => {
    const changed = steps.filter(hasNewWire).map(({ number }) => number)
    const known = changed.filter((number) => number <= 19)
    expect(known.join(' ')).toBe('1 3 4 5 6 7 8 9 10 12 15 19')
  })
})

describe('pointsFor', () => {
  beforeEach(() => vi.stubEnv('BRIEF', '1'))
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['a step with a new wire', WIRE, 9, Infinity],
    ['a step above the wire', WIRE, 11, FEW],
    ['a step that adds the check', check('11.1'), 11, Infinity],
    ['a step after that one', check('11.1'), 13, FEW],
    ['the last step', WIRE, last, Infinity],
  ])('for %s', (_, tested, number, points) => {
    expect(pointsFor(number)(tested)).toBe(points)
  })

  it('leaves out none in a run that is not brief', () => {
    vi.stubEnv('BRIEF', '0')
    expect(pointsFor(11)(WIRE)).toBe(Infinity)
  })
})

function check(id: string): Check {
  return { id, title: 'answers', send: '', status: 200 }
}
