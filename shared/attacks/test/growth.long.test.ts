// No parser of the last step may take longer than its input is long.
import { existingSteps } from '@barewire/course/steps'
import { expect, it } from 'vitest'
import { measureGrowth } from '../src/growth.ts'
import { probesOf } from '../src/probes.ts'

/** Between linear (1) and quadratic (2). Memory costs time, too. */
const MOST = 1.75

const last = existingSteps().slice(-1)
const probes = (await Promise.all(last.map(probesOf))).flat()

it.each(probes)(
  '$name takes time that grows with its length',
  async (probe) => {
    const { exponent, milliseconds } = await measureGrowth(probe)
    expect(exponent, milliseconds.join(' ms, then ')).toBeLessThan(MOST)
  },
)

// Other programs slow down what is short, too, which makes it look flatter.
it('finds what grows faster', { retry: 2 }, async () => {
  const { exponent } = await measureGrowth({
    name: 'trims spaces from every place where some begin',
    make: (bytes) => `${' '.repeat(bytes / 16)}x`,
    run: (input) => input.replace(/ +$/, ''),
  })
  expect(exponent).toBeGreaterThan(MOST)
})
