// What inheritance asks of tests: a file runs for later steps as well, so it
// finds all that belongs to a step through #src and inject('step').
import { existingSteps, filesOf, ROOT, type Step } from '@barewire/course/steps'
import { endsTest, testsFor } from '@barewire/course/tests'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../src/lines.ts'
import { titlesOf } from '../src/titles.ts'

const STEPS = existingSteps()

describe.each(STEPS)('the tests of $name', (step) => {
  const own = filesOf(step, 'test')
  const before = STEPS[STEPS.indexOf(step) - 1]
  const inherited = before === undefined ? [] : testsFor(before)

  it('are there, and are nothing but tests', () => {
    const tests = own.filter((path) => !endsTest(textOf(step, path)))
    expect(tests).not.toEqual([])
    expect(own.filter((path) => !path.endsWith('.test.ts'))).toEqual([])
  })

  it('import #src, the packages here and others, and look nowhere else', () => {
    const strays = own.flatMap((path) =>
      [...textOf(step, path).matchAll(STRAY)].map(([found]) => [path, found]),
    )
    expect(strays).toEqual([])
  })

  it('replace what is there, and something in it', () => {
    const same = inherited.filter(
      ({ path, home }) =>
        own.includes(path) && textOf(step, path) === textOf(home, path),
    )
    expect(same.map(({ path }) => path)).toEqual([])
    const known = inherited.map(({ path }) => path)
    const ends = own.filter((path) => endsTest(textOf(step, path)))
    expect(ends.filter((path) => !known.includes(path))).toEqual([])
  })

  it('keep the titles of what they replace, or say which they end', () => {
    const lost = inherited
      .filter(({ path }) => own.includes(path))
      .flatMap(({ path, home }) => titlesLost(path, home, step))
    expect(lost).toEqual([])
  })
})

/** A relative import, and words with which a file finds out where it is. */
const STRAY =
  /\bfrom '\.[^']*'|\bimport ?\('\.[^']*'|\bimport\.meta\b|\bprocess\.cwd\b|\b__(?:dir|file)name\b/g

function titlesLost(path: string, home: Step, step: Step): string[] {
  const text = textOf(step, path)
  if (endsTest(text)) return []
  const titles = new Set([...titlesOf(text), ...endedTitles(text)])
  return titlesOf(textOf(home, path)).filter((title) => !titles.has(title))
}

/** "// Ends: the application > greets", a comment for each title. */
function endedTitles(text: string): string[] {
  const [head = ''] = /^(?:\/\/.*\n)*/.exec(text) ?? []
  const [, ...ended] = head
    .replaceAll(/\n\/\/ (?!Ends: )/g, ' ')
    .split('// Ends: ')
  return ended.map((title) => title.trim())
}

// Decorators do not change the wire: their point is what the compiler refuses.
const SILENT: readonly string[] = ['decorators']

describe.each(STEPS.filter(({ slug }) => SILENT.includes(slug)))(
  'a step that no client notices, $name',
  ({ name }) => {
    it('has tests that fail with the source of the step before', () => {
      const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
      const config = join('shared', 'test-kit', 'vitest.config.ts')
      const { status, stdout } = spawnSync(
        process.execPath,
        [vitest, 'run', '--config', config, '--project', name, '--bail', '1'],
        { cwd: ROOT, encoding: 'utf8', env: { ...process.env, RUN: 'before' } },
      )
      expect(stdout).toMatch(/\d+ passed, [1-9]\d* failed/)
      expect(status).toBe(1)
    }, 60_000)
  },
)
