// Tests are inherited: the tests of a step are the files in its own `test/`, and
// those of earlier steps that no later file of the same path replaces.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { existingSteps, filesOf, folderOf, type Step } from './steps.ts'

/** A test of a step, and the step in whose folder it is. */
export interface StepTest {
  /** "test/wire/chunked.test.ts". */
  readonly path: string
  readonly home: Step
}

/** Where the tests of steps are read. */
export interface TestSource {
  /** The paths below `test/` of a step's own folder. */
  readonly pathsOf: (step: Step) => readonly string[]
  readonly textOf: (step: Step, path: string) => string
}

/** A file with only this comment ends a test, from its step on. */
const ENDS = /^\/\/ Ends here: \S.*(?:\n\/\/ .+)*\n?$/

/** Whether a text ends the test instead of replacing it. */
export function endsTest(text: string): boolean {
  return ENDS.test(text)
}

/** The tests of a step, sorted by path. */
export function testsFor(step: Step, source: TestSource = FOLDERS): StepTest[] {
  const homes = new Map<string, Step>()
  for (const each of existingSteps()) {
    if (each.number > step.number) break
    for (const path of source.pathsOf(each)) {
      if (endsTest(source.textOf(each, path))) homes.delete(path)
      else homes.set(path, each)
    }
  }
  return [...homes]
    .map(([path, home]) => ({ path, home }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** The file of a test, as an absolute path. */
export function fileOf({ path, home }: StepTest): string {
  return join(folderOf(home), path)
}

const FOLDERS: TestSource = {
  pathsOf: (step) => filesOf(step, 'test'),
  textOf: (step, path) => readFileSync(join(folderOf(step), path), 'utf8'),
}
