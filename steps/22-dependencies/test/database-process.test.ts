// The program and its file: what was answered is there, however it ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, ask, RawClient } from '@barewire/test-kit/raw-client'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import sqlite from 'node-sqlite3-wasm'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import * as z from 'zod'

const STEP = inject('step').folder
const WORDS = ['--import', 'tsx', 'src/main.ts']
const NO_SIGNALS = 'Windows ends a program at once.'
const WINDOWS = process.platform === 'win32'

/** An empty folder, which goes with the test. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-process-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function settings(file: string): Record<string, string> {
  const address = { PORT: '0', HOST: '127.0.0.1' }
  return { ...address, ACCESS_LOG: 'off', DATABASE: file }
}

function start(file: string): Promise<RunningProcess> {
  return startProcess({ words: WORDS, cwd: STEP, env: settings(file) })
}

/** What a program says that does not listen. */
async function startInVain(file: string) {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...settings(file) }
  const child = spawn(process.execPath, WORDS, { cwd: STEP, env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (output.stdout += String(text)))
  child.stderr.on('data', (text) => (output.stderr += String(text)))
  const [code]: unknown[] = await once(child, 'close')
  return { code, ...output }
}

async function end(program: RunningProcess, signal: NodeJS.Signals) {
  const ended = once(program.child, 'close')
  program.child.kill(signal)
  return ended
}

const Titles = z.array(z.object({ title: z.string() }))

async function titlesOf(address: Address): Promise<string[]> {
  const answer = await ask(address, 'GET /books HTTP/1.1\r\nHost: a\r\n\r\n')
  const books = Titles.parse(JSON.parse(String(answer.body)))
  return books.map(({ title }) => title)
}

function post(title: string): string {
  const body = JSON.stringify({ title, author: 'A', year: 1 })
  const type = 'Content-Type: application/json'
  const length = `Content-Length: ${body.length}`
  return ['POST /books HTTP/1.1', 'Host: a', type, length, '', body].join(
    '\r\n',
  )
}

interface Load {
  /** Books that were sent, and those that were answered. */
  readonly sent: Set<string>
  readonly answered: Set<string>
  readonly onAnswer: () => void
}

/** Adds books until the program is gone, some of them ahead of the answers. */
async function addBooks(address: Address, name: string, load: Load) {
  const client = await RawClient.connect(address)
  const waiting: string[] = []
  for (let i = 0; ; i += 1) {
    const title = `${name} ${i}`
    waiting.push(title)
    load.sent.add(title)
    client.write(post(title))
    if (waiting.length < 3) continue
    const answer = await client.readResponse().catch(() => undefined)
    if (answer === undefined) break
    expect(answer.status).toBe(201)
    load.answered.add(waiting.shift() ?? '')
    load.onAnswer()
  }
  client.reset()
}

describe('a program that is killed', () => {
  const ROUNDS = 10

  it(
    'loses no answered book and breaks no file',
    { timeout: 120_000 },
    async () => {
      const file = join(ownFolder(), 'books.db')
      const sent = new Set(['Emma', 'Dracula'])
      const answered = new Set(sent)
      for (let round = 0; round < ROUNDS; round += 1) {
        await using program = await start(file)
        const titles = await titlesOf(program)
        expect(titles).toEqual(expect.arrayContaining([...answered]))
        expect(titles.filter((title) => !sent.has(title))).toEqual([])
        expect(new Set(titles).size).toBe(titles.length)
        const killed = once(program.child, 'close')
        let left = Math.floor(Math.random() * 60)
        const onAnswer = () => {
          left -= 1
          // Now, or when some more bytes are on their way.
          if (left === 0) setImmediate(() => program.child.kill('SIGKILL'))
        }
        if (left === 0) program.child.kill('SIGKILL')
        const names = ['a', 'b', 'c', 'd'].map((each) => `${round} ${each}`)
        const load = { sent, answered, onAnswer }
        const clients = names.map((name) =>
          addBooks(program, name, load).catch((error: unknown) => {
            // One may come too late to be let in.
            if (!/ECONN/.test(String(error))) throw error
          }),
        )
        await Promise.all(clients)
        await killed
      }
      await using last = await start(file)
      const titles = await titlesOf(last)
      expect(titles).toEqual(expect.arrayContaining([...answered]))
      await end(last, 'SIGKILL')
      expect(check(file)).toEqual([{ integrity_check: 'ok' }])
    },
  )

  it('leaves a lock behind that the next one takes away', async () => {
    const folder = ownFolder()
    const file = join(folder, 'books.db')
    {
      await using program = await start(file)
      expect((await ask(program, post('a'))).status).toBe(201)
      await end(program, 'SIGKILL')
    }
    const left = ['books.db.lock', 'books.db.pid']
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(left))
    await using program = await start(file)
    expect(await titlesOf(program)).toEqual(['Emma', 'Dracula', 'a'])
  })
})

/** What SQLite says of its file. */
function check(file: string): unknown {
  rmSync(`${file}.lock`, { recursive: true })
  const database = new sqlite.Database(file)
  try {
    // Without the memory that a log shares between programs.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    return database.all('PRAGMA integrity_check')
  } finally {
    database.close()
  }
}

describe('a program that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'closes its file: %s',
    async (name) => {
      if (WINDOWS) return console.log(NO_SIGNALS)
      const folder = ownFolder()
      await using program = await start(join(folder, 'books.db'))
      expect((await ask(program, post('a'))).status).toBe(201)
      expect(await end(program, name)).toEqual([0, null])
      expect(readdirSync(folder)).toEqual(['books.db'])
      expect(program.output().stderr).toBe('')
    },
  )

  it('loses no answered book under load', async () => {
    if (WINDOWS) return console.log(NO_SIGNALS)
    const folder = ownFolder()
    const file = join(folder, 'books.db')
    const sent = new Set<string>()
    const answered = new Set<string>()
    {
      await using program = await start(file)
      const ended = once(program.child, 'close')
      const onAnswer = () => {
        if (answered.size === 100) program.child.kill('SIGTERM')
      }
      const load = { sent, answered, onAnswer }
      await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) => addBooks(program, name, load)),
      )
      expect(await ended).toEqual([0, null])
      expect(program.output().stderr).toBe('')
    }
    expect(readdirSync(folder)).toEqual(['books.db'])
    await using program = await start(file)
    const titles = await titlesOf(program)
    // What was not answered was not done.
    expect(titles.slice(2).toSorted()).toEqual([...answered].toSorted())
  })
})

describe('a second program', () => {
  it('is refused in one line, and the first goes on', async () => {
    const file = join(ownFolder(), 'books.db')
    await using program = await start(file)
    const { code, stdout, stderr } = await startInVain(file)
    const reason = `It is in use by process ${program.child.pid}`
    const line = `Cannot open DATABASE "${file}": ${reason}: ${file}.pid\n`
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: line,
    })
    expect((await ask(program, post('a'))).status).toBe(201)
    expect(await titlesOf(program)).toEqual(['Emma', 'Dracula', 'a'])
  })

  it('that starts at the same time is one too many', async () => {
    const file = join(ownFolder(), 'books.db')
    const both = await Promise.allSettled([start(file), start(file)])
    const running = both.flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    )
    try {
      expect(running).toHaveLength(1)
      for (const each of running) {
        expect((await ask(each, post('a'))).status).toBe(201)
      }
    } finally {
      for (const each of running) await each[Symbol.asyncDispose]()
    }
  })

  it('on a taken port leaves nothing behind', async () => {
    const folder = ownFolder()
    await using program = await start(join(folder, 'books.db'))
    const port = String(program.port)
    const other = join(folder, 'other.db')
    const starting = startProcess({
      words: WORDS,
      cwd: STEP,
      env: { ...settings(other), PORT: port },
    })
    await expect(starting).rejects.toThrow(`ended with 2`)
    const names = readdirSync(folder).filter((name) => name.startsWith('other'))
    expect(names).toEqual(['other.db'])
  })
})

describe('a file that cannot be opened', () => {
  it.each([
    ['a folder that is not there', 'no/books.db', 'ENOENT'],
    ['a folder', '', 'Could not open the database'],
    ['no database', 'text.db', 'file is not a database'],
  ])('is refused in one line: %s', async (_, name, reason) => {
    const folder = ownFolder()
    writeFileSync(join(folder, 'text.db'), 'Hello, this is a text.'.repeat(99))
    const file = join(folder, name)
    const { code, stdout, stderr } = await startInVain(file)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(`Cannot open DATABASE "${file}": ${reason}`)
    expect(stderr.indexOf('\n')).toBe(stderr.length - 1)
    expect(readdirSync(folder)).toEqual(['text.db'])
  })
})
