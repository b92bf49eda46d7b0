// What becomes of programs and commands whose output is a pipe that nobody
// reads any more, or a disk that is full. Real pipes, made by a shell.
import {
  existingSteps,
  folderOf,
  ROOT,
  stepNumber,
} from '@barewire/course/steps'
import { freePort } from '@barewire/test-kit/free-port'
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
const TSX = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href
const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const HAS_SHELL = process.platform !== 'win32'
const HAS_FULL_DISK = existsSync('/dev/full')

/** `"$@"` is the program. */
const CLOSED = {
  'after a line': '"$@" | head -1',
  'at once': '"$@" | true',
  'with standard error': '"$@" 2>&1 | head -1',
  'and never open': '"$@" >&- 2>&-',
}

const last = existingSteps().at(-1)?.number ?? 0
const numbers = [1, 12, last]

describe.runIf(HAS_SHELL).each(numbers)('the program of step %i', (number) => {
  it.each(Object.entries(CLOSED))(
    'serves with its output closed %s',
    async (_, script) => {
      const folder = folderOf(stepNumber(number))
      const program = ['--import', TSX, join(folder, 'src', 'main.ts')]
      expect(await serves(script, program)).toBe(true)
    },
    60_000,
  )
})

describe.runIf(HAS_SHELL)('a server command', () => {
  it.each([
    ['step', '1'],
    ['step', '12', '--quiet'],
    ['step', '12', '--json'],
    ['step', String(last), '--watch'],
    ['target', '9'],
    ['target', 'node-http'],
    ['xray'],
  ])(
    'serves with its output closed: %s %s %s',
    async (...words) => {
      await using behind = await startApp(
        createServer((socket) => {
          socket.on('error', () => {})
          socket.pipe(socket)
        }),
      )
      const to = ['--to', `127.0.0.1:${behind.port}`]
      const command = [START, ...words, ...(words[0] === 'xray' ? to : [])]
      for (const script of [CLOSED['at once'], CLOSED['with standard error']]) {
        expect(await serves(script, command)).toBe(true)
      }
    },
    60_000,
  )
})

const COMMANDS = [
  ['step'],
  ['diff', String(last)],
  ['diff', '3', '--stat'],
  ['play', '--list'],
  ['lessons', '--draft', '2'],
  ['reference', '--check'],
  ['check', '--peers', '--only', 'node-http', '--group', 'host'],
  ['fuzz', '--minutes', '0.001'],
  ['test', '2', 'status'],
]

describe.runIf(HAS_SHELL)('a command that ends', () => {
  it.each(COMMANDS)('ends quietly when nobody reads: %s %s %s', (...words) => {
    expect(run('{ "$@"; echo $? >&2; } | true', words)).toBe('141\n')
  })

  it('ends with its own code after its help', () => {
    const code = run('{ "$@"; echo $? >&2; } | true', ['tags', '--help'])
    expect(code).toBe('0\n')
  })

  it('still says what was wrong, and with its own code', () => {
    expect(run('{ "$@"; echo $? >&2; } | true', ['step', '42'])).toBe(
      'There is no step "42".\nSee them all: npm run step\n2\n',
    )
  })

  it.runIf(HAS_FULL_DISK).each(COMMANDS)(
    'says so when the disk is full: %s %s %s',
    (...words) => {
      expect(run('"$@" > /dev/full; echo $? >&2', words)).toBe(
        'Cannot write the output: ENOSPC: no space left on device, write\n1\n',
      )
    },
  )
})

/** What it prints on standard error. */
function run(script: string, words: readonly string[]): string {
  const { stderr } = spawnSync(
    'sh',
    ['-c', script, 'sh', process.execPath, START, ...words],
    { cwd: ROOT, encoding: 'utf8', env },
  )
  return stderr
}

const env = {
  ...process.env,
  NO_COLOR: '1',
  ACCESS_LOG: 'common',
  DATABASE: ':memory:',
  BAREWIRE_PLAYGROUND: join(tmpdir(), 'barewire-no-playground'),
}

/** Starts a program in a shell. True when it has served six clients. */
async function serves(
  script: string,
  words: readonly string[],
): Promise<boolean> {
  const address = { host: '127.0.0.1', port: await freePort() }
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...words], {
    cwd: ROOT,
    // A group of its own, so that all of it can be ended.
    detached: true,
    stdio: 'ignore',
    env: { ...env, HOST: address.host, PORT: String(address.port) },
  })
  const closed = once(child, 'close')
  const { pid } = child
  onTestFinished(async () => {
    if (pid !== undefined && child.exitCode === null)
      process.kill(-pid, 'SIGKILL')
    await closed
  })
  await vi.waitFor(() => ask(address), { timeout: 30_000, interval: 100 })
  for (let i = 0; i < 5; i += 1) await ask(address)
  return true
}

function ask(address: Address): Promise<unknown> {
  return withClient(address, (client) => {
    client.write(GET)
    return client.readBytes(1)
  })
}
