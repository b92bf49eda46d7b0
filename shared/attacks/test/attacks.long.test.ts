// The last step as a process of its own, against clients that are slow on
// purpose, and clients that ask for much. Whoever behaves has to be served
// meanwhile, and they get what they deserve.
import { existingSteps, type Step } from '@barewire/course/steps'
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Figures, runAttack, startFor } from '../src/attack.ts'
import { GREEDY, SLOW } from '../src/attacks.ts'

const last = existingSteps().at(-1)
if (last === undefined) throw new Error('There are no steps')
const step: Step = last

describe('those who are slow', () => {
  it.each(SLOW)(
    'hold nobody up: $name',
    async (attack) => {
      await using server = await startFor(step, attack)
      const figures = await runAttack(server, attack)
      const { before, during, left, attackers } = figures
      const times = `${before.toFixed(1)} ms before, ${during.toFixed(1)} ms`
      console.log(`${attack.name}: ${times} with ${attackers} of them.`)
      expect(left).toBe(0)
      expect(during).toBeLessThan(Math.max(3 * before, 20))
      expectAnswered(server, figures, attack.status)
    },
    180_000,
  )
})

describe.each(['wire', 'application'] as const)('the %s', (program) => {
  const attacks = GREEDY.filter((attack) => attack.program === program)
  let server: RunningProcess

  beforeAll(async () => {
    const [attack] = attacks
    if (attack) server = await startFor(step, attack)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it.each(attacks)(
    'survives $name',
    async (attack) => {
      const figures = await runAttack(server, attack)
      expectAnswered(server, figures, attack.status)
      const { memory = 0 } = figures
      expect(memory).toBeLessThan(MOST)
    },
    60_000,
  )
})

/** MiB; a server that keeps what one attack sends needs far more. */
const MOST = 400

function expectAnswered(
  { child }: RunningProcess,
  { answers, stderr }: Figures,
  status: number,
): void {
  expect([...answers.keys()]).toEqual([status])
  expect(stderr).toBe('')
  expect(child.exitCode).toBeNull()
}
