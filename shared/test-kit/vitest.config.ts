// One vitest project for each package, named like its folder. A brief run
// leaves out test files that are copies.
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { isBrief } from './src/brief.ts'
import { copiesIn } from './src/copies.ts'
import { Tally } from './tally.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const packages = ['shared', 'steps'].flatMap((group) =>
  readdirSync(join(root, group))
    .toSorted()
    .map((name) => ({ name, group, folder: join(root, group, name) })),
)
const steps = packages.filter(({ group }) => group === 'steps')
const copies = isBrief()
  ? copiesIn(
      steps.map(({ folder }) => folder),
      join(root, 'shared'),
    )
  : []

export default defineConfig({
  root,
  test: {
    projects: packages
      .filter(({ folder }) => existsSync(join(folder, 'test')))
      .map(({ name, group, folder }) => ({
        root: folder,
        test: {
          name,
          include: ['test/**/*.test.ts'],
          // A step's test files share its modules: to load them again for
          // each file takes a third of the time. They put back what they fake.
          isolate: group !== 'steps',
          exclude: [...configDefaults.exclude, ...copiesBelow(folder)],
          env: { ACCESS_LOG: 'off', DATABASE: ':memory:' },
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // Tests that run together do so because they wait.
          maxConcurrency: 30,
          // A second is not much when other tests have the processor.
          expect: { poll: { timeout: 10_000 } },
        },
      })),
    reporters: ['default', new Tally(copies.length)],
    // One more than there are cores, since many tests wait: for a deadline, a
    // browser, a process. Vitest alone would leave one of two cores idle.
    maxWorkers: availableParallelism() + 1,
  },
})

function copiesBelow(folder: string): string[] {
  return copies
    .filter((file) => file.startsWith(join(folder, sep)))
    .map((file) => relative(folder, file).split(sep).join('/'))
}
