// Compressed content as clients see it: undici, curl where there is one, and
// plain sockets. Both ways, in memory, from disk, and while it is made.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import { type Dispatcher, fetch, request } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#src/app.ts'
import { compression } from '#src/content/compression.ts'
import { sendFrom } from '#src/content/files.ts'
import { conditional } from '#src/web/conditional.ts'
import { compose } from '#src/web/middleware.ts'
import type { Handler, HttpResponse } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const BOOK = {
  title: 'Infinite Jest',
  author: 'David Foster Wallace',
  year: 1996,
  tags: Array.from({ length: 50 }, (_, i) => `a footnote to footnote ${i}`),
}
const CODINGS = ['br', 'gzip', 'deflate'] as const
const TEXT = ['Content-Type', 'text/plain'] as const
const PIECE_BYTES = 64 * 1024

/** More of them than all buffers on the way could hold: 64 MiB. */
const MANY = 1024

type Fields = Readonly<Record<string, string>>

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a book', () => {
  it('is read by a client that decodes by itself', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, await addBook(app)))
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.json()).toEqual({ id: 3, ...BOOK })
  })

  it.each(CODINGS)('is known by its tag in %s', async (coding) => {
    await using app = await startApp(createApp())
    const path = await addBook(app)
    const accepted = { 'accept-encoding': coding }
    const { headers } = await ask(app, 'GET', path, accepted)
    const etag = String(headers['etag'])
    expect(etag).toMatch(new RegExp(`^"[^"]+-${coding}"$`))
    const known = { ...accepted, 'if-none-match': etag }
    const again = await ask(app, 'GET', path, known)
    expect([again.status, again.headers['etag']]).toEqual([304, etag])
    const plain = String((await ask(app, 'GET', path)).headers['etag'])
    const other = { ...accepted, 'if-none-match': plain }
    const whole = await ask(app, 'GET', path, other)
    expect([whole.status, whole.headers['etag']]).toEqual([200, etag])
    const match = { 'if-match': etag, 'content-type': 'application/json' }
    const changed = JSON.stringify({ ...BOOK, year: 1997 })
    expect((await ask(app, 'PUT', path, match, changed)).status).toBe(200)
    expect((await ask(app, 'PUT', path, match, changed)).status).toBe(412)
    expect((await ask(app, 'GET', path, known)).status).toBe(200)
  })
})

describe('curl', () => {
  it('reads what is compressed', async () => {
    if (!(await hasCurl())) return console.log('There is no curl.')
    await using app = await startApp(createApp())
    const path = await addBook(app)
    for (const target of [path, '/books.ndjson', '/files/']) {
      const plain = await ask(app, 'GET', target)
      const seen = await curl(urlOf(app, target), '--compressed')
      expect(seen).toBe(String(plain.bytes))
    }
    const shown = await curl(urlOf(app, path), '--compressed', '--head')
    expect(shown).toMatch(/^content-encoding: (?:br|gzip)\r$/im)
  })

  it('sends what is compressed', async () => {
    if (!(await hasCurl())) return console.log('There is no curl.')
    await using app = await startApp(createApp())
    await using folder = await createFolder()
    const file = join(folder.path, 'book.gz')
    await writeFile(file, zlib.gzipSync(JSON.stringify(BOOK)))
    const lines = ['Content-Type: application/json', 'Content-Encoding: gzip']
    const fields = lines.flatMap((line) => ['--header', line])
    const words = [...fields, '--data-binary', `@${file}`]
    const seen = await curl(urlOf(app, '/books'), ...words)
    expect(JSON.parse(seen)).toEqual({ id: 3, ...BOOK })
  })
})

describe('a file', () => {
  const content = randomBytes(50_000).toString('hex')

  it.each(CODINGS)('is the same in %s', async (coding) => {
    await using app = await startFolder({ 'large.txt': content })
    const accepted = { 'accept-encoding': coding }
    const plain = await ask(app, 'GET', '/large.txt')
    expect(plain.headers['accept-ranges']).toBe('bytes')
    const got = await ask(app, 'GET', '/large.txt', accepted)
    expect(decode(got).equals(Buffer.from(content))).toBe(true)
    expect(got.headers).not.toHaveProperty('accept-ranges')
    const tag = String(plain.headers['etag']).slice(0, -1)
    expect(got.headers['etag']).toBe(`${tag}-${coding}"`)
    const headed = await ask(app, 'HEAD', '/large.txt', accepted)
    expect(headed.bytes).toHaveLength(0)
    expect(fieldsOf(headed)).toEqual(fieldsOf(got))
    const known = { ...accepted, 'if-none-match': `${tag}-${coding}"` }
    const again = await ask(app, 'GET', '/large.txt', known)
    expect([again.status, again.headers['etag']]).toEqual([
      304,
      `${tag}-${coding}"`,
    ])
  })

  it('comes in parts as it is', async () => {
    await using app = await startFolder({ 'large.txt': content })
    const { headers } = await ask(app, 'GET', '/large.txt')
    const etag = String(headers['etag'])
    const fields = { 'accept-encoding': 'gzip', range: 'bytes=10-19' }
    const part = await ask(app, 'GET', '/large.txt', fields)
    expect([part.status, String(part.bytes)]).toEqual([
      206,
      content.slice(10, 20),
    ])
    expect(part.headers).not.toHaveProperty('content-encoding')
    const same = { ...fields, 'if-range': etag }
    expect((await ask(app, 'GET', '/large.txt', same)).status).toBe(206)
    const parts = { ...fields, range: 'bytes=0-1999,3000-5999' }
    const both = await ask(app, 'GET', '/large.txt', parts)
    expect(both.headers).not.toHaveProperty('content-encoding')
    expect(String(both.bytes)).toContain(content.slice(3000, 6000))
    const coded = { ...fields, 'if-range': etag.replace(/"$/, '-gzip"') }
    const whole = await ask(app, 'GET', '/large.txt', coded)
    expect([whole.status, whole.headers['etag']]).toEqual([200, etag])
    expect(String(whole.bytes)).toBe(content)
  })

  it('is asked about in parts by the tag of its plain bytes', async () => {
    await using app = await startFolder({ 'large.txt': content })
    const { headers } = await ask(app, 'GET', '/large.txt')
    const etag = String(headers['etag'])
    const coded = etag.replace(/"$/, '-gzip"')
    const size = content.length
    const rows = [
      [`0-9`, { 'if-none-match': etag }, 304],
      [`0-9`, { 'if-none-match': coded }, 206],
      [`0-9`, { 'if-match': etag }, 206],
      [`0-9`, { 'if-match': coded }, 412],
      [`${size}-`, { 'if-match': coded }, 412],
      [`${size}-`, { 'if-match': etag }, 416],
      [`${size}-`, { 'if-none-match': etag }, 304],
    ] as const
    for (const [range, known, status] of rows) {
      const fields = { 'accept-encoding': 'gzip', range: `bytes=${range}` }
      const answer = await ask(app, 'GET', '/large.txt', {
        ...fields,
        ...known,
      })
      expect([range, known, answer.status]).toEqual([range, known, status])
      const sent = status === 206 || status === 304
      expect(answer.headers['etag']).toBe(sent ? etag : undefined)
    }
  })

  it('is closed when it is not sent', async () => {
    if (!existsSync(DESCRIPTORS)) {
      return console.log(`There is no ${DESCRIPTORS} to count in.`)
    }
    await using app = await startFolder({ 'large.txt': content })
    const accepted = { 'accept-encoding': 'gzip' }
    const { headers } = await ask(app, 'GET', '/large.txt', accepted)
    const etag = String(headers['etag'])
    const before = countFiles()
    const rows = [
      ['GET', {}, 200],
      ['HEAD', {}, 200],
      ['GET', { 'if-none-match': etag }, 304],
      ['HEAD', { 'if-none-match': etag }, 304],
      ['GET', { 'if-match': '"other"' }, 412],
      ['HEAD', { 'if-match': '"other"' }, 412],
    ] as const
    for (const [method, known, status] of rows) {
      const fields = { ...accepted, ...known }
      const answer = await ask(app, method, '/large.txt', fields)
      expect([method, known, answer.status]).toEqual([method, known, status])
    }
    await expect.poll(countFiles).toBe(before)
  })

  it('is left alone when nothing is won', async () => {
    const image = randomBytes(2000)
    await using app = await startFolder({ 'a.png': image, 'a.txt': 'small' })
    for (const path of ['/a.png', '/a.txt']) {
      const got = await ask(app, 'GET', path, { 'accept-encoding': 'gzip' })
      expect(got.headers).not.toHaveProperty('content-encoding')
      expect(got.headers).not.toHaveProperty('vary')
      expect(got.headers['accept-ranges']).toBe('bytes')
    }
  })
})

describe('a stream', () => {
  it.each(CODINGS)('in %s can be read while it is made', async (coding) => {
    const signs = new EventTarget()
    await using app = await serve(async function* () {
      for (const piece of ['one', 'two', 'three']) {
        yield piece
        await once(signs, 'go on')
      }
    })
    const headers = { 'accept-encoding': coding }
    const { body } = await request(urlOf(app, '/'), { headers })
    const decoded = body.pipe(DECODERS[coding]())
    for (const piece of ['one', 'two', 'three']) {
      const [chunk]: unknown[] = await once(decoded, 'data')
      expect(String(chunk)).toBe(piece)
      signs.dispatchEvent(new Event('go on'))
    }
    await once(decoded.resume(), 'end')
  })

  it.each(CODINGS)(
    'in %s waits for its reader, and ends with it',
    async (coding) => {
      let made = 0
      const ended = vi.fn<() => void>()
      await using app = await serve(async function* () {
        try {
          for (; made < MANY; made += 1) yield randomBytes(PIECE_BYTES)
        } finally {
          ended()
        }
      })
      await withClient(app, async (client) => {
        client.pause()
        client.write(head('GET /', `Accept-Encoding: ${coding}`))
        await stopped(() => made)
        expect(made).toBeGreaterThan(0)
        expect(made).toBeLessThan(MANY / 2)
        expect(ended).not.toHaveBeenCalled()
        client.reset()
        await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), 5_000)
      })
      expect(console.error).not.toHaveBeenCalled()
    },
  )

  it('ends when its reader leaves a producer that waits', async () => {
    const [waits, ended] = [vi.fn<() => void>(), vi.fn<() => void>()]
    await using app = await serve(async function* ({ signal }) {
      try {
        yield 'hello'
        waits()
        await setTimeout(600_000, undefined, { signal })
      } finally {
        ended()
      }
    })
    await withClient(app, async (client) => {
      client.write(head('GET /', 'Accept-Encoding: br'))
      await vi.waitFor(() => expect(waits).toHaveBeenCalledOnce(), 5_000)
      client.reset()
      await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), 5_000)
    })
    expect(console.error).not.toHaveBeenCalled()
  })

  it.each(CODINGS)('in %s is not begun for HEAD', async (coding) => {
    const begun = vi.fn<() => void>()
    await using app = await serve(async function* () {
      begun()
      yield 'hello'
    })
    const accepted = { 'accept-encoding': coding }
    const headed = await ask(app, 'HEAD', '/', accepted)
    expect(headed.headers['content-encoding']).toBe(coding)
    expect(begun).not.toHaveBeenCalled()
    const got = await ask(app, 'GET', '/', accepted)
    expect(fieldsOf(headed)).toEqual(fieldsOf(got))
  })

  it.each(CODINGS)('in %s breaks when its producer throws', async (coding) => {
    await using app = await serve(async function* () {
      yield 'hello'
      throw new Error('secret')
    })
    await withClient(app, async (client) => {
      client.write(head('GET /', `Accept-Encoding: ${coding}`))
      await expect(client.readResponse()).rejects.toThrow('no whole response')
    })
    expect(console.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: 'secret' }),
    )
  })

  it('of events is sent as it is', async () => {
    await using app = await startApp(createApp())
    const headers = { 'accept-encoding': 'br, gzip' }
    const response = await request(urlOf(app, '/clock'), { headers })
    expect(response.headers).not.toHaveProperty('content-encoding')
    const [chunk]: unknown[] = await once(response.body, 'data')
    expect(String(chunk)).toMatch(/^id: 1\ndata: .*\n\n$/)
    response.body.on('error', () => {}).destroy()
  })
})

describe('a request body', () => {
  it('of a gibibyte of zeros is refused before it is that large', async () => {
    await using app = await startApp(createApp())
    const zeros = zlib.gzipSync(Buffer.alloc(16 * 1024 * 1024), { level: 9 })
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => zeros))
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const before = process.memoryUsage.rss()
    const begin = performance.now()
    await withClient(app, async (client) => {
      const length = `Content-Length: ${bomb.length}`
      client.write(head('POST /mirror', 'Content-Encoding: gzip', length))
      client.write(bomb)
      expect((await client.readResponse()).status).toBe(413)
    })
    expect(performance.now() - begin).toBeLessThan(2_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
    expect((await ask(app, 'GET', '/')).status).toBe(200)
  })
})

const DESCRIPTORS = '/proc/self/fd'

/** How many files of "startFolder" are open. */
function countFiles(): number {
  const links = readdirSync(DESCRIPTORS).map((name) => {
    try {
      return readlinkSync(join(DESCRIPTORS, name))
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.includes('barewire-')).length
}

const DECODERS = {
  br: zlib.createBrotliDecompress,
  gzip: zlib.createGunzip,
  deflate: zlib.createInflate,
}

interface Answer {
  readonly status: number
  readonly headers: Dispatcher.ResponseData['headers']
  readonly bytes: Buffer
}

async function ask(
  app: Address,
  method: string,
  path: string,
  headers: Fields = {},
  body: string | Uint8Array | null = null,
): Promise<Answer> {
  const response = await request(urlOf(app, path), { method, headers, body })
  const bytes = Buffer.from(await response.body.arrayBuffer())
  return { status: response.statusCode, headers: response.headers, bytes }
}

/** But for the clock, and for undici's habit to close after HEAD. */
function fieldsOf({ headers }: Answer): object {
  return { ...headers, date: '', connection: '' }
}

function decode({ headers, bytes }: Answer): Buffer {
  const coding = headers['content-encoding']
  if (coding === 'br') return zlib.brotliDecompressSync(bytes)
  if (coding === 'gzip') return zlib.gunzipSync(bytes)
  return zlib.inflateSync(bytes)
}

/** Adds a book of more than a kibibyte, and says where it is. */
async function addBook(app: Address): Promise<string> {
  const type = { 'content-type': 'application/json' }
  const book = JSON.stringify(BOOK)
  const { headers } = await ask(app, 'POST', '/books', type, book)
  return String(headers['location'])
}

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}

type Producer = (
  request: Parameters<Handler>[0],
) => AsyncGenerator<string | Uint8Array, void>

/** A server of one text that is made while it is sent. */
function serve(produce: Producer): Promise<RunningApp> {
  const handler = (asked: Parameters<Handler>[0]): HttpResponse => ({
    status: 200,
    headers: [TEXT],
    body: produce(asked),
  })
  return startApp(createServer(compose([compression], handler)))
}

/** A server of some files. */
async function startFolder(
  files: Readonly<Record<string, string | Buffer>>,
): Promise<RunningApp> {
  const folder = await createFolder()
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder.path, name), content)
  }
  const handler: Handler = (asked) =>
    sendFrom(folder.path, asked.target.slice(1), asked)
  const layers = [compression, conditional]
  const app = await startApp(createServer(compose(layers, handler)))
  return {
    ...app,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function createFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'barewire-'))
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true })
    },
  }
}

async function curl(...words: readonly string[]): Promise<string> {
  const all = ['--silent', '--show-error', '--noproxy', '*', ...words]
  const { stdout } = await promisify(execFile)('curl', all)
  return stdout
}

async function hasCurl(): Promise<boolean> {
  return curl('--version').then(
    () => true,
    () => false,
  )
}

/** Resolves when a number has not grown for a while. */
async function stopped(count: () => number): Promise<void> {
  let before = -1
  while (count() !== before) {
    before = count()
    await setTimeout(200)
  }
}
