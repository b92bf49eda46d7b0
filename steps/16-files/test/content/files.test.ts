// Files over a real socket, from a folder that is made for each test. Around
// it lie things that nobody may see.
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partsOf } from '@barewire/test-kit/parts-of'
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { sendFrom } from '#src/content/files.ts'
import { conditional } from '#src/web/conditional.ts'
import { compose } from '#src/web/middleware.ts'
import { Router } from '#src/web/router.ts'
import { createServer } from '#src/wire/server.ts'

const MEBIBYTE = 1024 * 1024
const POSIX = process.platform !== 'win32'
const DESCRIPTORS = '/proc/self/fd'
const PAST = 'Sun, 06 Nov 1994 08:49:37 GMT'

describe('sendFrom', () => {
  it.each([
    ['/', 'index', 'text/html; charset=utf-8'],
    ['/sub/', 'sub index', 'text/html; charset=utf-8'],
    ['/ten.txt', '0123456789', 'text/plain; charset=utf-8'],
    ['/ten.txt?v=1%2F2', '0123456789', 'text/plain; charset=utf-8'],
    ['/a%20b%25.txt', 'escaped', 'text/plain; charset=utf-8'],
    ['/%C3%A9t%C3%A9.txt', 'été', 'text/plain; charset=utf-8'],
    ['/%252e%252e', 'no dots', 'application/octet-stream'],
    ['/empty.css', '', 'text/css; charset=utf-8'],
  ])('sends %s with its type, its length and its state', async (...row) => {
    const [target, content, type] = row
    const { app } = await open()
    const response = await get(app, target)
    expect(response.status).toBe(200)
    expect(String(response.body)).toBe(content)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'Content-Type': type,
      'Content-Length': String(response.body.length),
      ETag: expect.stringMatching(/^"[!#-~]+"$/),
      'Last-Modified': expect.stringMatching(/^\w{3}, [\w: ]{20} GMT$/),
      'Accept-Ranges': 'bytes',
      'X-Content-Type-Options': 'nosniff',
    })
  })

  it.each([
    ['a name that is not there', '/nothing.txt'],
    ['a folder without an index', '/bare/'],
    ['a folder whose index is a folder', '/odd/'],
    ['a file used as a folder', '/index.html/'],
    ['a file used as a parent folder', '/index.html/index.html'],
    ['a parent folder', '/../secret.txt'],
    ['a folder whose name begins alike', '/../site-2/secret.txt'],
    ['encoded dots', '/%2e%2E/secret.txt'],
    ['an encoded slash', '/..%2fsecret.txt'],
    ['an encoded slash inside', '/sub%2Findex.html'],
    ['an encoded backslash', '/..%5csecret.txt'],
    ['a file whose name has a backslash', '/a%5Cb.txt'],
    ['dots encoded twice', '/%252e%252e/secret.txt'],
    ['an absolute path', '//etc/passwd'],
    ['a hidden file', '/%2Ehidden.txt'],
    ['a file in a hidden folder', '/.git/config'],
    ['the folder itself', '/./index.html'],
    ['a name that is too long', `/${'a'.repeat(300)}`],
  ])('has no answer but 404 for %s', async (_, target) => {
    const { app } = await open()
    expect(await get(app, target)).toMatchObject({ status: 404 })
  })

  it.each([
    ['in to a file', 'ten.txt', '', 200],
    ['in to a folder', 'sub', '/', 200],
    ['out to a file', '../secret.txt', '', 404],
    ['out to a folder', '../site-2', '/secret.txt', 404],
    ['out to the parent folder', '..', '/secret.txt', 404],
    ['to nothing', 'nothing', '', 404],
    ['to itself', 'link', '', 404],
  ])('follows a link that leads %s: %s', async (_, to, rest, status) => {
    if (!POSIX) return console.log('There are no links for everybody.')
    const { app, site } = await open()
    fs.symlinkSync(to, join(site, 'link'))
    expect(await get(app, `/link${rest}`)).toMatchObject({ status })
  })

  it('waits for nobody at the other end of a pipe or a socket', async () => {
    if (!POSIX) return console.log('There are no pipes in folders.')
    const { app, site } = await open()
    execFileSync('mkfifo', [join(site, 'pipe.txt')])
    const server = createTcpServer().listen(join(site, 'socket.txt'))
    onTestFinished(() => void server.close())
    await expect.poll(() => fs.existsSync(join(site, 'socket.txt'))).toBe(true)
    for (const target of ['/pipe.txt', '/socket.txt']) {
      expect(await get(app, target)).toMatchObject({ status: 404 })
    }
  })

  it.each([
    ['/sub', '/sub/'],
    ['/b%61re', '/b%61re/'],
    ['/sub?v=1', '/sub/?v=1'],
    ['/sub?a=/b?c&d=%2F', '/sub/?a=/b?c&d=%2F'],
    ['/sub?', '/sub/?'],
    ['//sub', '//sub/'],
    ['//a.example/sub?v=1', '//a.example/sub/?v=1'],
    ['http://localhost/sub?v=1', '/sub/?v=1'],
    ['http://a.example/sub', '/sub/'],
  ])('redirects %s to %s on the same host', async (target, location) => {
    const { app } = await open()
    const response = await get(app, target)
    expect(response.status).toBe(308)
    const origin = `http://${app.host}:${app.port}`
    // A base that begins with "//" would be taken for another host, too.
    const path = target.replace(/^http:..[^/]*/, '')
    const url = new URL(fieldOf(response, 'location'), origin + path)
    expect(url.href).toBe(origin + location)
  })

  it('has another tag and date for another content', async () => {
    const { app, file } = await open()
    const before = await get(app, '/ten.txt')
    fs.writeFileSync(file, '9876543210')
    fs.utimesSync(file, new Date(), new Date(PAST))
    const after = await get(app, '/ten.txt')
    expect(fieldOf(after, 'etag')).not.toBe(fieldOf(before, 'etag'))
    expect(fieldOf(after, 'last-modified')).toBe(PAST)
  })

  it('dates no change after its answer, whatever the disk says', async () => {
    const { app, file } = await open()
    fs.utimesSync(file, new Date(), new Date('2094-11-06'))
    const { headers } = await get(app, '/ten.txt')
    const dates = new Map(headers.map(([name, v]) => [name, Date.parse(v)]))
    const date = dates.get('Date') ?? NaN
    expect(dates.get('Last-Modified')).toBeLessThanOrEqual(date)
  })

  it.each([
    ['0-4', 206, 'bytes 0-4/10', '01234'],
    ['-3,10-', 206, 'bytes 7-9/10', '789'],
    ['4-3', 200, '', '0123456789'],
    ['10-', 416, 'bytes */10', '{"detail":"There are only 10 bytes"}'],
  ])('answers a range %s with %i and %s', async (range, ...row) => {
    const [status, field, content] = row
    const { app } = await open()
    const response = await get(app, '/ten.txt', `Range: bytes=${range}`)
    expect(response.status).toBe(status)
    expect(fieldOf(response, 'content-range')).toBe(field)
    expect(String(response.body)).toBe(content)
  })

  it('sends several parts in one body', async () => {
    const { app } = await open()
    const response = await get(app, '/ten.txt', 'Range: bytes=-1,0-1')
    const parts = partsOf(fieldOf(response, 'content-type'), response.body)
    expect(response.status).toBe(206)
    expect(parts.map(({ content }) => content)).toEqual(['9', '01'])
  })

  it.each([
    [206, 'the tag that it has', 'If-Range: TAG'],
    [206, 'the date that it has', 'If-Range: DATE'],
    [200, 'a weak tag', 'If-Range: W/TAG'],
    [200, 'an earlier date', `If-Range: ${PAST}`],
    [200, 'no validator', 'If-Range: '],
    [304, 'content that it has', 'If-None-Match: TAG'],
    [412, 'another state', 'If-Match: "other"'],
  ])(
    'gives %i to a client that asks for a range with %s',
    async (status, _, line) => {
      const { app } = await open()
      const whole = await get(app, '/ten.txt')
      const filled = line
        .replace('TAG', fieldOf(whole, 'etag'))
        .replace('DATE', fieldOf(whole, 'last-modified'))
      // Where no part is sent, one beyond the end does no harm.
      for (const range of status === 206 ? ['0-1'] : ['0-1', '10-']) {
        const lines = [`Range: bytes=${range}`, filled]
        const response = await get(app, '/ten.txt', ...lines)
        expect(response.status).toBe(status)
      }
    },
  )
})

describe('a file that is sent', () => {
  it('takes no more memory when it is large', async () => {
    const { app, file } = await open()
    fs.truncateSync(file, 200 * MEBIBYTE)
    const used = () => process.memoryUsage().arrayBuffers
    const before = used()
    const response = await fetch(`http://${app.host}:${app.port}/ten.txt`)
    let length = 0
    let most = 0
    for await (const piece of response.body ?? []) {
      length += piece.length
      most = Math.max(most, used() - before)
    }
    expect(length).toBe(200 * MEBIBYTE)
    expect(most).toBeLessThan(100 * MEBIBYTE)
  })

  it('breaks its connection when it shrinks, and no other', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => void vi.restoreAllMocks())
    const { app } = await open((file) => fs.truncateSync(file, 5))
    await expect(get(app, '/ten.txt')).rejects.toThrow('then a reset')
    expect(await get(app, '/empty.css')).toMatchObject({ status: 200 })
  })

  it.each([
    ['is deleted', (file: string) => fs.rmSync(file, { force: true })],
    ['gives its name to another', replace],
    ['is replaced by a folder', makeFolder],
  ])('is sent as it was opened when it %s', async (_, change) => {
    for (const range of ['', 'Range: bytes=2-5', 'Range: bytes=0-1,8-9']) {
      const { app, file } = await open(change)
      const { ino, size } = fs.statSync(file, { bigint: true })
      const response = await get(app, '/ten.txt', ...(range ? [range] : []))
      const type = fieldOf(response, 'content-type')
      const content = type.startsWith('multipart/')
        ? partsOf(type, response.body).map((part) => part.content)
        : [String(response.body)]
      const whole = range === '' ? ['0123456789'] : ['2345']
      expect(content).toEqual(range.includes(',') ? ['01', '89'] : whole)
      // The name belongs to something else by now, and so does its tag.
      const etag = fieldOf(response, 'etag')
      expect(etag).toMatch(new RegExp(`-${size.toString(36)}"$`))
      expect(ino).not.toBe(fs.statSync(file, NEVER_THROW)?.ino)
    }
  })

  it.each(['0-', '0-8388607,8388608-'])(
    'is one file from its first byte to its last: %s',
    async (range) => {
      const { app, file } = await open()
      fs.writeFileSync(file, Buffer.alloc(16 * MEBIBYTE, 'old '))
      await withClient(app, async (client) => {
        client.write(request('GET /ten.txt', `Range: bytes=${range}`))
        const begin = await client.readBytes(1)
        client.pause()
        client.received = Buffer.concat([begin, client.received])
        fs.writeFileSync(`${file}.new`, Buffer.alloc(16 * MEBIBYTE, 'new '))
        fs.renameSync(`${file}.new`, file)
        client.resume()
        const { status, body } = await client.readResponse()
        expect([status, body.includes('new')]).toEqual([206, false])
        expect(body.length).toBeGreaterThanOrEqual(16 * MEBIBYTE)
      })
    },
  )

  it('is sent as far as was said when it grows', async () => {
    const { app } = await open((file) => fs.appendFileSync(file, 'more'))
    await withClient(app, async (client) => {
      for (const content of ['0123456789', '0123456789more']) {
        client.write(request('GET /ten.txt'))
        expect(String((await client.readResponse()).body)).toBe(content)
      }
    })
  })

  it.each(['0-', '0-99999999,100000000-'])(
    'is closed when the client leaves in the middle of %s',
    async (range) => {
      if (!fs.existsSync(DESCRIPTORS)) {
        return console.log(`There is no ${DESCRIPTORS} to count in.`)
      }
      const { app, file } = await open()
      fs.truncateSync(file, 200 * MEBIBYTE)
      await withClient(app, async (client) => {
        client.pause()
        client.write(request('GET /ten.txt', `Range: bytes=${range}`))
        await expect.poll(() => countOpen(file), PATIENCE).toBe(1)
      })
      await expect.poll(() => countOpen(file), PATIENCE).toBe(0)
    },
  )

  it.each([
    ['GET /ten.txt', 200, ''],
    ['GET /ten.txt', 206, 'Range: bytes=2-5'],
    ['GET /ten.txt', 206, 'Range: bytes=0-1,8-9'],
    ['HEAD /ten.txt', 200, 'Range: bytes=0-1'],
    ['GET /ten.txt', 304, 'If-None-Match: *'],
    ['HEAD /ten.txt', 304, 'If-None-Match: *'],
    ['GET /ten.txt', 412, 'If-Match: "other"'],
    ['GET /ten.txt', 416, 'Range: bytes=10-'],
    ['GET /empty.css', 200, ''],
    ['GET /sub', 308, ''],
    ['GET /odd/', 404, ''],
  ])('is closed after %s with %i %s', async (start, status, line) => {
    if (!fs.existsSync(DESCRIPTORS)) {
      return console.log(`There is no ${DESCRIPTORS} to count in.`)
    }
    const { app, site } = await open()
    const before = countBelow(site)
    await withClient(app, async (client) => {
      const [method] = start.split(' ')
      for (let i = 0; i < 3; i += 1) {
        client.write(request(start, ...(line ? [line] : [])))
        expect(await client.readResponse(method)).toMatchObject({ status })
      }
      await expect.poll(() => countBelow(site)).toBe(before)
    })
  })
})

function replace(file: string): void {
  fs.writeFileSync(`${file}.new`, 'something else')
  fs.renameSync(`${file}.new`, file)
}

function makeFolder(file: string): void {
  fs.rmSync(file, { force: true, recursive: true })
  fs.mkdirSync(file)
}

const PATIENCE = { timeout: 5_000 }

const FILES = {
  'secret.txt': 'secret',
  'site-2/secret.txt': 'secret',
  'site/.hidden.txt': 'secret',
  'site/.git/config': 'secret',
  'site/a\\b.txt': 'secret',
  'site/bare/a.txt': '',
  'site/odd/index.html/index.html': '',
  'site/a.example/sub/index.html': '',
  'site/index.html': 'index',
  'site/sub/index.html': 'sub index',
  'site/ten.txt': '0123456789',
  'site/a b%.txt': 'escaped',
  'site/été.txt': 'été',
  'site/%2e%2e': 'no dots',
  'site/empty.css': '',
}

/**
 * Serves a new folder. `change` is called with "ten.txt" when some file has
 * been looked at and not been sent.
 */
async function open(change: (file: string) => void = () => {}) {
  const folder = fs.mkdtempSync(join(tmpdir(), 'barewire-'))
  const site = join(folder, 'site')
  const file = join(site, 'ten.txt')
  for (const [name, content] of Object.entries(FILES)) {
    fs.mkdirSync(join(folder, name, '..'), { recursive: true })
    fs.writeFileSync(join(folder, name), content)
  }
  const router = new Router()
  router.add('GET', '/{path:path}', async (asked, path) => {
    const response = await sendFrom(site, path, asked)
    change(file)
    return response
  })
  const handler = compose([conditional], router.handle)
  const app = await startApp(createServer(handler))
  onTestFinished(async () => {
    await app[Symbol.asyncDispose]()
    fs.rmSync(folder, { recursive: true })
  })
  return { app, site, file }
}

function get(
  app: Address,
  target: string,
  ...lines: readonly string[]
): Promise<RawResponse> {
  return ask(app, request(`GET ${target}`, ...lines))
}

function request(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n')
}

function fieldOf(response: RawResponse, name: string): string {
  return headerValues(response, name).join()
}

/** How often this process has a file open. */
function countOpen(file: string): number {
  const { dev, ino } = fs.statSync(file)
  const infos = fs
    .readdirSync(DESCRIPTORS)
    // One of them was for reading the folder and is gone.
    .map((name) => fs.statSync(join(DESCRIPTORS, name), NEVER_THROW))
  return infos.filter((info) => info?.dev === dev && info.ino === ino).length
}

/** How many files and folders below one this process has open. */
function countBelow(folder: string): number {
  const links = fs.readdirSync(DESCRIPTORS).map((name) => {
    try {
      return fs.readlinkSync(join(DESCRIPTORS, name))
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.startsWith(folder)).length
}

const NEVER_THROW = { throwIfNoEntry: false }
