// How much of the steps' tests runs. RUN says it; unless it does, all of them.
import { existingSteps, partEnds, type Step, stepBefore } from './steps.ts'
import { type StepTest, testsFor } from './tests.ts'

/**
 * home: each test file at the step that it belongs to, the checks at the step
 *   that adds them, and all checks at the last step. `npm test`.
 * parts: the rest of what the last step of each part inherits, and the long
 *   tests of the packages in shared/, which hardly any change can break.
 * all: each step with all that it inherits, and nothing left out.
 * before: a step's own tests with the source of the step before, to see that
 *   they fail.
 */
export type Run = (typeof RUNS)[number]

const RUNS = ['home', 'parts', 'all', 'before'] as const

/** What RUN says. */
export function runOf(env: NodeJS.ProcessEnv = process.env): Run {
  const word = env['RUN'] ?? 'all'
  const run = RUNS.find((each) => each === word)
  if (run !== undefined) return run
  throw new Error(`RUN must be one of ${RUNS.join(', ')}, not "${word}".`)
}

/** Whether tests may be left out that prove hardly anything new. */
export function isBrief(): boolean {
  return runOf() === 'home'
}

/** The tests that a run has for a step. */
export function testsToRun(step: Step, run: Run): StepTest[] {
  const tests = testsFor(step)
  if (run === 'all') return tests
  if (run === 'before') return tests.filter(({ home }) => home === step)
  const isAtHome = ({ path, home }: StepTest): boolean =>
    home === step || path === CHECKS
  if (run === 'home') return tests.filter(isAtHome)
  if (!partEnds().includes(step)) return []
  const last = existingSteps().at(-1)
  return tests.filter(
    (test) =>
      !isAtHome(test) ||
      (test.path === CHECKS && step !== last && test.home !== step),
  )
}

/** The tests that a run has for a package in shared/, of its files. */
export function packageTestsToRun(
  files: readonly string[],
  run: Run,
): string[] {
  const tests = files.filter((file) => file.endsWith('.test.ts'))
  if (run === 'before') return []
  if (run === 'parts') return tests.filter(isLong)
  return run === 'home' ? tests.filter((file) => !isLong(file)) : tests
}

function isLong(file: string): boolean {
  return file.endsWith('.long.test.ts')
}

/** The step whose source a run tests. */
export function testedStep(step: Step, run: Run): Step {
  const before = stepBefore(step)
  return run === 'before' && before !== undefined ? before : step
}

/** The file that runs the shared checks. */
const CHECKS = 'test/checks.test.ts'
