// Which checks a run has, and where it splits wire cases at a few points only.
import { type Check, sinceOf } from '../src/check.ts'
import { checksFor } from '../src/suite.ts'
import { existingSteps } from '@barewire/course/steps'
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { checksToRun, FEW, hasNewWire, pointsFor } from '../src/points.ts'

const WIRE = check('chunked-body.1')
const steps = existingSteps()
const last = steps.at(-1)?.number ?? 0

/** No folder has this number. */
const ALONE = 99

describe('hasNewWire', () => {
  it('sees where a step reads otherwise', () => {
    const changed = steps.filter(hasNewWire).map(({ number }) => number)
    const known = changed.filter((number) => number <= 19)
    expect(known.join(' ')).toBe('1 3 4 5 6 7 8 9 10 12 15 19')
  })
})

describe('a brief run', () => {
  beforeEach(() => vi.stubEnv('RUN', 'home'))
  afterEach(() => vi.unstubAllEnvs())

  it('has the checks that a step adds, and all at the last step', () => {
    const own = checksToRun(11)
    expect(own.every((each) => sinceOf(each) === 11)).toBe(true)
    expect(own.length).toBeGreaterThan(15)
    expect(checksToRun(last)).toEqual(checksFor(last))
  })

  it.each([
    ['a step that adds the check', check('json.1'), 11, Infinity],
    ['a later step', WIRE, last, Infinity],
    ['a step that stands alone', WIRE, ALONE, FEW],
  ])('splits at so many points for %s', (_, tested, number, points) => {
    expect(pointsFor(number)(tested)).toBe(points)
  })
})

describe('any other run', () => {
  it.each(['all', 'parts'])('leaves out nothing with RUN=%s', (run) => {
    vi.stubEnv('RUN', run)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(checksToRun(11)).toEqual(checksFor(11))
    expect(pointsFor(ALONE)(WIRE)).toBe(Infinity)
  })
})

function check(id: string): Check {
  return { id, title: 'answers', send: '', status: 200 }
}
