// Turns the shared checks into tests of a step.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCheck } from '@barewire/checks/run-check'
import { checksFor } from '@barewire/checks/suite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pointsFor } from './points.ts'
import { type RunningApp, startApp } from './start-app.ts'

/** Runs all checks that hold for the step whose test calls this. */
export function describeChecks(
  testFile: string,
  createApp: () => Server,
): void {
  const step = stepOf(testFile)
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

    for (const check of checksFor(step)) {
      it(`${check.id} ${check.title}`, { timeout: 60_000 }, () =>
        runCheck(check, { address: app, step, points: points(check) }),
      )
    }

    it('logs no error of its own on the way', () => {
      expect(errors).toEqual([])
    })
  })
}

/** The number in the name of the package whose `test/` the file is in. */
function stepOf(testFile: string): number {
  const manifest = new URL('../package.json', testFile)
  const { name } = Object(JSON.parse(readFileSync(manifest, 'utf8')))
  return Number.parseInt(String(name), 10)
}
