// npm test: all tests, but none twice. npm test -- --all: those as well.
// npm test -- --project 03-request-head: one package's.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Hands the words over to vitest and ends with its exit code. */
export function run(words: readonly string[]): void {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join('shared', 'test-kit', 'vitest.config.ts')
  const brief = isBrief(words, process.env)
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, ...words.filter(isForVitest)],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, BRIEF: brief ? '1' : '0' },
    },
  )
  process.exit(status ?? 1)
}

/**
 * Whether tests may be left out that prove nothing new. Not where somebody says
 * what to run. `npm test --all` gives the word to npm, which sets a variable.
 */
export function isBrief(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): boolean {
  return words.length === 0 && env['npm_config_all'] !== 'true'
}

function isForVitest(word: string): boolean {
  return word !== '--all'
}
