// Ends the output with one plain line that any tool can read.
import type { Reporter, TestModule } from 'vitest/node'

export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (!module.ok()) count.failed += module.errors().length
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1
      }
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
  }
}
