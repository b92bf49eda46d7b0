// Tags, and the lists of tags that clients send (RFC 9110 §8.8.3, §13.1).
import { describe, expect, it } from 'vitest'
import { etagOf, namesTag } from '#src/web/etag.ts'

describe('etagOf', () => {
  it('makes a strong tag: equal for equal bytes, and only for those', () => {
    const contents = ['', ' ', 'a', 'A', 'é', 'e\u0301', '\xc3\xa9']
    const tags = contents.map(etagOf)
    for (const tag of tags) expect(tag).toMatch(/^"[!#-~]+"$/)
    expect(new Set(tags).size).toBe(contents.length)
    expect(etagOf('é')).toBe(etagOf(Uint8Array.of(0xc3, 0xa9)))
  })
})

describe('namesTag', () => {
  it.each([
    [['"a"'], true],
    [['*'], true],
    [['"x", "a"'], true],
    [[' , ,"a",\t,'], true],
    [['"x,y","",W/"z","a"'], true],
    [['"a"', '"x"'], true],
    [['"x"', '"a"'], true],
    [[], false],
    [[''], false],
    [['"A"'], false],
    [['a'], false],
    [['"a'], false],
    [['a"'], false],
    [['"x,a"'], false],
    [['"*"'], false],
    [['W/'], false],
  ])('finds out for %j, strong or weak: %s', (values, names) => {
    expect(namesTag(values, '"a"', 'weak')).toBe(names)
    expect(namesTag(values, '"a"', 'strong')).toBe(names)
  })

  // The table of RFC 9110 §8.8.3.2, and its other half.
  it.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', 'W/"1"', false, true],
    ['"1"', '"1"', true, true],
    ['*', 'W/"1"', true, true],
    ['"1", "2,3"', '"2,3"', true, true],
  ])('compares %s with %s: strong %s, weak %s', (list, tag, strong, weak) => {
    expect(namesTag([list], tag, 'strong')).toBe(strong)
    expect(namesTag([list], tag, 'weak')).toBe(weak)
  })

  it('finds nothing but "*" to name what has no tag', () => {
    expect(namesTag(['"a", ""'], undefined, 'weak')).toBe(false)
    expect(namesTag(['*'], undefined, 'strong')).toBe(true)
  })
})
