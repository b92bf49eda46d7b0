// The table of limits: what it says of each, and what a client gets who asks
// for one more than that. Those in time have a file of their own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, inject, it } from 'vitest'
import { LIMITS, type Limits } from '#src/wire/limits.ts'
import { createServer } from '#src/wire/server.ts'

const FILE = join(inject('step').folder, 'src', 'wire', 'limits.ts')
const SOURCE = readFileSync(FILE, 'utf8')

describe('LIMITS', () => {
  it.each(Object.entries(LIMITS))('has a whole number for %s', (_, value) => {
    expect(Number.isSafeInteger(value)).toBe(true)
    expect(value).toBeGreaterThan(0)
  })

  it.each(Object.keys(LIMITS))('says why there is a limit %s', (name) => {
    expect(SOURCE).toMatch(new RegExp(` \\*/\n  readonly ${name}:`))
  })

  it.each(Object.keys(LIMITS))('has a precedent for %s', (name) => {
    const [, answer] = new RegExp(`  ${name}: .*, // (.+)`).exec(SOURCE) ?? []
    expect(answer).toMatch(/^\d{3}|no status|see /)
    expect(answer).toMatch(/nginx|Apache|Node|hyper|Go |Docker/)
  })

  it('stops the program before Docker kills it', () => {
    expect(LIMITS.shutdownMilliseconds).toBeLessThan(10_000)
    expect(LIMITS.lingerMilliseconds).toBeLessThan(LIMITS.shutdownMilliseconds)
  })

  it('leaves room for what has to fit', () => {
    // RFC 9112 §3: "at minimum, request-line lengths of 8000 octets".
    expect(LIMITS.targetBytes).toBeGreaterThanOrEqual(8_000)
    expect(LIMITS.targetBytes).toBeLessThan(LIMITS.headBytes)
    expect(LIMITS.drainBytes).toBeLessThan(LIMITS.bodyBytes)
  })
})

describe('a limit of bytes', () => {
  const chunked = 'Transfer-Encoding: chunked'

  it.each<[keyof Limits, number, string, number, string]>([
    ['headBytes', 60, head('/', 'X-A: a'), 431, head('/', padding(60))],
    ['headBytes', 60, head('/', 'X-A: a'), 414, head(`/${'a'.repeat(60)}`)],
    ['targetBytes', 3, head('/ab'), 414, head('/abc')],
    [
      'bodyBytes',
      5,
      `${head('/', 'Content-Length: 5')}hello`,
      413,
      head('/', 'Content-Length: 6'),
    ],
    [
      'bodyBytes',
      5,
      `${head('/', chunked)}4\r\nhell\r\n1\r\no\r\n0\r\n\r\n`,
      413,
      `${head('/', chunked)}4\r\nhell\r\n2\r\no!\r\n0\r\n\r\n`,
    ],
    [
      'chunkExtensionBytes',
      4,
      `${head('/', chunked)}1;a\r\nh\r\n1;b\r\ni\r\n0\r\n\r\n`,
      413,
      `${head('/', chunked)}1;a\r\nh\r\n1;${padding(99)}`,
    ],
    [
      'trailerBytes',
      8,
      `${head('/', chunked)}0\r\nA: a\r\nB: b\r\n\r\n`,
      431,
      `${head('/', chunked)}0\r\nA: a\r\nB: bc\r\n\r\n`,
    ],
  ])('%s of %i gets its answer', async (...row) => {
    const [name, bytes, allowed, status, beyond] = row
    const server = createServer(
      async ({ body }) => ({ status: 200, body: await body.bytes() }),
      { [name]: bytes },
    )
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(allowed)
      expect((await client.readResponse()).status).toBe(200)
      client.write(beyond)
      expect((await client.readResponse()).status).toBe(status)
      expect(await client.readToEnd()).toHaveLength(0)
      expect(client.broken).toBe(false)
    })
  })
})

function head(target: string, ...lines: readonly string[]): string {
  const start = [`POST ${target} HTTP/1.1`, 'Host: a', ...lines]
  return [...start, '', ''].join('\r\n')
}

function padding(length: number): string {
  return `X: ${'a'.repeat(length)}`
}
