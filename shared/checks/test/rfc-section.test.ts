// What is read out of a citation.
import { describe, expect, it } from 'vitest'
import { RFC_CASES } from '../src/rfc-case.ts'
import { cite, compareSections, sectionsIn } from '../src/rfc-section.ts'

describe('a citation', () => {
  it.each<[string, string[]]>([
    ['RFC 9112 §6.3', ['RFC 9112 §6.3']],
    ['RFC 9112 §6.1, §6.3 item 4', ['RFC 9112 §6.1', 'RFC 9112 §6.3']],
    ['RFC 9112 §6.3 item 5, RFC 9110 §8.6', ['RFC 9112 §6.3', 'RFC 9110 §8.6']],
    ['RFC 3986 §2, App. A', ['RFC 3986 §2', 'RFC 3986 App. A']],
    ['RFC 9112 §9.3, App. C.2.2', ['RFC 9112 §9.3', 'RFC 9112 App. C.2.2']],
    ['RFC 9112 §7.1 grammar, §2.2', ['RFC 9112 §7.1', 'RFC 9112 §2.2']],
    ['RFC 9112 §3, again RFC 9112 §3.', ['RFC 9112 §3']],
    ['HTML §4.10.21', []],
    ['RFC 9110 §15, WHATWG HTML §9.2', ['RFC 9110 §15']],
    ['RFC 9110 §15, RFC 6265bis §4', ['RFC 9110 §15']],
    ['RFC 9112', []],
  ])('"%s" names its sections', (text, expected) => {
    expect(sectionsIn(text).map(cite)).toEqual(expected)
  })

  it('names a section in every RFC case', () => {
    const silent = RFC_CASES.filter(({ rfc }) => sectionsIn(rfc).length === 0)
    expect(silent.map(({ id }) => id)).toEqual([])
  })
})

it('sorts sections as a table of contents does', () => {
  const sorted = [
    'RFC 3986 §2',
    'RFC 3986 §2.1',
    'RFC 3986 App. A',
    'RFC 9112 §2.2',
    'RFC 9112 §9.3.2',
    'RFC 9112 §9.6',
    'RFC 9112 §11.1',
    'RFC 9112 App. C.2.2',
  ]
  const sections = sorted.toReversed().flatMap(sectionsIn)
  expect(sections.toSorted(compareSections).map(cite)).toEqual(sorted)
})
