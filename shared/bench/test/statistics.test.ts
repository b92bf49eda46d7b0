// The middle of a few values, and how far they are apart.
import { median, spread } from '@barewire/bench/statistics'
import { expect, test } from 'vitest'

test.each([
  { values: [3], middle: 3 },
  { values: [10, 9, 100], middle: 10 },
  { values: [4, 1, 3, 2], middle: 2.5 },
])('the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle)
})

test('there is no median of nothing', () => {
  expect(() => median([])).toThrow('no median')
})

test.each([
  { values: [5, 5, 5], share: 0 },
  { values: [8, 10, 12], share: 0.4 },
  { values: [0, 0, 0], share: 0 },
])('the spread of $values is $share', ({ values, share }) => {
  expect(spread(values)).toBe(share)
})
