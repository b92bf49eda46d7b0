// What is said of a few measured values: the middle one, and how far apart
// the others are.

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  if (middle.length === 0) throw new Error('There is no median of nothing.')
  return middle.reduce((sum, value) => sum + value) / middle.length
}

/** How far the greatest is from the least, as a share of the median. */
export function spread(values: readonly number[]): number {
  const middle = median(values)
  if (middle === 0) return 0
  return (Math.max(...values) - Math.min(...values)) / middle
}
