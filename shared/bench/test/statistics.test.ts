// How far values are apart, by which power they grow, and what that means.
import { type Curve, exponentsOf, judgeGrowth } from '@barewire/bench/growth'
import { exponentOf, rounded, spread } from '@barewire/bench/statistics'
import { expect, test } from 'vitest'

test.each([
  { values: [5, 5, 5], share: 0 },
  { values: [8, 10, 12], share: 0.4 },
  { values: [0, 0, 0], share: 0 },
])('the spread of $values is $share', ({ values, share }) => {
  expect(spread(values)).toBe(share)
})

test.each([0, 1, 2, -0.5])('a power of %d is found', (power) => {
  const points = [1, 10, 64, 500].map((x) => [x, 3 * x ** power] as const)
  expect(exponentOf(points)).toBeCloseTo(power)
})

test('four digits are kept', () => {
  expect([12345.678, 0.0123456, 3].map(rounded)).toEqual([12350, 0.01235, 3])
})

function curveOf(name: string, cost: (value: number) => number): Curve {
  const samples = [0, 1, 10, 100, 1_000, 10_000].map((value) => ({
    value,
    requestsPerSecond: 1,
    cpu: cost(value),
  }))
  return { name, samples }
}

const LINEAR = curveOf('body', (value) => 100 + value)
const HIDDEN = curveOf('routes', (value) => 1_000 + value ** 2 / 100)

test('what every request costs does not hide how the rest grows', () => {
  const { overall, atEnd } = exponentsOf(HIDDEN)
  expect(overall).toBeLessThan(1)
  expect(atEnd).toBeGreaterThan(1.3)
})

test('what grows faster than linear is named', () => {
  expect(judgeGrowth([LINEAR])).toBe('Nothing grows faster than linear.')
  expect(judgeGrowth([LINEAR, HIDDEN])).toBe(
    'Faster than linear: routes (1.48 at the end).',
  )
})

test('what grows too fast is told with the server beside it', () => {
  const { samples } = HIDDEN
  const curve = { name: 'body', samples, beside: LINEAR.samples }
  expect(judgeGrowth([curve])).toBe(
    'Faster than linear: body (1.48 at the end, node:http 0.85).',
  )
})
