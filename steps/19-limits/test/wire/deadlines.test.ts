// Clients that take their time: with heads, with bodies, with reading, or with
// saying anything at all. A drip must not help them (RFC 9112 §9.5).
import { type RawClient, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, parseResponse } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { watchBody, within } from '#src/wire/deadlines.ts'
import { LIMITS } from '#src/wire/limits.ts'
import type { Handler, HttpResponse } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

/** Anything that is to last longer than the deadlines below. */
const NEVER = 600_000

/** Milliseconds, and the bytes that come then. */
type Pause = readonly [wait: number, bytes: number]

const SHORT = { headMilliseconds: 200, bodyMilliseconds: 200 }

describe('within', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gives what comes in time, and leaves no timer', async () => {
    const result = within(
      1000,
      sleep(999).then(() => 'in time'),
    )
    await vi.advanceTimersByTimeAsync(999)
    expect(await result).toBe('in time')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes on what is thrown in time, and leaves no timer', async () => {
    const fault = Promise.reject(new Error('a fault'))
    await expect(within(1000, fault)).rejects.toThrow('a fault')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('throws 408 when nothing comes in time', async () => {
    const result = within(1000, sleep(1001)).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1001)
    expect(await result).toMatchObject({ status: 408 })
  })
})

describe('watchBody', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const limits = { ...LIMITS, bodyMilliseconds: 1000, bytesPerSecond: 1000 }

  it.each<[string, readonly Pause[], number, string]>([
    ['passes on a piece that comes in time', [[999, 1]], 0, 'whole'],
    ['throws when a piece is late', [[1001, 1]], 0, 'late'],
    ['adds up waits', times(2, [600, 1]), 0, 'late'],
    ['lets bytes earn time', times(2, [600, 300]), 0, 'whole'],
    [
      'lets nobody save time',
      [
        [1, 9000],
        [1001, 1],
      ],
      0,
      'late',
    ],
    ['goes on for ever at the rate', times(1000, [100, 100]), 0, 'whole'],
    ['does not go on at half the rate', times(100, [100, 50]), 0, 'late'],
    ['gives the handler time', times(10, [100, 100]), NEVER, 'whole'],
  ])('%s', async (_what, pieces, handling, expected) => {
    const read = async (): Promise<string> => {
      for await (const _ of watchBody(arrive(pieces), limits)) {
        await sleep(handling)
      }
      return 'whole'
    }
    const result = read().catch((error: { status: number }) =>
      error.status === 408 ? 'late' : error,
    )
    await vi.runAllTimersAsync()
    expect(await result).toBe(expected)
  })
})

describe('a client that does not end its request', () => {
  const get = 'GET / HTTP/1.1\r\nHost: a\r\n'
  const chunked = post('Transfer-Encoding: chunked')
  const counted = post('Content-Length: 9999')

  it.each([
    ['a head is silent', 'GET /', ''],
    ['a head is silent, and sent an empty line', '\r\n', ''],
    ['a head is silent, and sent two empty lines', '\r\n\r\n', ''],
    ['a head is silent, behind empty lines', `\r\n\r\n${get}`, ''],
    ['a head is silent, behind a whole request', `${get}\r\nG`, ''],
    ['a head drips', get, `X-A: ${'a'.repeat(9999)}`],
    ['a head drips empty lines', '', '\r\n'.repeat(9999)],
    ['a body is silent', counted, ''],
    ['a body is silent, in the midst', `${counted}hello`, ''],
    ['a body drips', counted, 'a'.repeat(9999)],
    ['a body drips chunk sizes', chunked, '0'.repeat(9999)],
    ['a body drips chunks', chunked, '1\r\na\r\n'.repeat(9999)],
    ['a body drips chunk extensions', `${chunked}5`, `;a=${'a'.repeat(9999)}`],
    ['a body drips trailers', `${chunked}0\r\n`, 'X-A: a\r\n'.repeat(9999)],
  ])('because %s gets 408 and the end', async (_what, start, drops) => {
    await using app = await listen(echo, { ...SHORT, lingerMilliseconds: 500 })
    await withClient(app, async (client) => {
      client.write(start)
      drip(client, drops)
      if (start.startsWith(`${get}\r\n`)) await client.readResponse()
      const response = await client.readResponse()
      expect(response.status).toBe(408)
      expect(headerValues(response, 'connection')).toEqual(['close'])
      expect(JSON.parse(String(response.body))).toHaveProperty('detail')
      expect(await client.readToEnd()).toHaveLength(0)
      expect(client.broken).toBe(false)
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    })
  })

  it('though it was told to continue gets 408', async () => {
    await using app = await listen(echo, SHORT)
    await withClient(app, async (client) => {
      client.write(post('Content-Length: 5', 'Expect: 100-continue'))
      expect((await client.readResponse()).status).toBe(408)
      expect(client.interim).toEqual([100])
    })
  })

  it('though its body is not wanted gets its answer and the end', async () => {
    await using app = await listen(() => ({ status: 200 }), SHORT)
    await withClient(app, async (client) => {
      client.write(`${post('Content-Length: 5')}he`)
      const response = await client.readResponse()
      expect(response.status).toBe(200)
      expect(headerValues(response, 'connection')).toEqual(['close'])
      expect(await client.readToEnd()).toHaveLength(0)
    })
  })
})

describe('a client that is silent', () => {
  it.each([
    ['from the beginning', 0],
    ['behind a request', 1],
    ['behind three of them', 3],
  ])('%s is left without a word', async (_what, requests) => {
    await using app = await listen(echo, { idleMilliseconds: 200 })
    await withClient(app, async (client) => {
      client.write(post().repeat(requests))
      for (let i = 0; i < requests; i += 1) await client.readResponse()
      expect(await client.readToEnd()).toHaveLength(0)
      expect(client.broken).toBe(false)
    })
  })

  it('may be so for longer than a head may take', async () => {
    await using app = await listen(echo, SHORT)
    await withClient(app, async (client) => {
      for (let i = 0; i < 2; i += 1) {
        await sleep(500)
        client.write(post())
        expect((await client.readResponse()).status).toBe(200)
      }
    })
  })

  it('while the handler works is not idle', async () => {
    const limits = { ...SHORT, idleMilliseconds: 200, writeMilliseconds: 200 }
    const slow: Handler = async ({ body }) => {
      await sleep(500)
      for await (const _ of body) await sleep(150)
      return { status: 200 }
    }
    await using app = await listen(slow, limits)
    await withClient(app, async (client) => {
      const chunks = '5\r\nhello\r\n'.repeat(5)
      client.write(`${post('Transfer-Encoding: chunked')}${chunks}0\r\n\r\n`)
      expect((await client.readResponse()).status).toBe(200)
    })
  })
})

describe('a client that does not read', () => {
  const body = Buffer.alloc(16 * MEBIBYTE, 'a')
  const limits = { writeMilliseconds: 200, bytesPerSecond: 256 * MEBIBYTE }

  it.each<[string, () => HttpResponse]>([
    ['a large body', () => ({ status: 200, body })],
    ['bodies', () => ({ status: 200, body: body.subarray(0, MEBIBYTE) })],
    ['a stream', () => ({ status: 200, body: endless() })],
  ])('%s is reset', async (_what, handler) => {
    const signals: AbortSignal[] = []
    const watched: Handler = ({ signal }) => {
      signals.push(signal)
      return handler()
    }
    await using app = await listen(watched, limits)
    await withClient(app, async (client) => {
      client.pause()
      client.write(post().repeat(9))
      await vi.waitFor(() => expect(signals).not.toHaveLength(0), 5_000)
      await vi.waitFor(() => expect(app.connections()).toBe(0), 10_000)
      client.resume()
      const response = client.readResponse('POST')
      await expect(response).rejects.toThrow('no whole response')
      expect(signals.every((signal) => signal.aborted)).toBe(true)
    })
  })

  it('makes the producer of a stream clean up', async () => {
    const ended = vi.fn<() => void>()
    const stream = endless(ended)
    await using app = await listen(
      () => ({ status: 200, body: stream }),
      limits,
    )
    await withClient(app, async (client) => {
      client.pause()
      client.write(post())
      await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), 10_000)
    })
  })

  it('is asked for nothing more once it is reset', async () => {
    const gone: boolean[] = []
    const handler: Handler = ({ signal }) => {
      gone.push(signal.aborted)
      return { status: 200, body }
    }
    await using app = await listen(handler, limits)
    await withClient(app, async (client) => {
      client.pause()
      client.write(post().repeat(3))
      await vi.waitFor(() => expect(gone).not.toHaveLength(0), 5_000)
      await vi.waitFor(() => expect(app.connections()).toBe(0), 10_000)
      await sleep(300)
    })
    expect(gone).toEqual([false])
  })
})

describe('a client that is slow but steady', () => {
  it('sends a body that takes longer than the deadline', async () => {
    const limits = { bodyMilliseconds: 1500, bytesPerSecond: 100 }
    await using app = await listen(echo, limits)
    await withClient(app, async (client) => {
      client.write(post('Content-Length: 3000'))
      for (let i = 0; i < 30; i += 1) {
        client.write('a'.repeat(100))
        await sleep(100)
      }
      expect((await client.readResponse()).body).toHaveLength(3000)
    })
  })

  const piece = Buffer.alloc(MEBIBYTE, 'a')

  it.each<[string, number, () => HttpResponse]>([
    [
      'a large body',
      1,
      () => ({ status: 200, body: Buffer.alloc(16 * MEBIBYTE) }),
    ],
    [
      'a stream',
      0.5,
      () => ({ status: 200, body: repeat(piece, 16), length: 16 * MEBIBYTE }),
    ],
  ])('reads the whole of %s', async (_what, rate, handler) => {
    const bytesPerSecond = rate * MEBIBYTE
    const limits = { writeMilliseconds: 200, bytesPerSecond }
    await using app = await listen(handler, limits)
    await withClient(app, async (client) => {
      client.write(post('Connection: close'))
      const bytes = await readSlowly(client)
      const response = parseResponse(bytes, 'POST', true)
      expect(response?.body).toHaveLength(16 * MEBIBYTE)
      expect(client.broken).toBe(false)
    })
  })
})

const echo: Handler = async ({ body }) => ({
  status: 200,
  body: await body.bytes(),
})

function listen(
  handler: Handler,
  limits: Parameters<typeof createServer>[1],
): ReturnType<typeof startApp> {
  return startApp(createServer(handler, limits))
}

function post(...lines: readonly string[]): string {
  return ['POST / HTTP/1.1', 'Host: a', ...lines, '', ''].join('\r\n')
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

function times(count: number, pause: Pause): Pause[] {
  return Array.from({ length: count }, () => pause)
}

/** Pieces of so many bytes, after waits of so many milliseconds. */
async function* arrive(pieces: readonly Pause[]): AsyncGenerator<Buffer, void> {
  for (const [wait, bytes] of pieces) {
    await sleep(wait)
    yield Buffer.alloc(bytes)
  }
}

/** Sends an octet of the text now and then, until the test ends. */
function drip(client: RawClient, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < text.length) client.write(text.charAt(at))
    at += 1
  }, 20)
  onTestFinished(() => clearInterval(timer))
}

async function* endless(
  ended: () => void = () => {},
): AsyncGenerator<string, void> {
  const piece = 'a'.repeat(64 * KIBIBYTE)
  try {
    for (;;) yield piece
  } finally {
    ended()
  }
}

async function* repeat(
  piece: Buffer,
  count: number,
): AsyncGenerator<Buffer, void> {
  for (let i = 0; i < count; i += 1) yield piece
}

/** All that comes, in pieces of 64 KiB at most, a moment apart. */
async function readSlowly(client: RawClient): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (;;) {
    client.resume()
    const first = await client.readBytes(1).catch(() => undefined)
    client.pause()
    if (first === undefined) return Buffer.concat(pieces)
    pieces.push(first, await client.readBytes(client.received.length))
    await sleep(15)
  }
}
