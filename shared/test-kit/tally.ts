// Ends the output with one plain line that any tool can read, and says before
// it what a brief run has left out.
import type { Reporter, TestModule } from 'vitest/node'

export class Tally implements Reporter {
  readonly #copies: number

  /** `copies` is how many test files did not run for being copies. */
  constructor(copies: number) {
    this.#copies = copies
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (!module.ok()) count.failed += module.errors().length
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1
      }
    }
    if (this.#copies > 0) console.log(leftOut(modules.length, this.#copies))
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
  }
}

function leftOut(run: number, copies: number): string {
  return [
    `${run + copies} test files: ${run} run; ${copies} are copies of one that`,
    'runs, with the same sources. Checks that an earlier step has passed with',
    'the same src/wire came in fewer pieces. npm test -- --all leaves out nothing.',
  ].join(' ')
}
