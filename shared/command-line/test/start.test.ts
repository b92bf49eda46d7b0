// What a command needs before it can run, and what it says without that.
import { ROOT } from '@barewire/course/steps'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const FOLDER = join('shared', 'command-line')
const FILES = ['start.mjs', 'installed.mjs', 'output.mjs']
const HERE = { os: [process.platform], cpu: [process.arch] }

let copy = ''
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'barewire-start-'))
  for (const name of FILES) {
    cpSync(join(ROOT, FOLDER, name), join(copy, FOLDER, name))
  }
})
afterEach(() => rmSync(copy, { recursive: true }))

describe('a command', () => {
  it('says that the packages are missing when they are', () => {
    expect(start()).toEqual({
      stderr: 'The packages are not installed yet.\nRun this first: npm ci\n',
      status: 1,
    })
  })

  it.each<[string, Packages, Packages]>([
    ['nothing there', { tsx: { version: '1' } }, {}],
    ['another version', { tsx: { version: '2' } }, { tsx: { version: '1' } }],
    ['a link missing', { tsx: { link: true, resolved: 'shared/tsx' } }, {}],
    [
      'a binary missing',
      { tsx: { version: '1', optional: true, ...HERE } },
      {},
    ],
  ])('says what does not fit: %s', (_, wanted, installed) => {
    write('package-lock.json', wanted)
    write('node_modules/.package-lock.json', installed)
    if ('tsx' in installed) mkdirSync(join(copy, 'node_modules', 'tsx'))
    expect(start().stderr).toBe(`${MISMATCH}
tsx is missing or has a different version.
Run this first: npm ci
`)
  })

  it('says so of an installation that was interrupted', () => {
    const wanted = { tsx: { version: '1' }, a: { version: '1' } }
    write('package-lock.json', wanted)
    mkdirSync(join(copy, 'node_modules', 'tsx'), { recursive: true })
    expect(start().stderr).toBe(`${MISMATCH}
tsx and 1 more are missing or different.
Run this first: npm ci
`)
  })

  it('says so of a package that has no folder any more', () => {
    const both = { tsx: { version: '1' } }
    write('package-lock.json', both)
    write('node_modules/.package-lock.json', both)
    expect(start().stderr).toContain(
      'tsx is missing or has a different version.',
    )
  })

  it.each<[string, Packages]>([
    [
      'for another system',
      { a: { optional: true, os: ['aix'], cpu: ['arm'] } },
    ],
    ['that may fail to install', { a: { optional: true, version: '1' } }],
    ['that are steps', { a: { link: true, resolved: 'steps/01-a' } }],
  ])('does not ask for packages %s', (_, wanted) => {
    write('package-lock.json', wanted)
    write('node_modules/.package-lock.json', {})
    expect(start().stderr).toMatch(
      /^Cannot find package 'tsx' imported from .*\nRun this first: npm ci\n$/,
    )
  })

  it('says that a file of a package is missing, without a stack', () => {
    const file = join(copy, 'node_modules', 'tsx', 'package.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '{ "exports": { "./esm/api": "./gone.mjs" } }')
    const { stderr, status } = start()
    expect(stderr).toMatch(
      /^Cannot find module '.*gone\.mjs' .*\nRun this first: npm ci\n$/,
    )
    expect(status).toBe(1)
  })

  it('says that Node is too old when it is', () => {
    const script = `
      Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })
      import(${JSON.stringify(join(ROOT, FOLDER, 'start.mjs'))})
    `
    const { stderr, status } = spawnSync(process.execPath, ['-e', script], {
      encoding: 'utf8',
    })
    expect(stderr).toContain('needs Node 20.19 or later; this is Node 18.20.4')
    expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(status).toBe(1)
  })
})

const MISMATCH =
  'The packages in node_modules are not those of package-lock.json:'

type Packages = Readonly<Record<string, unknown>>

/** A lock file, in the shape that npm gives it. */
function write(path: string, packages: Packages): void {
  const entries = Object.entries(packages).map(
    ([name, value]) => [`node_modules/${name}`, value] as const,
  )
  const text = JSON.stringify({ packages: Object.fromEntries(entries) })
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  writeFileSync(join(copy, path), text)
}

function start(): { stderr: string; status: number | null } {
  const words = [join(copy, FOLDER, 'start.mjs'), 'step']
  const { stderr, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
  })
  return { stderr, status }
}
