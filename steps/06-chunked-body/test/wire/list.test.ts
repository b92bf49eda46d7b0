// Lists between commas, over one line or several (RFC 9110 §5.6.1).
import { describe, expect, it } from 'vitest'
import { parseList } from '#src/wire/list.ts'

describe('parseList', () => {
  it.each([
    [[], []],
    [[''], []],
    [['close'], ['close']],
    [['Keep-Alive,\tClose '], ['keep-alive', 'close']],
    [[', a,, b ,'], ['a', 'b']],
    [
      ['a, b', 'c'],
      ['a', 'b', 'c'],
    ],
    [['a b'], ['a b']],
    [['\xa0a'], ['\xa0a']],
  ])('reads %j as %j', (values, members) => {
    expect(parseList(values)).toEqual(members)
  })
})
