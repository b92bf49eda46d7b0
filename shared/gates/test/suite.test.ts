// The shared checks themselves: ids, promises, and enough of them.
import { sinceOf, untilOf } from '@barewire/checks/check'
import { CHECKS, checksFor } from '@barewire/checks/suite'
import { existingSteps, isSince } from '@barewire/course/steps'
import { describe, expect, it } from 'vitest'

// Decorators don't change the wire: compiler and unit tests show their point.
const STEPS = existingSteps().filter(
  (step) => isSince(step, 'request-head') && step.slug !== 'decorators',
)

describe('the suite', () => {
  it('gives every check an id and a title of its own', () => {
    const ids = CHECKS.map(({ id }) => id)
    const titles = CHECKS.map((check) => `${sinceOf(check)} ${check.title}`)
    expect(ids.filter((id) => !/^[a-z-]+\.[1-9]\d*$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([])
  })

  it('cites sections as "RFC 9112 §3.2"', () => {
    const cited = CHECKS.flatMap(({ rfc }) => rfc ?? [])
    expect(cited.length).toBeGreaterThan(1_000)
    const form = /^RFC \d{4} §\d+(?:\.\d+)*$/
    expect(cited.filter((rfc) => !form.test(rfc))).toEqual([])
  })

  it('says of every rule how binding it is, and of nothing else', () => {
    const half = CHECKS.filter(
      ({ rfc, level }) => (rfc === undefined) !== (level === undefined),
    )
    expect(half.map(({ id }) => id)).toEqual([])
  })

  it('ends a promise only at a later step', () => {
    const wrong = CHECKS.filter((check) => untilOf(check) <= sinceOf(check))
    expect(wrong).toEqual([])
  })

  it.each(STEPS)('has at least fifteen checks for $name', ({ number }) => {
    const own = checksFor(number).filter((each) => sinceOf(each) === number)
    expect(own.length).toBeGreaterThanOrEqual(15)
  })
})
