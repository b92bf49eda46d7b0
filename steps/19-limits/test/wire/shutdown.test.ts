// The end of a server: nobody new comes in, nobody idle stays, and whoever has
// begun is served to the end, unless that takes too long.
import { EventEmitter, on, once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Address, RawClient } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { within } from '@barewire/test-kit/within'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { eventStream } from '#src/content/event-stream.ts'
import type { Limits } from '#src/wire/limits.ts'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const FOLDER = inject('step').folder

/** Longer than any test. */
const NEVER = 600_000

const BODY = head('POST /', 'Content-Length: 5')
const CHUNKS = head('POST /', 'Transfer-Encoding: chunked')
const EXPECTING = head('POST /', 'Content-Length: 5', 'Expect: 100-continue')

async function* eventsOf(emitter: EventEmitter) {
  for await (const [data] of on(emitter, 'book')) yield { data: String(data) }
}

describe('a server that closes', () => {
  it('lets nobody in, and tells when the last one has left', async () => {
    const { server, app, client, arrival } = await open(echo)
    client.write(`${BODY}he`)
    await arrival(BODY.length + 2)
    const closed = close(server)
    await expect(RawClient.connect(app)).rejects.toThrow('ECONNREFUSED')
    expect(await within<unknown>(200, closed, 'not yet')).toBe('not yet')
    client.write('llo')
    await client.readResponse()
    client.end()
    expect(await closed).toBe(undefined)
  })

  it.each([0, 1, 3])('leaves who is idle after %i requests', async (count) => {
    const { server, client } = await open(echo)
    client.write(head('GET /').repeat(count))
    for (let i = 0; i < count; i += 1) await client.readResponse()
    const closed = close(server)
    expect(await client.readToEnd()).toHaveLength(0)
    expect(client.broken).toBe(false)
    expect(await closed).toBe(undefined)
  })

  it.each<[string, string, string, Handler]>([
    ['in a head', 'GET / HTTP/1.1\r\nHo', 'st: a\r\n\r\n', echo],
    ['behind an empty line', '\r\n', head('GET /'), echo],
    ['in a body', `${BODY}he`, 'llo', echo],
    ['in a chunk', `${CHUNKS}5\r\nhe`, 'llo\r\n0\r\n\r\n', echo],
    ['in a body that is not wanted', `${BODY}he`, 'llo', ignore],
    ['in a body behind its 100 Continue', EXPECTING, 'hello', echo],
  ])('finishes a request %s', async (_what, before, after, handler) => {
    const { server, client, arrival } = await open(handler)
    client.write(before)
    await arrival(before.length)
    const closed = close(server)
    client.write(after + head('GET /'))
    const response = await client.readResponse()
    expect(response.status).toBe(200)
    expect(headerValues(response, 'connection')).toEqual(['close'])
    expect(await client.readToEnd()).toHaveLength(0)
    expect(client.broken).toBe(false)
    client.end()
    expect(await closed).toBe(undefined)
  })

  it('finishes what a handler works on, and begins nothing else', async () => {
    const works = vi.fn<Handler>(async () => {
      await setTimeout(300)
      return { status: 200, body: 'done' }
    })
    const { server, client } = await open(works)
    client.write(head('GET /').repeat(3))
    await vi.waitFor(() => expect(works).toHaveBeenCalled(), 5_000)
    void close(server)
    const response = await client.readResponse()
    expect(String(response.body)).toBe('done')
    expect(headerValues(response, 'connection')).toEqual(['close'])
    expect(await client.readToEnd()).toHaveLength(0)
    expect(works).toHaveBeenCalledOnce()
  })

  it('finishes a stream', async () => {
    const { server, client } = await open(() => ({
      status: 200,
      body: tick(9),
    }))
    client.write(head('GET /').repeat(3))
    await vi.waitFor(() => expect(client.received).not.toHaveLength(0), 5_000)
    void close(server)
    const response = await client.readResponse()
    expect(String(response.body)).toBe('tick'.repeat(9))
    expect(await client.readToEnd()).toHaveLength(0)
    expect(client.broken).toBe(false)
  })

  it('ends event streams in order, and those that begin now', async () => {
    const emitter = new EventEmitter().setMaxListeners(0)
    const events = (): Handler => async () => {
      await setTimeout(10)
      return eventStream(eventsOf(emitter))
    }
    const { server, app, client } = await open(events())
    const second = await RawClient.connect(app)
    client.write(head('GET /'))
    await client.readBytes(1)
    second.write(head('GET /'))
    await expect.poll(() => app.connections()).toBe(2)
    const closed = close(server)
    for (const each of [client, second]) {
      const received = String(await each.readToEnd())
      expect(received === '' || received.endsWith('\r\n0\r\n\r\n')).toBe(true)
      expect(each.broken).toBe(false)
      each.end()
    }
    expect(await closed).toBe(undefined)
  })

  it('delivers what a slow reader has not read yet', async () => {
    const body = Buffer.alloc(9_000, 'a')
    const handler = vi.fn<Handler>(() => ({ status: 200, body }))
    const { server, client, socket } = await open(handler)
    client.pause()
    // Until the buffers of the system are full, and some is left with us.
    let asked = 0
    while (socket.writableLength === 0) {
      client.write(head('GET /'))
      asked += 1
      await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(asked), {
        interval: 1,
        timeout: 5_000,
      })
    }
    void close(server)
    client.resume()
    for (let i = 0; i < asked; i += 1) {
      expect((await client.readResponse()).body).toHaveLength(9_000)
    }
    expect(await client.readToEnd()).toHaveLength(0)
  })

  it('delivers what is unread to a client that goes on asking', async () => {
    const handler = vi.fn<Handler>(() => ({ status: 200, body: 'a' }))
    const { server, client } = await open(handler)
    client.pause()
    client.write(head('GET /').repeat(4))
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(4), 5_000)
    await setTimeout(50)
    void close(server)
    // A reset in return would make the client forget what it has not read
    // (RFC 9112 §9.6).
    for (let i = 0; i < 3; i += 1) {
      await setTimeout(50)
      client.write(head('GET /'))
    }
    client.resume()
    for (let i = 0; i < 4; i += 1) {
      expect(String((await client.readResponse()).body)).toBe('a')
    }
    expect(await client.readToEnd()).toHaveLength(0)
    expect(client.broken).toBe(false)
    expect(handler).toHaveBeenCalledTimes(4)
  })

  it.each([
    ['does not wait long for a client that stays', 100, false],
    ['waits for nobody who leaves', NEVER, true],
  ])('%s', async (_what, lingerMilliseconds, leaves) => {
    const limits = { lingerMilliseconds, shutdownMilliseconds: NEVER }
    const { server, client, arrival } = await open(echo, limits)
    client.write(`${BODY}he`)
    await arrival(BODY.length + 2)
    const closed = close(server)
    client.write('llo')
    await client.readToEnd()
    if (leaves) client.end()
    expect(await within<unknown>(10_000, closed, 'not yet')).toBe(undefined)
  })

  it('says what is wrong when it does not listen', async () => {
    expect(await close(createServer(echo))).toMatchObject({
      code: 'ERR_SERVER_NOT_RUNNING',
    })
    const { server } = await open(echo)
    expect(await close(server)).toBe(undefined)
    expect(await close(server)).toMatchObject({
      code: 'ERR_SERVER_NOT_RUNNING',
    })
  })
})

describe('the deadline of a server that closes', () => {
  const limits = { shutdownMilliseconds: 300 }

  it.each<[string, string, Handler]>([
    ['in half a head', 'GET / HTTP/1.1\r\nHo', echo],
    ['in half a body', `${BODY}he`, echo],
    ['while the handler works', head('GET /'), work],
    ['in an endless stream', head('GET /'), stream],
    ['in an endless stream of HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', stream],
  ])('resets a client %s', async (_what, before, handler) => {
    const { server, client, arrival } = await open(handler, limits)
    client.write(before)
    await arrival(before.length)
    if (handler === stream) await client.readBytes(1)
    expect(await within<unknown>(10_000, close(server), 'not yet')).toBe(
      undefined,
    )
    // An orderly end would look as if the response was whole.
    await client.readToEnd()
    expect(client.broken).toBe(true)
  })

  it('ends what a client does not read', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024)
    const { server, client, arrival } = await open(
      () => ({ status: 200, body }),
      limits,
    )
    client.pause()
    client.write(head('GET /'))
    await arrival(1)
    expect(await within<unknown>(10_000, close(server), 'not yet')).toBe(
      undefined,
    )
  })

  it('tells the handler', async () => {
    const told = vi.fn<(event: unknown) => void>()
    const { server, client, arrival } = await open(async ({ signal }) => {
      await once(signal, 'abort').then(told)
      return { status: 200 }
    }, limits)
    client.write(head('GET /'))
    await arrival(1)
    expect(await within<unknown>(10_000, close(server), 'not yet')).toBe(
      undefined,
    )
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), 5_000)
  })
})

describe('a program', () => {
  const run = (milliseconds: number): Promise<RunningProcess> =>
    startProcess({
      words: ['--import', 'tsx', '--input-type=module', '-e', PROGRAM],
      cwd: FOLDER,
      env: { SHUTDOWN: String(milliseconds), NODE_NO_WARNINGS: '1' },
    })

  it.each([
    ['over nobody else', '', NEVER],
    ['over an idle client', head('GET /'), NEVER],
    ['over half a head', 'GET / HTTP', 300],
    ['over half a body', `${BODY}he`, 300],
    ['over a client that does not leave', 'GET / HTTP/1.0\r\n\r\n', NEVER],
  ])('ends when it has closed its server %s', async (...row) => {
    const [, before, milliseconds] = row
    await using program = await run(milliseconds)
    const ended = once(program.child, 'close')
    const client = await connect(program)
    client.write(before)
    if (before.endsWith('\r\n\r\n')) await client.readResponse()
    const last = await connect(program)
    last.write(head('GET /close'))
    expect((await last.readResponse()).status).toBe(200)
    last.end()
    expect(await within(15_000, ended, ['not yet'])).toEqual([0, null])
    expect(program.output().stderr).toBe('')
  })
})

/** Its limits are so large that no timer may be left behind. */
const PROGRAM = `
  import { createServer } from '#src/wire/server.ts'
  const names = ['head', 'body', 'idle', 'write']
  const limits = names.map((name) => [name + 'Milliseconds', ${NEVER}])
  limits.push(['shutdownMilliseconds', Number(process.env.SHUTDOWN)])
  limits.push(['lingerMilliseconds', 300])
  const server = createServer(async ({ target, body }) => {
    if (target === '/close') server.close()
    return { status: 200, body: await body.bytes() }
  }, Object.fromEntries(limits))
  createServer(() => ({ status: 200 })) // one that never listens
  server.listen(0, '127.0.0.1', () => {
    console.log('Listening on http://127.0.0.1:' + server.address().port)
  })
`

const echo: Handler = async ({ body }) => ({
  status: 200,
  body: await body.bytes(),
})

const ignore: Handler = () => ({ status: 200 })

const work: Handler = async ({ signal }) => {
  await once(signal, 'abort')
  return { status: 200 }
}

const stream: Handler = () => ({ status: 200, body: tick(NEVER) })

async function* tick(count: number): AsyncGenerator<string, void> {
  for (let i = 0; i < count; i += 1) {
    yield 'tick'
    await setTimeout(50)
  }
}

interface Opened {
  readonly server: Server
  readonly app: RunningApp
  readonly client: RawClient
  /** The server's end of the client's connection. */
  readonly socket: Socket
  /** Resolves when the server has read that many bytes. */
  readonly arrival: (bytes: number) => Promise<void>
}

/** A server, and one client of it. */
async function open(
  handler: Handler,
  limits: Partial<Limits> = {},
): Promise<Opened> {
  const server = createServer(handler, limits)
  const accepted = new Promise<Socket>((resolve) => {
    server.once('connection', resolve)
  })
  const app = await startApp(server)
  onTestFinished(() => app[Symbol.asyncDispose]())
  const client = await connect(app)
  const socket = await accepted
  const arrival = (bytes: number): Promise<void> =>
    vi.waitFor(() => expect(socket.bytesRead).toBeGreaterThanOrEqual(bytes), {
      timeout: 5_000,
    })
  return { server, app, client, socket, arrival }
}

async function connect(address: Address): Promise<RawClient> {
  const client = await RawClient.connect(address)
  onTestFinished(() => client.reset())
  return client
}

/** Begins to close at once; resolves when that is done. */
function close(server: Server): Promise<Error | undefined> {
  return new Promise((resolve) => {
    server.close(resolve)
  })
}

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: a', ...lines, '', ''].join('\r\n')
}
