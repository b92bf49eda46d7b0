// npm test: each test file at the step that it belongs to. npm test 9: all
// tests of step 9. npm test -- --parts, --all: what steps inherit as well.
import { findStep, ROOT } from '@barewire/course/steps'
import type { Run } from '@barewire/course/run'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { preloadFor } from './preload.ts'
import { stepOf, stop } from './words.ts'

const HELP = `npm test                  each test at the step that it belongs to
npm test 3                all tests of step 3, by its number or slug
npm test 9 chunked        those of step 9 in files with that in their path
npm test router           at every step: files with that in their path
npm test -- --parts       the rest: long tests, and what the last step of each
                          part inherits
npm test -- --all         all tests of all steps

vitest runs them and understands the rest. For example:

npm test 3 -- -t Host          tests with that in their title
npm test -- --project judge    the tests of shared/judge
npx vitest --help              what else there is`

/** Hands the words over to vitest and ends with its exit code. */
export function run(words: readonly string[]): void {
  if (words.includes('--help') || words.includes('-h')) {
    console.log(HELP)
    process.exit(0)
  }
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join('shared', 'test-kit', 'vitest.config.ts')
  const { RUN, vitestWords } = planOf(words, process.env)
  const { status } = spawnSync(
    process.execPath,
    [preloadFor('test'), vitest, 'run', '--config', config, ...vitestWords],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, RUN } },
  )
  process.exit(status ?? 1)
}

/** How much is to run, and what vitest is told about it. */
export interface Plan {
  readonly RUN: Run
  readonly vitestWords: readonly string[]
}

/**
 * Nothing is left out when the words say what to run. `npm test --all` gives
 * the word to npm, which sets a variable.
 */
export function planOf(words: readonly string[], env: NodeJS.ProcessEnv): Plan {
  const given = env['npm_config_all'] === 'true' ? ['--all', ...words] : words
  const [word = '', ...rest] = given
  if (word === '') return { RUN: 'home', vitestWords: [] }
  if (word === '--parts') return { RUN: 'parts', vitestWords: rest }
  if (word === '--all') return { RUN: 'all', vitestWords: rest }
  const step = isNumber(word) ? stepOf(word) : findStep(word)
  if (step !== undefined && isNumber(rest[0])) {
    stop(`One step at a time, not "${word} ${rest[0]}".`)
  }
  const project = step === undefined ? [word] : ['--project', step.name]
  return { RUN: 'all', vitestWords: [...project, ...rest] }
}

/** "3", also "3-5", which is no step. A path has a slash or a dot. */
function isNumber(word = ''): boolean {
  return /^\d[^/.]*$/.test(word)
}
