// The tags, in a clone of this repository that is thrown away.
import { existingSteps, ROOT, twoDigits } from '@barewire/course/steps'
import { testsFor } from '@barewire/course/tests'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteTags, ForeignTag, makeTags } from '../src/tags.ts'

const folder = mkdtempSync(join(tmpdir(), 'barewire-tags-test-'))
const clone = join(folder, 'clone')
const names = existingSteps().map(({ number }) => `step-${twoDigits(number)}`)

beforeAll(() => {
  git(['clone', '--quiet', '--no-tags', ROOT, clone], folder)
  process.env['BAREWIRE_REPOSITORY'] = clone
})
afterAll(() => {
  delete process.env['BAREWIRE_REPOSITORY']
  rmSync(folder, { recursive: true })
})

// In this order: each goes on where the one before has stopped.
describe('the tags', () => {
  it('are a chain with one step each, and all that it needs', () => {
    const { tags, changed } = makeTags()
    expect(tags.map(({ name }) => name)).toEqual(names)
    expect(changed).toBe(names.length)
    const log = git(['log', '--reverse', '--format=%s', names.at(-1) ?? ''])
    expect(log.trim().split('\n')).toEqual(
      existingSteps().map(
        ({ number, title }) => `Step ${twoDigits(number)}: ${title}`,
      ),
    )
    const files = git(['ls-tree', '-r', '--name-only', 'step-03']).split('\n')
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'kit/checks/src/03-request-head.ts',
        'package.json',
        'src/wire/request-head.ts',
        'test/checks.test.ts',
        'tsconfig.json',
      ]),
    )
    expect(files).not.toContain('kit/checks/src/04-byte-reader.ts')
  })

  it.each(existingSteps())('has the source and the tests of $name', (step) => {
    const tag = `step-${twoDigits(step.number)}`
    const src = git(['rev-parse', `HEAD:steps/${step.name}/src`])
    expect(git(['rev-parse', `${tag}:src`])).toBe(src)
    const tests = testsFor(step)
    const there = git(['ls-tree', '-r', `${tag}:test`])
    const here = git([
      'rev-parse',
      ...tests.map(({ path, home }) => `HEAD:steps/${home.name}/${path}`),
    ])
    const blobs = here.trim().split('\n')
    const lines = tests.map(
      ({ path }, i) => `100644 blob ${blobs[i]}\t${path.slice('test/'.length)}`,
    )
    expect(there.trim().split('\n').toSorted()).toEqual(lines.toSorted())
  })

  it.each([names[0], names[4], names.at(-1)])(
    '%s ignores a playground',
    (name) => {
      const copy = join(folder, 'worktree')
      git(['worktree', 'add', '--quiet', '--detach', copy, name ?? ''])
      for (const path of ['playground/src/app.ts', 'node_modules/a/b.js']) {
        mkdirSync(dirname(join(copy, path)), { recursive: true })
        writeFileSync(join(copy, path), '')
      }
      expect(git(['status', '--porcelain'], copy)).toBe('')
      git(['worktree', 'remove', '--force', copy])
    },
  )

  it('touches neither working tree nor index nor branches', () => {
    expect(git(['status', '--porcelain'])).toBe('')
    const refs = git(['for-each-ref', '--format=%(refname)', 'refs/heads'])
    expect(refs.trim().split('\n')).toHaveLength(1)
  })

  it('changes nothing the second time, whoever and wherever you are', () => {
    git(['config', 'user.name', 'Somebody'])
    git(['config', 'core.autocrlf', 'true'])
    git(['config', 'i18n.commitEncoding', 'iso-8859-1'])
    chmodSync(join(clone, 'README.md'), 0o755)
    writeFileSync(join(clone, 'steps', '01-echo-bytes', 'README.md'), 'Mine\n')
    expect(makeTags().changed).toBe(0)
    expect(readFileSync(join(clone, '.git', 'HEAD'), 'utf8')).toMatch(/^ref: /)
  })

  it('leaves a tag alone that somebody else has made', () => {
    git(['tag', '--force', 'step-03', 'HEAD'])
    expect(() => makeTags()).toThrow(ForeignTag)
    expect(() => deleteTags()).toThrow('The tag step-03 is not ours')
    expect(git(['rev-parse', 'step-03'])).toBe(git(['rev-parse', 'HEAD']))
    expect(git(['tag']).trim().split('\n')).toEqual(names)
    git(['tag', '--delete', 'step-03'])
    expect(makeTags().changed).toBe(1)
  })

  it('can be taken away again', () => {
    git(['tag', 'mine'])
    expect(deleteTags()).toEqual(names)
    expect(git(['tag'])).toBe('mine\n')
  })
})

function git(words: readonly string[], cwd = clone): string {
  const { stdout, stderr, status } = spawnSync('git', words, {
    cwd,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
