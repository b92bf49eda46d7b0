// Ends the output with one plain line that any tool can read, and says before
// it what the run has left out.
import type { Reporter, TestModule } from 'vitest/node'
import type { Run } from '../course/src/run.ts'

const LEFT_OUT: Readonly<Record<Run, string | undefined>> = {
  home: 'Each step has run its own tests. The long tests, and what the ends of the parts inherit: npm test -- --parts. Everything: npm test -- --all.',
  parts:
    'These were the long tests, and what the last step of each part inherits.',
  all: undefined,
  before: undefined,
}

export class Tally implements Reporter {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (!module.ok()) count.failed += module.errors().length
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1
      }
    }
    const leftOut = LEFT_OUT[this.#run]
    if (leftOut !== undefined) console.log(leftOut)
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
  }
}
