// The three-way merge, on a scratch copy of a small ladder.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { carryForward } from '../src/carry-forward.ts'

const LINES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', '']
let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ladder-'))
  for (const slug of ['01-a', '02-b', '03-c', '04-d']) {
    write(slug, 'src/app.ts', LINES.join('\n'))
    write(slug, 'README.md', slug)
  }
  write('03-c', 'src/app.ts', LINES.join('\n').replace('seven', 'SEVEN'))
  write('04-d', 'src/app.ts', LINES.join('\n').replace('seven', 'SEVEN'))
  write('02-b', 'src/class.ts', 'class\n')
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

describe('carryForward', () => {
  it('has nothing to do without a change', () => {
    expect(carry('01-a')).toEqual({
      carried: [],
      conflicts: [],
      replaced: [],
    })
  })

  it('carries a change into all later steps and keeps what is theirs', () => {
    write('01-a', 'src/app.ts', LINES.join('\n').replace('two', 'TWO'))
    const { carried, conflicts } = carry('01-a')
    expect(conflicts).toEqual([])
    expect(carried).toEqual([
      'steps/02-b/src/app.ts: copied',
      'steps/03-c/src/app.ts: merged',
      'steps/04-d/src/app.ts: copied',
    ])
    const wanted = LINES.join('\n').replace('two', 'TWO')
    expect(read('04-d', 'src/app.ts')).toBe(wanted.replace('seven', 'SEVEN'))
  })

  it('leaves earlier steps alone', () => {
    write('03-c', 'src/app.ts', 'new\n')
    carry('03-c')
    expect(read('02-b', 'src/app.ts')).toBe(LINES.join('\n'))
  })

  it('carries a new file, and a removed one', () => {
    write('01-a', 'src/new.ts', 'new\n')
    rmSync(join(root, 'steps', '01-a', 'src', 'app.ts'))
    write('03-c', 'src/app.ts', LINES.join('\n'))
    git('add', '-A')
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'b')
    write('01-a', 'src/newer.ts', 'newer\n')
    const { conflicts } = carry('01-a', 'HEAD~1')
    expect(read('04-d', 'src/new.ts')).toBe('new\n')
    expect(read('04-d', 'src/newer.ts')).toBe('newer\n')
    expect(existsSync(join(root, 'steps', '02-b', 'src', 'app.ts'))).toBe(false)
    expect(conflicts).toEqual([])
  })

  it('does not revive a file that a later step has dropped', () => {
    write('02-b', 'src/class.ts', 'another class\n')
    expect(carry('02-b')).toEqual({
      carried: [],
      conflicts: [],
      replaced: [],
    })
    expect(existsSync(join(root, 'steps', '03-c', 'src', 'class.ts'))).toBe(
      false,
    )
  })

  it('stops at a conflict and marks it in the file', () => {
    write('01-a', 'src/app.ts', LINES.join('\n').replace('seven', '7'))
    const { carried, conflicts } = carry('01-a')
    expect(carried).toEqual(['steps/02-b/src/app.ts: copied'])
    expect(conflicts).toEqual([
      {
        slug: '03-c',
        path: 'steps/03-c/src/app.ts',
        why: 'has conflicts',
      },
    ])
    expect(read('03-c', 'src/app.ts')).toContain('<<<<<<< this-step')
    expect(read('04-d', 'src/app.ts')).not.toContain('7')
  })

  it('goes on from the step in which a conflict was resolved', () => {
    write('01-a', 'src/app.ts', LINES.join('\n').replace('seven', '7'))
    carry('01-a')
    write('03-c', 'src/app.ts', LINES.join('\n').replace('seven', '7 SEVEN'))
    expect(carry('03-c').carried).toEqual(['steps/04-d/src/app.ts: copied'])
  })

  it('leaves tests where they are, and names those that replace them', () => {
    write('03-c', 'test/app.test.ts', 'other\n')
    write('01-a', 'test/app.test.ts', 'new\n')
    write('01-a', 'test/new.test.ts', 'new\n')
    expect(carry('01-a')).toEqual({
      carried: [],
      conflicts: [],
      replaced: ['steps/03-c/test/app.test.ts'],
    })
    expect(existsSync(join(root, 'steps', '02-b', 'test'))).toBe(false)
  })

  it('leaves READMEs to their steps', () => {
    write('01-a', 'README.md', 'new')
    expect(carry('01-a').carried).toEqual([])
  })
})

function carry(from: string, since = 'HEAD'): ReturnType<typeof carryForward> {
  return carryForward({ root, from, since })
}

function write(slug: string, path: string, text: string): void {
  const file = join(root, 'steps', slug, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function read(slug: string, path: string): string {
  return readFileSync(join(root, 'steps', slug, path), 'utf8')
}

function git(...words: string[]): void {
  const { status, stderr } = spawnSync('git', words, {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}
