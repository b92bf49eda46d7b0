// One vitest project for each package, named like its folder. RUN says which
// of the tests that a step inherits run (shared/course/src/run.ts).
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import {
  existingSteps,
  folderOf,
  ROOT,
  type Step,
} from '../course/src/steps.ts'
import { fileOf } from '../course/src/tests.ts'
import {
  defineConfig,
  type TestProjectInlineConfiguration,
} from 'vitest/config'
import {
  packageTestsToRun,
  runOf,
  testedStep,
  testsToRun,
} from '../course/src/run.ts'
import { Tally } from './tally.ts'

const run = runOf()

/** What all packages have in common. */
const COMMON = {
  env: { ACCESS_LOG: 'off', DATABASE: ':memory:', RUN: run },
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // Tests that run together do so because they wait.
  maxConcurrency: 30,
  // A second is not much when other tests have the processor.
  expect: { poll: { timeout: 10_000 } },
}

export default defineConfig({
  root: ROOT,
  test: {
    projects: [
      ...sharedPackages().flatMap((name) => projectOfPackage(name) ?? []),
      ...existingSteps().flatMap((step) => projectOfStep(step) ?? []),
    ],
    reporters: ['default', new Tally(run)],
    // One more than there are cores, since many tests wait: for a deadline, a
    // browser, a process. Vitest alone would leave one of two cores idle.
    maxWorkers: availableParallelism() + 1,
  },
})

function sharedPackages(): string[] {
  const shared = join(ROOT, 'shared')
  return readdirSync(shared).toSorted()
}

/** Undefined where this run has no test for the package. */
function projectOfPackage(
  name: string,
): TestProjectInlineConfiguration | undefined {
  const root = join(ROOT, 'shared', name)
  const folder = join(root, 'test')
  const files = existsSync(folder) ? readdirSync(folder) : []
  const include = packageTestsToRun(files, run).map((file) => `test/${file}`)
  if (include.length === 0) return undefined
  return { root, test: { name, include, ...COMMON } }
}

/** Undefined where this run has no test for the step. */
function projectOfStep(step: Step): TestProjectInlineConfiguration | undefined {
  const tested = testedStep(step, run)
  const folder = folderOf(tested)
  const include = testsToRun(step, run).map((test) =>
    relative(folder, fileOf(test)).split(sep).join('/'),
  )
  if (include.length === 0) return undefined
  return {
    root: folder,
    resolve: { alias: [{ find: /^#src\//, replacement: `${folder}/src/` }] },
    test: {
      name: step.name,
      include,
      provide: { step: { slug: tested.slug, number: tested.number, folder } },
      // A step's test files share its modules: to load them again for
      // each file takes a third of the time. They put back what they fake.
      isolate: false,
      ...COMMON,
    },
  }
}
