// Content that is made while it is sent: how its end is told, how fast it is
// made, and what a producer or a client may do wrong (RFC 9112 §6.3).
import { once } from 'node:events'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  type Address,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Handler, HttpRequest, Stream } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const PIECE = 'a'.repeat(64 * 1024)

/** More of them than all buffers on the way could hold: 64 MiB. */
const MANY = 1024

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a stream', () => {
  const pieces = ['', 'é', '', Uint8Array.of(0, 255), '']
  const chunks = ['2', '\xc3\xa9', '2', '\0\xff', '0', '', '']

  it.each([
    ['HTTP/1.1', {}, ['Transfer-Encoding: chunked', '', ...chunks]],
    ['HTTP/1.0', {}, ['Connection: close', '', '\xc3\xa9\0\xff']],
    ['HTTP/1.1', { length: 4 }, ['Content-Length: 4', '', '\xc3\xa9\0\xff']],
    [
      'HTTP/1.0',
      { length: 4 },
      ['Content-Length: 4', 'Connection: keep-alive', '', '\xc3\xa9\0\xff'],
    ],
  ])('has an end for %s with %j', async (version, length, expected) => {
    const body = produce(...pieces)
    await using app = await listen(() => ({ status: 200, body, ...length }))
    const seen = await exchange(app, `GET / ${version}`)
    expect(linesOf(seen)).toEqual(expected)
  })

  it.each([
    ['HEAD', 'HTTP/1.1', 200, {}, ['Transfer-Encoding: chunked']],
    ['HEAD', 'HTTP/1.0', 200, {}, ['Connection: close']],
    ['HEAD', 'HTTP/1.1', 200, { length: 4 }, ['Content-Length: 4']],
    ['HEAD', 'HTTP/1.1', 204, { length: 4 }, []],
    ['GET', 'HTTP/1.1', 204, {}, []],
    ['GET', 'HTTP/1.1', 205, { length: 4 }, ['Content-Length: 0']],
    ['GET', 'HTTP/1.1', 304, { length: 4 }, []],
  ])('is not made for %s, %s, %i, %j', async (...row) => {
    const [method, version, status, length, fields] = row
    const made = vi.fn<() => void>()
    await using app = await listen(() => ({
      status,
      body: watch(produce(...pieces), made),
      ...length,
    }))
    const seen = await exchange(app, `${method} / ${version}`)
    expect(linesOf(seen)).toEqual([...fields, '', ''])
    expect(made).not.toHaveBeenCalled()
  })

  it('is followed by the answers to pipelined requests', async () => {
    await using app = await listen(({ target }) => ({
      status: 200,
      body: target === '/text' ? target : produce(target, '', '!'),
    }))
    await withClient(app, async (client) => {
      client.write(get('/1') + get('/text') + get('/2') + get('/3'))
      for (const body of ['/1!', '/text', '/2!', '/3!']) {
        expect(String((await client.readResponse()).body)).toBe(body)
      }
      client.write(get('/4'))
      expect(String((await client.readResponse()).body)).toBe('/4!')
    })
  })

  it('is made no faster than the client reads', async () => {
    let made = 0
    const body = (async function* () {
      for (; made < MANY; made += 1) yield PIECE
    })()
    await using app = await listen(() => ({ status: 200, body }))
    await withClient(app, async (client) => {
      client.pause()
      client.write(get('/'))
      await stopped(() => made)
      expect(made).toBeGreaterThan(0)
      expect(made).toBeLessThan(MANY)
      client.resume()
      let last = ''
      while (!last.endsWith('\r\n0\r\n\r\n')) {
        const length = Math.max(1, client.received.length)
        const bytes = await client.readBytes(length)
        last = (last + String(bytes.subarray(-7))).slice(-7)
      }
      expect(made).toBe(MANY)
    })
  })

  it('leaves time for others, however fast its client reads', async () => {
    let served = false
    const deadline = performance.now() + 3_000
    const endless = async function* (): Stream {
      for (;;) {
        if (served || performance.now() > deadline) return
        yield 'a'.repeat(1000)
      }
    }
    await using app = await listen(({ target }) => {
      if (target === '/stream') return { status: 200, body: endless() }
      served = performance.now() < deadline
      return { status: 200 }
    })
    // In a thread of its own, so that it reads while this one makes.
    const reader = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads')
      const socket = require('node:net').connect(workerData)
      socket.write('GET /stream HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
      socket.once('data', () => parentPort.postMessage('reads')).resume()`,
      { eval: true, workerData: { host: app.host, port: app.port } },
    )
    await once(reader, 'message')
    await exchange(app, 'GET / HTTP/1.1')
    await reader.terminate()
    expect(served).toBe(true)
  })
})

describe('a producer', () => {
  it.each<[string, (request: HttpRequest) => Stream]>([
    ['makes more and more', () => produceEndlessly()],
    [
      'waits for the signal',
      async function* ({ signal }) {
        yield PIECE
        await setTimeout(600_000, undefined, { signal })
      },
    ],
  ])('that %s cleans up when the client leaves', async (_what, producer) => {
    const ended = vi.fn<() => void>()
    const handler = vi.fn<Handler>((request) => ({
      status: 200,
      body: watch(producer(request), undefined, ended),
    }))
    await using app = await listen(handler)
    for (const reads of [true, false]) {
      ended.mockClear()
      handler.mockClear()
      await withClient(app, async (client) => {
        if (!reads) client.pause()
        client.write(get('/1') + get('/2'))
        if (reads) await client.readBytes(1000)
        await vi.waitFor(() => expect(handler).toHaveBeenCalled(), 5_000)
        client.reset()
        await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), 5_000)
      })
      expect(handler).toHaveBeenCalledOnce()
    }
    expect(console.error).not.toHaveBeenCalled()
  })

  it('does not outlive a client that has left before the head', async () => {
    const [begun, ended] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const [asked, answered] = [vi.fn<() => void>(), vi.fn<() => void>()]
    await using app = await listen(async (request) => {
      asked()
      await once(request.signal, 'abort')
      answered()
      return { status: 200, body: watch(produceEndlessly(), begun, ended) }
    })
    await withClient(app, async (client) => {
      client.write(get('/'))
      await vi.waitFor(() => expect(asked).toHaveBeenCalled(), 5_000)
      client.reset()
    })
    await vi.waitFor(() => expect(answered).toHaveBeenCalled(), 5_000)
    await setImmediate()
    expect(ended).toHaveBeenCalledTimes(begun.mock.calls.length)
    expect(console.error).not.toHaveBeenCalled()
  })

  it('goes on behind a client that leaves with its answer', async () => {
    const aborted = vi.fn<() => void>()
    {
      await using app = await listen(({ signal }) => {
        signal.addEventListener('abort', aborted)
        return { status: 200 }
      })
      await exchange(app, 'GET / HTTP/1.1')
      // The server has seen all its clients leave when it is closed.
    }
    expect(aborted).not.toHaveBeenCalled()
  })

  const slips: [string, string, () => Stream, object][] = [
    ['throws', 'hello', () => thenFail(), {}],
    ['gives a piece that is none', 'hello', () => produce(NO_PIECE), {}],
    ['throws before its length', 'hello', () => thenFail(), { length: 6 }],
    ['throws at its length', 'hello', () => thenFail(), { length: 5 }],
    ['gives less than it said', 'hello', () => produce(), { length: 6 }],
    ['gives nothing of what it said', '', () => produce(), { length: 6 }],
    ['gives more than it said', 'hello', () => produce('ab'), { length: 6 }],
    ['gives more at once', '', () => produce('too long'), { length: 6 }],
    ['gives on and on', '', () => produceEndlessly(), { length: 6 }],
  ]
  it.each(
    slips.flatMap(([what, ...rest]) => [
      [what, 'HTTP/1.1', ...rest] as const,
      [what, 'HTTP/1.0', ...rest] as const,
    ]),
  )('that %s breaks the response to %s', async (...row) => {
    const [, version, good, bad, length] = row
    const ended = vi.fn<() => void>()
    let receive = (): void => {}
    const received = new Promise<void>((resolve) => {
      receive = resolve
    })
    const body = async function* (): Stream {
      yield good
      await received
      yield* watch(bad(), undefined, ended)
    }
    await using app = await listen(({ target }) =>
      target === '/' ? { status: 200, body: body(), ...length } : OK,
    )
    await withClient(app, async (client) => {
      client.write(requestOf(`GET / ${version}`) + get('/next'))
      await readUntil(client, '\r\n\r\n')
      await readUntil(client, good)
      receive()
      expect(['', '\r\n']).toContain(String(await client.readToEnd()))
      expect(client.broken).toBe(true)
    })
    expect(ended).toHaveBeenCalledOnce()
    expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.any(Error))
    expect(await exchange(app, 'GET /next HTTP/1.1')).toMatch('200 OK')
  })
})

describe('a stream of the request body', () => {
  const echo: Handler = ({ body }) => ({ status: 200, body })

  it('sends back each piece as it comes', async () => {
    await using app = await listen(echo)
    await withClient(app, async (client) => {
      client.write(post('Content-Length: 5'))
      for (const piece of ['he', 'll', 'o']) {
        client.write(piece)
        await readUntil(client, `\r\n${piece}\r\n`)
      }
      expect(String(await client.readBytes(5))).toBe('0\r\n\r\n')
      client.write(get('/next'))
      expect(await client.readResponse()).toMatchObject({ status: 200 })
    })
  })

  it('leaves what it did not read to nobody', async () => {
    await using app = await listen(({ body }) => ({
      status: 200,
      body: (async function* (): Stream {
        for await (const piece of body) return yield piece
      })(),
    }))
    await withClient(app, async (client) => {
      client.write(`${post('Content-Length: 10')}hello`)
      expect(String((await client.readResponse()).body)).toBe('hello')
      client.write(`GET /${get('/')}`)
      expect(String((await client.readResponse()).body)).toBe('')
    })
  })

  it('puts no 100 Continue into its content', async () => {
    await using app = await listen(echo)
    await withClient(app, async (client) => {
      client.write(`${post('Content-Length: 5', 'Expect: 100-continue')}hello`)
      expect(String((await client.readResponse()).body)).toBe('hello')
    })
  })

  it.each([
    ['breaks it', 'Transfer-Encoding: chunked', '5\r\nhello\r\n', 'zz\r\n'],
    ['leaves in the midst of it', 'Content-Length: 9', 'hello', ''],
  ])('breaks when the client %s, and is no news', async (...row) => {
    const [, line, good, bad] = row
    await using app = await listen(echo)
    await withClient(app, async (client) => {
      client.write(post(line) + good)
      await readUntil(client, 'hello\r\n')
      client.write(bad)
      client.end()
      expect(String(await client.readToEnd())).toBe('')
      expect(client.broken).toBe(true)
    })
    expect(console.error).not.toHaveBeenCalled()
  })
})

const NO_PIECE = JSON.parse('5')

const OK = { status: 200 }

function listen(handler: Handler): ReturnType<typeof startApp> {
  return startApp(createServer(handler))
}

async function* produce(
  ...pieces: readonly (string | Uint8Array)[]
): AsyncGenerator<string | Uint8Array, void> {
  yield* pieces
}

async function* produceEndlessly(): AsyncGenerator<string, void> {
  for (;;) yield PIECE
}

async function* thenFail(): AsyncGenerator<string, void> {
  yield fail()
}

function fail(): never {
  throw new Error('secret')
}

/** The same stream, and who asks for it and who leaves it. */
async function* watch(
  stream: Stream,
  begun: () => void = () => {},
  ended: () => void = () => {},
): AsyncGenerator<string | Uint8Array, void> {
  begun()
  try {
    yield* stream
  } finally {
    ended()
  }
}

function requestOf(line: string, ...lines: readonly string[]): string {
  const connection = line.endsWith('0') ? ['Connection: keep-alive'] : []
  const all = [line, 'Host: localhost', ...connection, ...lines]
  return [...all, '', ''].join('\r\n')
}

function get(path: string): string {
  return requestOf(`GET ${path} HTTP/1.1`)
}

function post(...lines: readonly string[]): string {
  return requestOf('POST / HTTP/1.1', ...lines)
}

/** All that comes, in Latin-1, to a client that asks and ends its side. */
function exchange(app: Address, line: string): Promise<string> {
  return withClient(app, async (client) => {
    client.write(requestOf(line))
    client.end()
    return (await client.readToEnd()).toString('latin1')
  })
}

/** Without the status line and the date. */
function linesOf(response: string): string[] {
  return response.split('\r\n').slice(2)
}

async function readUntil(client: RawClient, end: string): Promise<void> {
  let text = ''
  while (!text.endsWith(end)) text += String(await client.readBytes(1))
}

/** Resolves when a number has not grown for a while. */
async function stopped(count: () => number): Promise<void> {
  let before = -1
  while (count() !== before) {
    before = count()
    await setTimeout(200)
  }
}
