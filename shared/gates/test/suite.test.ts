// The shared checks themselves: ids, promises, and enough of them.
import { CHECKS, checksFor, sinceOf } from '@barewire/checks/suite'
import { existingSteps } from '@barewire/course/steps'
import { describe, expect, it } from 'vitest'

describe('the suite', () => {
  it('gives every check an id and a title of its own', () => {
    const ids = CHECKS.map(({ id }) => id)
    const titles = CHECKS.map((check) => `${sinceOf(check)} ${check.title}`)
    expect(ids.filter((id) => !/^\d\d\.\d+$/.test(id))).toEqual([])
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
    const wrong = CHECKS.filter(
      (check) => (check.until ?? Infinity) <= sinceOf(check),
    )
    expect(wrong).toEqual([])
  })

  // 21 does not change the wire: compiler and unit tests have to show its point.
  it.each(existingSteps().filter(({ number }) => number >= 3 && number !== 21))(
    'has at least fifteen checks for $slug',
    ({ number }) => {
      const own = checksFor(number).filter((each) => sinceOf(each) === number)
      expect(own.length).toBeGreaterThanOrEqual(15)
    },
  )
})
