// One vitest project for each package, named like its folder.
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../../', import.meta.url))

const packages = ['shared', 'steps'].flatMap((group) =>
  readdirSync(`${root}${group}`).map((name) => ({ name, group })),
)

export default defineConfig({
  root,
  test: {
    projects: packages
      .filter(({ group, name }) => existsSync(`${root}${group}/${name}/test`))
      .map(({ group, name }) => ({
        root: `${root}${group}/${name}`,
        test: {
          name,
          include: ['test/**/*.test.ts'],
          env: { ACCESS_LOG: 'off' },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      })),
    reporters: ['default', fileURLToPath(new URL('tally.ts', import.meta.url))],
    // One worker a core; vitest alone would leave one of two cores idle.
    maxWorkers: availableParallelism(),
  },
})
