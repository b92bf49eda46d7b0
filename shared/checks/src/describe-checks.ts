// Turns the shared checks into tests of a step.
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCheck } from './run-check.ts'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { checksToRun, pointsFor } from './points.ts'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import type { TestedStep } from '@barewire/test-kit/step'

/** Runs the checks that hold for the tested step. */
export function describeChecks(createApp: () => Server): void {
  const { number: step }: TestedStep = inject('step')
  const points = pointsFor(step)
  describe(`checks up to step ${step}`, () => {
    const errors: unknown[] = []
    const { TMPDIR } = process.env
    const folder = mkdtempSync(join(tmpdir(), 'barewire-checks-'))
    let app: RunningApp

    beforeAll(async () => {
      // What a server keeps in files goes when its checks have run.
      process.env['TMPDIR'] = folder
      vi.spyOn(console, 'error').mockImplementation((first: unknown) => {
        if (first instanceof Error) errors.push(first)
      })
      app = await startApp(createApp())
    })
    afterAll(async () => {
      await app[Symbol.asyncDispose]()
      vi.restoreAllMocks()
      if (TMPDIR === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = TMPDIR
      rmSync(folder, { recursive: true })
    })

    for (const check of checksToRun(step)) {
      it(`${check.id} ${check.title}`, { timeout: 60_000 }, () =>
        runCheck(check, { address: app, step, points: points(check) }),
      )
    }

    it('logs no error of its own on the way', () => {
      expect(errors).toEqual([])
    })
  })
}
