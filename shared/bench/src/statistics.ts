// What is said of a few measured values, beside what simple-statistics says.
import { linearRegression, max, median, min } from 'simple-statistics'

/** How far the greatest is from the least, as a share of the median. */
export function spread(values: readonly number[]): number {
  const all = [...values]
  const middle = median(all)
  return middle === 0 ? 0 : (max(all) - min(all)) / middle
}

/** A value that belongs to another one, both above 0. */
export type Point = readonly [x: number, y: number]

/**
 * The exponent by which y grows with x: 1 is linear, 2 quadratic. Least
 * squares on logarithms.
 */
export function exponentOf(points: readonly Point[]): number {
  return linearRegression(points.map(([x, y]) => [Math.log(x), Math.log(y)])).m
}

/** Rounds to four digits: more would be noise in files that people compare. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
