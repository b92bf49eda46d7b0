// The RFC cases against the echo contract of each step that can keep alive:
// from the router on with the hardened answer, from step 19 on with deadlines.
import { RFC_CASES } from '@barewire/checks/rfc-case'
import { runRfcCase } from '@barewire/checks/run-rfc-case'
import {
  existingSteps,
  isSince,
  numberOf,
  type Step,
} from '@barewire/course/steps'
import { createEchoServer } from '@barewire/peers/echo-contract'
import { runOf } from '@barewire/course/run'
import { hasNewWire } from '@barewire/checks/points'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const FIRST_ROUTER = numberOf('routing')
const FIRST_WITH_DEADLINES = numberOf('limits')

const steps = existingSteps().filter((step) => isSince(step, 'keep-alive'))
const last = steps.at(-1)

/** A brief run leaves out steps whose wire is that of the step before. */
const tested = steps.filter(
  (step) =>
    runOf() === 'all' ||
    step === last ||
    step.number === FIRST_ROUTER ||
    hasNewWire(step),
)

describe.each(tested)('$name', (step) => {
  let app: RunningApp

  beforeAll(async () => {
    app = await startApp(await createEchoServer(step))
  })
  afterAll(() => app[Symbol.asyncDispose]())

  // Most of the time they wait, so they do it together.
  it.concurrent.each(casesFor(step))('$id $title', async (one) => {
    const { faults, hardened } = await runRfcCase(one, app)
    expect(faults).toEqual([])
    expect(hardened || step.number < FIRST_ROUTER).toBe(true)
  })
})

function casesFor({ number }: Step) {
  return RFC_CASES.filter(
    ({ needs }) => needs !== 'short_timeouts' || number >= FIRST_WITH_DEADLINES,
  )
}
