// Turns the shared checks into tests of a step.
import type { Server } from 'node:net'
import { runCheck } from '@barewire/checks/run-check'
import { checksFor } from '@barewire/checks/suite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningApp, startApp } from './start-app.ts'

/** Runs all checks that hold for the step whose test calls this. */
export function describeChecks(
  testFile: string,
  createApp: () => Server,
): void {
  const step = Number(/steps\/(\d\d)-/.exec(testFile)?.[1])
  describe(`checks up to step ${step}`, () => {
    const errors: unknown[] = []
    let app: RunningApp

    beforeAll(async () => {
      vi.spyOn(console, 'error').mockImplementation((first: unknown) => {
        if (first instanceof Error) errors.push(first)
      })
      app = await startApp(createApp())
    })
    afterAll(async () => {
      await app[Symbol.asyncDispose]()
      vi.restoreAllMocks()
    })

    for (const check of checksFor(step)) {
      it(`${check.id} ${check.title}`, { timeout: 60_000 }, () =>
        runCheck(check, { address: app, step }),
      )
    }

    it('logs no error of its own on the way', () => {
      expect(errors).toEqual([])
    })
  })
}
