// npm test: all tests. npm test -- --project 03-request-head: one package's.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Hands the words over to vitest and ends with its exit code. */
export function run(words: readonly string[]): void {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join('shared', 'test-kit', 'vitest.config.ts')
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, ...words],
    { cwd: ROOT, stdio: 'inherit' },
  )
  process.exit(status ?? 1)
}
