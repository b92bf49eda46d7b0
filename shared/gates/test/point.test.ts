// A step has a point: the server of the step before fails what it promises.
import { sinceOf } from '@barewire/checks/check'
import { runCheck } from '@barewire/checks/run-check'
import { checksFor } from '@barewire/checks/suite'
import { existingSteps, folderOf, stepBefore } from '@barewire/course/steps'
import { startApp } from '@barewire/test-kit/start-app'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

interface App {
  readonly createApp: () => Server
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

// Its own tests show its point: inherited-tests.test.ts.
const SILENT = 'decorators'

const steps = existingSteps().slice(1)

describe.each(steps.filter(({ slug }) => slug !== SILENT))('$name', (step) => {
  it('promises something that the step before does not keep', async () => {
    const before = stepBefore(step)
    const file = join(folderOf(before ?? step), 'src', 'app.ts')
    const { createApp }: App = await import(pathToFileURL(file).href)
    await using app = await startApp(createApp())
    const own = checksFor(step.number).filter(
      (check) => sinceOf(check) === step.number,
    )
    let failed: string | undefined
    for (const check of own) {
      const kept = await runCheck(check, { address: app, step: step.number })
        .then(() => true)
        .catch(() => false)
      if (kept) continue
      failed = check.id
      break
    }
    expect(failed).toBeDefined()
  })
})
