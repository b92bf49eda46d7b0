// What npm test runs, and what it makes of a step's number.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planOf } from '../src/test.ts'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')

describe('planOf', () => {
  it.each([
    ['npm test', [], {}, 'home', []],
    ['npm test -- --parts', ['--parts'], {}, 'parts', []],
    ['npm test -- --all', ['--all'], {}, 'all', []],
    ['npm test --all', [], { npm_config_all: 'true' }, 'all', []],
    ['npm test 7', ['7'], {}, 'all', ['--project', '07-handler-class']],
    [
      'npm test 9 chunked',
      ['9', 'chunked'],
      {},
      'all',
      ['--project', '09-keep-alive', 'chunked'],
    ],
    ['a slug', ['routing'], {}, 'all', ['--project', '10-routing']],
    ['a name', ['10-routing'], {}, 'all', ['--project', '10-routing']],
    ['a part of a path', ['router'], {}, 'all', ['router']],
    ['a folder', ['10-routing/test'], {}, 'all', ['10-routing/test']],
    ['a number later on', ['-t', '3'], {}, 'all', ['-t', '3']],
    ['a project', ['--project', 'gates'], {}, 'all', ['--project', 'gates']],
    ['a file', ['test/app.test.ts'], {}, 'all', ['test/app.test.ts']],
  ])('%s', (_, words, env, RUN, vitestWords) => {
    expect(planOf(words, env)).toEqual({ RUN, vitestWords })
  })
})

describe('npm test', () => {
  it.each([
    ['42', 'There is no step "42".'],
    ['0', 'There is no step "0".'],
    ['3-5', 'There is no step "3-5".'],
    ['9 10', 'One step at a time, not "9 10".'],
  ])('refuses %s', (words, sentence) => {
    const { stderr, status } = command(...words.split(' '))
    expect(stderr.split('\n')[0]).toBe(sentence)
    expect(status).toBe(2)
  })

  it('runs the tests of one step whose path has that word', () => {
    const { stdout, status } = command('3', 'grammar', '--reporter=json')
    const { testResults }: { testResults: { name: string }[] } =
      JSON.parse(stdout)
    const files = testResults.map(({ name }) => name.split(/[\\/]/).slice(-4))
    expect(files.map((parts) => parts.join('/'))).toEqual([
      '03-request-head/test/wire/grammar.test.ts',
    ])
    expect(status).toBe(0)
  }, 60_000)
})

function command(...words: readonly string[]) {
  return spawnSync(process.execPath, [START, 'test', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}
