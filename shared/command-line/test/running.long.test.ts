// The commands that run until Ctrl-C, as processes: what they print is waited
// for, and nothing is timed.
import { findStep, folderOf, ROOT } from '@barewire/course/steps'
import { ask } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isSave } from '../src/check-watch.ts'
import { isRunning } from '../src/end-with-parent.ts'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
const folder = mkdtempSync(join(tmpdir(), 'barewire-long-'))
const playground = join(folder, 'playground')
const env = { ...process.env, NO_COLOR: '1', BAREWIRE_PLAYGROUND: playground }
afterAll(() => rmSync(folder, { recursive: true }))

const GET = 'GET /a HTTP/1.0\r\n\r\n'
const ANSWER = 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi'

describe('npm run check -- --watch', () => {
  it('checks again after a save, and after npm run play', async () => {
    command('play', '2')
    await using check = start('check', '2', '--watch')
    await expect.poll(check.stdout, PATIENT).toContain('Waiting for a file')
    expect(check.stdout()).toContain('Step 2 (First response) does not hold')
    cpSync(join(stepFolder('2'), 'src'), join(playground, 'src'), {
      recursive: true,
    })
    await expect.poll(check.stdout, PATIENT).toContain(') holds: all')
    await expect.poll(check.stdout, PATIENT).toMatch(/holds[^]*Waiting for/)
    command('play', '2')
    await expect
      .poll(check.stdout, PATIENT)
      .toMatch(/holds[^]*does not hold[^]*Waiting for/)
    check.child.kill('SIGINT')
    expect(await check.ended).toBe(130)
    expect(check.stderr()).toBe('')
  }, 60_000)

  it('takes no file for saved that was only read', () => {
    const file = join(folder, 'some.ts')
    writeFileSync(file, '')
    const { mtime, mtimeMs } = statSync(file)
    utimesSync(file, new Date(), mtime)
    expect(isSave('change', file, mtimeMs + 1)).toBe(false)
    expect(isSave('change', file, mtimeMs - 1)).toBe(true)
    expect(isSave('rename', file, mtimeMs + 1)).toBe(true)
    expect(isSave('change', join(folder, 'gone.ts'), mtimeMs)).toBe(true)
  })
})

describe('npm run step -- --json', () => {
  it('prints an event a line, and all else aside', async () => {
    await using step = start('step', '3', '--json', '--port', '0')
    await expect.poll(() => portIn(step.stderr()), PATIENT).toBeGreaterThan(0)
    const port = portIn(step.stderr())
    const response = await ask({ host: '127.0.0.1', port }, GET)
    expect(response.status).toBe(200)
    await expect.poll(step.stdout, PATIENT).toContain('"event":"close"')
    const events = eventsIn(step.stdout())
    expect(events[0]).toMatchObject({ event: 'open', connection: 1 })
    expect(events.at(-1)).toMatchObject({ event: 'close', connection: 1 })
    const [request, answer] = events.filter((each) => each.event === 'segment')
    expect(textOf(request)).toBe(GET)
    expect(textOf(answer)).toMatch(/^HTTP\/1\.0 200 OK\r\n.*"target":"\/a"/s)
  }, 30_000)
})

describe('npm run xray', () => {
  it('passes on what comes and shows it', async () => {
    await using server = await startApp(answering())
    const words = ['--to', `127.0.0.1:${server.port}`, '--host', '127.0.0.1']
    await using xray = start('xray', ...words, '--port', '0')
    await expect.poll(() => portIn(xray.stdout()), PATIENT).toBeGreaterThan(0)
    const port = portIn(xray.stdout())
    const response = await ask({ host: '127.0.0.1', port }, GET)
    expect(response.body.toString()).toBe('hi')
    await expect.poll(xray.stdout, PATIENT).toContain('#1 closed: 1 request')
    const shown = xray.stdout()
    expect(shown).toContain(`for 127.0.0.1:${server.port}\n`)
    expect(shown).toMatch(
      /^ method target version │ GET \/a HTTP\/1\.0\\r\\n$/m,
    )
    expect(shown).toMatch(
      /^ +version status reason │ HTTP\/1\.0 200 OK\\r\\n$/m,
    )
    xray.child.kill('SIGTERM')
    expect(await xray.ended).toBe('SIGTERM')
    expect(xray.stderr()).toBe('')
  }, 30_000)
})

describe('a parent', () => {
  it('is known to run, or to have ended', () => {
    expect(isRunning(process.pid)).toBe(true)
    const { pid } = spawnSync(process.execPath, ['--version'])
    expect(isRunning(pid)).toBe(false)
  })
})

/** Waits for words that are printed, on a slow machine, too. */
const PATIENT = { timeout: 20_000, interval: 20 }

/** A command that goes on until it is killed. */
function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [START, ...words], { cwd: ROOT, env })
  const seen = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code)
  return {
    child,
    ended,
    stdout: () => seen.stdout,
    stderr: () => seen.stderr,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function command(...words: readonly string[]): void {
  const options = { cwd: ROOT, encoding: 'utf8', env } as const
  const { status, stderr } = spawnSync(
    process.execPath,
    [START, ...words],
    options,
  )
  expect(status, stderr).toBe(0)
}

function answering() {
  return createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(ANSWER))
  })
}

function portIn(text: string): number {
  return Number(/Listening on http:\/\/\S+:(\d+)\s/.exec(text)?.[1] ?? 0)
}

/** An event of the wire, as far as it is needed here. */
interface Event {
  readonly event: string
  readonly spans?: readonly { readonly text: string }[]
}

function eventsIn(text: string): Event[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line): Event => JSON.parse(line))
}

function textOf(event: Event | undefined): string {
  return (event?.spans ?? []).map(({ text }) => text).join('')
}

function stepFolder(word: string): string {
  const step = findStep(word)
  return step ? folderOf(step) : ''
}
