// Finding copies among tests. Whatever may behave otherwise has to run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { existingSteps, folderOf, ROOT } from '@barewire/course/steps'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copiesIn, testsOf } from '../src/copies.ts'

type Files = Readonly<Record<string, string>>

const FILES: Files = {
  'test/wire/head.test.ts': `import { it } from 'vitest'
import { read } from '../../src/wire/head.ts'
import { open } from './open.ts'`,
  'test/wire/open.ts': `import { connect } from 'node:net'
import { startApp } from '@barewire/test-kit/start-app'`,
  'src/wire/head.ts': `import {
  list,
  type List,
} from './list.ts'
export { text } from "../text.ts"`,
  'src/wire/list.ts': '// A list.',
  'src/text.ts': `import type { List } from './wire/list.ts'`,
}

const TEST = 'test/wire/head.test.ts'

describe('copiesIn', () => {
  it('finds a test whose sources are all the same as before', () => {
    const copies = copiesAmong(FILES, { ...FILES, 'src/new.ts': '// New.' })
    expect(copies).toEqual([`2/${TEST}`])
  })

  it('finds every copy but the first', () => {
    const other = { ...FILES, 'src/text.ts': '// Other.' }
    const copies = copiesAmong(FILES, FILES, other, FILES, other)
    expect(copies).toEqual([`2/${TEST}`, `4/${TEST}`, `5/${TEST}`])
  })

  it.each([
    'test/wire/head.test.ts',
    'test/wire/open.ts',
    'src/wire/head.ts',
    'src/wire/list.ts',
    'src/text.ts',
  ])('takes a test for another when %s is another', (path) => {
    const changed = { ...FILES, [path]: `${FILES[path]}\n` }
    expect(copiesAmong(FILES, changed)).toEqual([])
  })

  it('takes a test in another place for another', () => {
    const { [TEST]: test = '', ...rest } = FILES
    const moved = { ...rest, 'test/wire/other.test.ts': test }
    expect(copiesAmong(FILES, moved)).toEqual([])
  })

  it.each([
    ['asks where it is', 'new URL("./a", import.meta.url)'],
    ['asks for its folder', 'join(__dirname, "a")'],
    ['asks for its name', 'join(__filename, "a")'],
    ['asks where the program runs', 'process.cwd()'],
    ['goes elsewhere', 'process.chdir("a")'],
    ['imports as it goes', 'await import(name)'],
    ['requires', 'createRequire(name)'],
    ['requires in a worker', '`require("node:net")`'],
    ['replaces a module', 'vi.mock("../src/text.ts")'],
    ['replaces a module later', 'vi.doMock("../src/text.ts")'],
    ['compares with a snapshot', 'expect(1).toMatchSnapshot()'],
    ['looks at a stack, which names files', 'error.stack'],
    ['reads files', "import { readFileSync } from 'node:fs'"],
    ['reads files later', "import { readFile } from 'node:fs/promises'"],
    ['starts programs', "import { spawn } from 'node:child_process'"],
    ['starts workers', "import { Worker } from 'node:worker_threads'"],
    [
      'uses a package nobody thought of',
      "import { chromium } from 'playwright-core'",
    ],
    ['imports what is not there', "import { a } from './absent.ts'"],
    ['imports nobody knows what', "import { a } from '#a'"],
    [
      'starts programs with the test kit',
      "import { startProcess } from '@barewire/test-kit/start-process'",
    ],
    [
      'knows its step',
      "import { describeChecks } from '@barewire/test-kit/describe-checks'",
    ],
  ])('runs a test again whose source %s', (_, line) => {
    for (const path of [TEST, 'test/wire/open.ts', 'src/wire/list.ts']) {
      const files = { ...FILES, [path]: `${FILES[path]}\n${line}` }
      expect(copiesAmong(files, files), path).toEqual([])
    }
  })

  it('finds copies among the steps, but none of what tests a program', () => {
    const folders = existingSteps().map(folderOf)
    const copies = copiesIn(folders, join(ROOT, 'shared'))
    const names = new Set(copies.map((file) => file.split(sep).at(-1)))
    expect(names).toContain('byte-reader.test.ts')
    expect(names).not.toContain('checks.test.ts')
    expect(names).not.toContain('main.test.ts')
    expect(names).not.toContain('browser.test.ts')
  })
})

describe('testsOf', () => {
  it('is empty for a folder without tests', () => {
    expect(testsOf(join(ROOT, 'docs'))).toEqual([])
  })
})

/** Writes each step's files into "1", "2", … and names the copies. */
function copiesAmong(...steps: readonly Files[]): string[] {
  const top = mkdtempSync(join(tmpdir(), 'barewire-copies-'))
  onTestFinished(() => rmSync(top, { recursive: true }))
  const folders = steps.map((files, i) => {
    const folder = join(top, String(i + 1))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return folder
  })
  return copiesIn(folders, join(ROOT, 'shared')).map((file) =>
    relative(top, file).split(sep).join('/'),
  )
}
