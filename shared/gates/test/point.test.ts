// A step has a point: the server of the step before fails what it promises.
import { runCheck } from '@barewire/checks/run-check'
import { checksFor, sinceOf } from '@barewire/checks/suite'
import { existingSteps, filesOf, folderOf } from '@barewire/course/steps'
import { startApp } from '@barewire/test-kit/start-app'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { textOf } from '../src/lines.ts'

interface App {
  readonly createApp: () => Server
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

// Decorators do not change the wire: their point is what the compiler refuses.
const SILENT = 21

const steps = existingSteps().slice(1)

describe.each(steps.filter(({ number }) => number !== SILENT))(
  '$slug',
  (step) => {
    it('promises something that the step before does not keep', async () => {
      const [before] = existingSteps().filter(
        ({ number }) => number === step.number - 1,
      )
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
  },
)

describe.each(steps.filter(({ number }) => number === SILENT))(
  '$slug',
  (step) => {
    it('has tests that need what the step before does not have', () => {
      const [before] = existingSteps().filter(
        ({ number }) => number === step.number - 1,
      )
      const known = filesOf(before ?? step)
      const added = filesOf(step, 'test').filter(
        (path) => !known.includes(path),
      )
      const needed = added.flatMap((path) =>
        [...textOf(step, path).matchAll(/from '[./]+\/(src\/[^']+)'/g)].map(
          ([, file = '']) => file,
        ),
      )
      expect(needed.filter((file) => !known.includes(file))).not.toEqual([])
    })
  },
)
