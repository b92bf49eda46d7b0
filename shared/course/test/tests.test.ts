// Which tests a step has, and which of them a run takes.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { packageTestsToRun, runOf, testedStep, testsToRun } from '../src/run.ts'
import { existingSteps, partEnds, type Step } from '../src/steps.ts'
import { endsTest, testsFor, type TestSource } from '../src/tests.ts'

const STEPS = existingSteps()
const CHECKS = 'test/checks.test.ts'

describe('endsTest', () => {
  it.each([
    ['// Ends here: the class goes.\n', true],
    [
      '// Ends here: the class goes, and what\n// it did is now done elsewhere.\n',
      true,
    ],
    ['// Ends here:\n', false],
    ['// Ends here: the class goes.\nimport a\n', false],
    ['// The end.\n', false],
  ])('of %j is %s', (text, ends) => {
    expect(endsTest(text)).toBe(ends)
  })
})

describe('testsFor', () => {
  const source = sourceOf([
    { 'test/a.test.ts': 'a1', 'test/b.test.ts': 'b1' },
    { 'test/b.test.ts': 'b2', 'test/c.test.ts': 'c2' },
    { 'test/c.test.ts': '// Ends here: c goes.\n' },
    { 'test/c.test.ts': 'c4' },
  ])

  it.each([
    [1, 'a1 b1'],
    [2, 'a1 b2 c2'],
    [3, 'a1 b2'],
    [4, 'a1 b2 c4'],
    [5, 'a1 b2 c4'],
  ])('are for step %i the newest files of each path: %s', (number, texts) => {
    const tests = testsFor(stepOf(number), source)
    const found = tests.map(({ path, home }) => source.textOf(home, path))
    expect(found.join(' ')).toBe(texts)
  })
})

describe('a run', () => {
  const last = STEPS.at(-1)

  it('takes at home what is new, and the checks', () => {
    for (const step of STEPS) {
      const tests = testsToRun(step, 'home')
      expect(tests.map(({ path }) => path)).toContain(CHECKS)
      const others = tests.filter(({ home }) => home !== step)
      expect(others.map(({ path }) => path)).toEqual(
        step.number === 1 ? [] : [CHECKS],
      )
    }
  })

  it.each(partEnds())('takes at $name, with home and parts, all', (step) => {
    const paths = (['home', 'parts'] as const).flatMap((run) =>
      testsToRun(step, run).map(({ path }) => path),
    )
    const all = testsToRun(step, 'all').map(({ path }) => path)
    expect(new Set(paths)).toEqual(new Set(all))
    // The checks at home are those that are new; at the last step, all.
    const twice = paths.length - new Set(paths).size
    expect(twice).toBe(step === last ? 0 : 1)
  })

  it('leaves the long tests of a package to parts, and nothing out', () => {
    const files = ['a.test.ts', 'b.long.test.ts', 'servers.ts']
    expect(packageTestsToRun(files, 'home')).toEqual(['a.test.ts'])
    expect(packageTestsToRun(files, 'parts')).toEqual(['b.long.test.ts'])
    expect(packageTestsToRun(files, 'all')).toEqual(files.slice(0, 2))
    expect(packageTestsToRun(files, 'before')).toEqual([])
  })

  it('takes for parts nothing at any other step', () => {
    const others = STEPS.filter((step) => !partEnds().includes(step))
    expect(others.flatMap((step) => testsToRun(step, 'parts'))).toEqual([])
  })

  it('can take the source of the step before', () => {
    expect(testedStep(stepOf(3), 'before')).toBe(stepOf(2))
    expect(testedStep(stepOf(3), 'home')).toBe(stepOf(3))
    const tests = testsToRun(stepOf(3), 'before')
    expect(tests.filter(({ home }) => home !== stepOf(3))).toEqual([])
  })

  it('is all of it unless RUN says otherwise, in a word that is known', () => {
    expect(runOf({})).toBe('all')
    expect(runOf({ RUN: 'parts' })).toBe('parts')
    expect(() => runOf({ RUN: 'most' })).toThrow('not "most"')
    vi.stubEnv('RUN', 'home')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(runOf()).toBe('home')
  })
})

function stepOf(number: number): Step {
  const step = STEPS.find((each) => each.number === number)
  if (step === undefined) throw new Error(`There is no step ${number}`)
  return step
}

/** The files of the first steps, one object a step. */
function sourceOf(
  files: readonly Readonly<Record<string, string>>[],
): TestSource {
  return {
    pathsOf: ({ number }) => Object.keys(files[number - 1] ?? {}),
    textOf: ({ number }, path) => files[number - 1]?.[path] ?? '',
  }
}
