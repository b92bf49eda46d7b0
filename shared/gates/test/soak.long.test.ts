// The last step's program under a mixed load for a while: clients that behave,
// clients that leave half-way, uploads, forms. Afterwards it has to be as it
// was: as much memory, as many open files, and nothing to complain about.
// SOAK=600 makes it ten minutes.
import { existingSteps, folderOf, isSince } from '@barewire/course/steps'
import {
  type Address,
  ask,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const steps = existingSteps().filter((step) => isSince(step, 'limits'))

const seconds = Number(process.env['SOAK'] ?? 20)
const MEBIBYTE = 1024 * 1024

// MiB. The heap of Node 24 still grows after twenty seconds, by 86 MiB once;
// after half a minute it does not: 436, then 458 in a minute and a half.
const ROOM = Number(process.versions.node.split('.')[0]) >= 24 ? 150 : 60

const patience = { timeout: seconds * 1000 + 120_000 }

describe.each(steps.slice(-1))('$name', (step) => {
  it(`is after ${seconds} s of load what it was before`, patience, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'soak-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const env = { PORT: '0', HOST: '127.0.0.1', ACCESS_LOG: 'off' }
    await using server = await startProcess({
      words: ['--import', 'tsx', 'src/main.ts'],
      cwd: folderOf(step),
      env: { ...env, TMPDIR: folder },
    })
    const books = await booksOf(server)
    const files = countFiles(server)
    const memory: number[] = []
    const sampling = setInterval(() => memory.push(residentOf(server)), 200)
    const exchanges = await soak(server)
    clearInterval(sampling)

    await vi.waitFor(
      () => expect(countFiles(server)).toBeLessThanOrEqual(files + 2),
      { timeout: 30_000, interval: 500 },
    )
    const [early, late] = [windowOf(memory, 1 / 3), windowOf(memory, 5 / 6)]
    console.log(
      `${exchanges} exchanges in ${seconds} s.`,
      files === 0
        ? 'There is no /proc, so nobody knows about memory and files.'
        : `Memory: ${early} MiB, then ${late} MiB. Open files: ${files}, then ${countFiles(server)}.`,
    )
    expect(late).toBeLessThanOrEqual(early * 1.5)
    expect(late).toBeLessThanOrEqual(early + ROOM)
    expect(await booksOf(server)).toBe(books)
    expect(leftIn(folder).join()).toMatch(/^(?:barewire-covers-[^,]+)?$/)
    expect(server.output().stderr).toBe('')
    expect(server.child.exitCode).toBeNull()
    // Windows knows no signals; there, a program is ended at once.
    if (process.platform === 'win32') return
    await expectEnd(server)
    expect(leftIn(folder)).toEqual([])
  })
})

/** Folders of the program; others may put theirs into the same place. */
function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('barewire-'))
}

async function expectEnd({ child }: RunningProcess): Promise<void> {
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

/** Exchanges of all kinds, two clients each. Gives how many there were. */
async function soak(address: Address): Promise<number> {
  const end = performance.now() + seconds * 1000
  let number = 0
  const work = async (job: Job): Promise<void> => {
    while (performance.now() < end) {
      number += 1
      await job(address, number)
    }
  }
  await Promise.all([...JOBS, ...JOBS].map(work))
  return number
}

type Job = (address: Address, number: number) => Promise<void>

const PATHS = [
  '/',
  '/hello/you',
  '/books',
  '/books/1',
  '/books.ndjson',
  '/form',
  '/files/style.css',
]
const CODINGS = ['gzip', 'br', 'deflate', 'identity']

const JOBS: readonly Job[] = [
  // Many on one connection, at once.
  (address) =>
    withClient(address, async (client) => {
      client.write(PATHS.map((path) => get(path)).join(''))
      for (const _ of PATHS) expectStatus(await client.readResponse(), 200)
    }),
  // One on a connection, compressed.
  async (address, number) => {
    const path = PATHS[number % PATHS.length] ?? '/'
    const coding = CODINGS[number % CODINGS.length] ?? ''
    const request = get(path, 'Connection: close', `Accept-Encoding: ${coding}`)
    expectStatus(await ask(address, request), 200)
  },
  // A book comes and goes.
  async (address, number) => {
    const book = JSON.stringify({
      title: `Soak ${number}`,
      author: 'A',
      year: 1,
    })
    const request = post('/books', book, 'Content-Type: application/json')
    const added = await ask(address, request)
    expectStatus(added, 201)
    await remove(address, headerValues(added, 'location')[0] ?? '')
  },
  // A form with a cover, and the book that it makes goes.
  async (address, number) => {
    const title = `Soak ${number}`
    expectStatus(await ask(address, form(title)), 303)
    const books: { id: number; title: string }[] = JSON.parse(
      String((await ask(address, get('/books'))).body),
    )
    await remove(
      address,
      `/books/${books.find((book) => book.title === title)?.id}`,
    )
  },
  // A form that ends in the midst of its cover.
  leave((number) => form(`Soak ${number}`).slice(0, 30_000)),
  // Large bodies, one of them compressed.
  async (address) => {
    const text = 'a'.repeat(200_000)
    expectStatus(await ask(address, post('/mirror', text)), 200)
    const bytes = gzipSync(text).toString('latin1')
    expectStatus(
      await ask(address, post('/mirror', bytes, 'Content-Encoding: gzip')),
      200,
    )
  },
  leave(() => post('/mirror', 'a'.repeat(200_000)).slice(0, 100_000)),
  leave(
    () =>
      get('/mirror', 'Transfer-Encoding: chunked').replace('GET', 'POST') +
      '9\r\nhal',
  ),
  leave((number) => get('/', `X-A: ${'a'.repeat(100)}`).slice(0, number % 100)),
  leave(() => get('/books.ndjson').repeat(20)),
  // A look at the clock.
  (address) =>
    withClient(address, async (client) => {
      client.write(get('/clock'))
      await readUntil(client, 'data:')
    }),
  // Who ends its side, and does not wait.
  (address) =>
    withClient(address, async (client) => {
      client.write(get('/books').repeat(3))
      client.end()
      await client.readToEnd()
    }),
  // A user who signs in and out.
  async (address) => {
    const basic = `Authorization: Basic ${btoa('ada:lovelace')}`
    const begun = await ask(address, post('/session', '', basic))
    expectStatus(begun, 201)
    const { token }: { token: string } = JSON.parse(String(begun.body))
    const request = get('/session', `Authorization: Bearer ${token}`)
    expectStatus(await ask(address, request.replace('GET', 'DELETE')), 204)
  },
]

/** Sends that, and breaks off when it has arrived or before. */
function leave(request: (number: number) => string): Job {
  return (address, number) =>
    withClient(address, async (client) => {
      await client.writeAll(Buffer.from(request(number), 'latin1'))
      if (number % 2 === 0) expectStatus(await ask(address, get('/')), 200)
    })
}

async function remove(address: Address, path: string): Promise<void> {
  const request = get(path).replace('GET', 'DELETE')
  expectStatus(await ask(address, request), 204)
}

function get(path: string, ...lines: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join(
    '\r\n',
  )
}

/** The body in Latin-1, one octet a character. */
function post(path: string, body: string, ...lines: readonly string[]): string {
  const length = `Content-Length: ${body.length}`
  return get(path, length, ...lines).replace('GET', 'POST') + body
}

function form(title: string): string {
  const fields = Object.entries({ title, author: 'A', year: '1' }).map(
    ([name, value]) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file =
    '--b\r\nContent-Disposition: form-data; name="cover"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
  const body = `${fields.join('')}${file}${'a'.repeat(50_000)}\r\n--b--\r\n`
  return post('/form', body, 'Content-Type: multipart/form-data; boundary=b')
}

async function readUntil(client: RawClient, end: string): Promise<void> {
  let text = ''
  while (!text.endsWith(end)) text += String(await client.readBytes(1))
}

function expectStatus(response: RawResponse, status: number): void {
  if (response.status === status) return
  throw new Error(`expected ${status}, got ${response.statusLine}`)
}

async function booksOf(address: Address): Promise<string> {
  return String((await ask(address, get('/books'))).body)
}

/** 0 where nobody knows. */
function countFiles({ child }: RunningProcess): number {
  const folder = `/proc/${child.pid}/fd`
  return existsSync(folder) ? readdirSync(folder).length : 0
}

/** In bytes; 0 where nobody knows. */
function residentOf({ child }: RunningProcess): number {
  const file = `/proc/${child.pid}/status`
  if (!existsSync(file)) return 0
  const [, kibibytes] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) ?? []
  return Number(kibibytes ?? 0) * 1024
}

/** The median of a sixth of the samples, in MiB. */
function windowOf(samples: readonly number[], from: number): number {
  const start = Math.floor(samples.length * from)
  const length = Math.ceil(samples.length / 6)
  const some = samples.slice(start, start + length).toSorted((a, b) => a - b)
  return Math.round((some[some.length >> 1] ?? 0) / MEBIBYTE)
}
