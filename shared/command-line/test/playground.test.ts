// What a learner does: play, check, write, check again, and go on.
import { findStep, folderOf, ROOT } from '@barewire/course/steps'
import { startProcess } from '@barewire/test-kit/start-process'
import { withClient } from '@barewire/test-kit/raw-client'
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
const folder = mkdtempSync(join(tmpdir(), 'barewire-play-'))
const playground = join(folder, 'playground')
const env = { ...process.env, NO_COLOR: '1', BAREWIRE_PLAYGROUND: playground }
afterAll(() => rmSync(folder, { recursive: true }))

// In this order: each goes on where the one before has stopped.
describe('the playground', () => {
  it('begins with the step before, its places marked, and a goal', () => {
    const { stdout, status } = command('play', '2')
    expect(stdout).toContain('Step 2, First response: a response is')
    expect(stdout).toContain('src/app.ts (4)')
    expect(stdout).toContain('npm run check 2')
    expect(readText('src/app.ts')).toContain('// TODO 02: change a line below.')
    expect(readText('README.md')).toContain('# Your step 02: First response')
    expect(JSON.parse(readText('package.json'))).toMatchObject({
      name: 'playground',
      scripts: { start: 'tsx src/main.ts' },
    })
    expect(status).toBe(0)
  })

  it('is told what is missing, with bytes and how to send them', () => {
    const { stdout, status } = command('check', '2', '--seed', '7')
    expect(stdout).toMatch(
      /^Step 2 \(First response\) does not hold yet: \d+ checks? fails?,/,
    )
    expect(stdout).toMatch(/^\d+ checks, [\d.]+ s, seed 7\./m)
    expect(stdout).toContain(
      'first-response.1 answers a GET with the fixed response',
    )
    expect(stdout).toContain("curl -i --http1.0 'http://localhost:8000/'")
    expect(status).toBe(1)
  })

  it('passes when it is written, which is remembered', () => {
    cpSync(join(stepFolder('2'), 'src'), join(playground, 'src'), {
      recursive: true,
    })
    const { stdout, status } = command('check', '2')
    expect(stdout).toContain('Step 2 (First response) holds: all')
    expect(stdout).toContain('Next: npm run play 3')
    expect(status).toBe(0)
    const lines = command('step').stdout.split('\n')
    const marked = lines.filter((line) => line.includes('✓'))
    expect(marked.map((line) => line.slice(0, 3))).toEqual([' 1✓', ' 2✓'])
  })

  it('gives one hint after the other', () => {
    const hints = [1, 2, 3].map(() => {
      const { stdout } = command('check', '3', '--hint')
      return /^Hint (\d) of 3 for request-head\.1\./m.exec(stdout)?.[1]
    })
    expect(hints).toHaveLength(3)
    expect(hints.at(-1)).toBe('3')
  })

  it('is compared with ours', () => {
    expect(command('diff', 'playground').stdout).toBe(
      'Step 2 (First response) against your playground: nothing changed.\n',
    )
    const app = join(playground, 'src', 'app.ts')
    writeFileSync(app, readText('src/app.ts').replaceAll('\n', '\r\n'))
    expect(command('diff', 'playground').stdout).toContain('nothing changed')
    appendFileSync(app, '// Mine\r\n')
    expect(command('diff', 'playground').stdout).toMatch(/^-\/\/ Mine\r?$/m)
    expect(command('diff', 'playground', '--stat').stdout).toMatch(
      /^ src\/app\.ts {2}changed +\+0 -1$/m,
    )
    writeFileSync(join(playground, 'src', 'more.ts'), '// Mine\n')
    const { stdout } = command('diff', 'playground', '--stat')
    expect(stdout).toMatch(/^ src\/more\.ts {2}gone +\+0 -1$/m)
  })

  it('runs', async () => {
    await using server = await startProcess({
      words: [START, 'step', 'playground', '--port', '0'],
      cwd: ROOT,
      env: { HOST: '127.0.0.1', BAREWIRE_PLAYGROUND: playground },
    })
    await withClient(server, async (client) => {
      client.write('hello')
      const response = await client.readResponse()
      expect(response.status).toBe(200)
    })
  })

  it('goes on with our code or your own, and keeps what was there', () => {
    expect(command('play', '3', '--keep').stdout).toContain('npm run check 3')
    expect(existsSync(join(playground, 'src', 'more.ts'))).toBe(true)
    const { stdout } = command('play', '3')
    expect(readText('src/app.ts')).toContain('change a line in the text below.')
    expect(stdout).toMatch(/^Saved what was there: [-\d]+ [.\d]+, step 3$/m)
    expect(existsSync(join(playground, 'src', 'more.ts'))).toBe(false)
    expect(command('play', '--list').stdout).toMatch(
      /step 3; step 2 reached\n\nSaved:\n {2}.*, step 3\n/,
    )
    const back = command('play', '--restore')
    expect(back.stdout).toMatch(/^Back again: .*, step 3\nSaved what was/)
    expect(existsSync(join(playground, 'src', 'more.ts'))).toBe(true)
  })

  it('says which step it has reached, as JSON, too', () => {
    const { stdout, status } = command('check', '--json', '--seed', '7')
    expect(JSON.parse(stdout)).toMatchObject({
      step: null,
      reached: 2,
      first: 'request-head.1',
      seed: 7,
    })
    expect(status).toBe(0)
  })

  it.each([
    ['2', true],
    ['3', false],
  ])('says as JSON whether it keeps step %s', (word, passed) => {
    const { stdout, status } = command('check', word, '--json')
    const { reached, ...found } = JSON.parse(stdout)
    expect(found).toMatchObject({ step: Number(word), passed })
    expect(reached).toBeUndefined()
    expect(status).toBe(passed ? 0 : 1)
  })

  it('says when a promise of before is tested in pieces', () => {
    const main = join(stepFolder('3'), 'src', 'main.ts')
    const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
    const words = [process.execPath, tsx, main].map((word) => `"${word}"`)
    const { stdout } = command('check', '--cmd', words.join(' '))
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'You pass everything to step 3 (Request head).',
      expect.stringMatching(
        /^On the way to step 4 \(Byte reader\): \d+ checks hold\.$/,
      ),
      'First failure: first-response.5, now in pieces.',
    ])
  })

  it('begins at nothing, and says what is not there yet', () => {
    command('play', '1')
    expect(readText('src/wire/server.ts')).toContain(
      '//   createServer(handler: (socket: Socket) => void): Server\n',
    )
    const { stderr, status } = command('step', 'playground', '--port', '0')
    expect(stderr).toBe('./app.ts exports no createApp yet.\n')
    expect(status).toBe(2)
  })

  it('says where it is no TypeScript, and no more', () => {
    writeFileSync(join(playground, 'src', 'app.ts'), '\nconst (\n')
    const fault = 'src/app.ts:2:6: ERROR: Expected identifier but found "("'
    const step = command('step', 'playground', '--port', '0')
    expect(step.stderr).toBe(`${playground}/${fault}\n`)
    expect(step.status).toBe(2)
    const check = command('check', '1')
    expect(check.stderr).toContain(`${playground}/${fault}\n`)
    expect(check.stderr).not.toContain('esbuild')
    expect(check.status).toBe(1)
  })

  it('fails where nothing can be tested', () => {
    writeFileSync(join(playground, 'src', 'main.ts'), 'throw Error("Oh no")\n')
    const { stdout, stderr, status } = command('check', '1')
    expect(stdout).toBe('')
    expect(stderr).toContain('ended with code 1 before it listened on PORT')
    expect(stderr).toContain('Oh no')
    expect(status).toBe(1)
  })
})

describe('the page about checks', () => {
  it('shows what the command prints', () => {
    command('play', '6')
    const { stdout } = command('check', '6', '--seed', '7')
    const page = readFileSync(join(ROOT, 'docs/reference/checks.md'), 'utf8')
    const [, block] = /```text\n(.*?)```/s.exec(page) ?? []
    expect(block).toBe(stdout.replace(/, [\d.]+ s, seed/, ', 3.6 s, seed'))
  })
})

function command(...words: readonly string[]) {
  const options = { cwd: ROOT, encoding: 'utf8', env } as const
  return spawnSync(process.execPath, [START, ...words], options)
}

function readText(path: string): string {
  return readFileSync(join(playground, path), 'utf8')
}

function stepFolder(word: string): string {
  const step = findStep(word)
  return step ? folderOf(step) : ''
}
