// One client and one handler: what either may do wrong, and how the connection
// ends (RFC 9112 §9.6).
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { withClient } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a handler', () => {
  it.each<[string, Handler]>([
    ['throws', () => fail()],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['returns nothing', () => JSON.parse('null')],
    ['returns status 100', () => ({ status: 100 })],
    ['returns a body of null', () => JSON.parse('{"status":200,"body":null}')],
    ['has a field of null', () => JSON.parse('{"headers":[["a",null]]}')],
    ['throws status 199', () => Promise.reject(new HttpError(199, 'secret'))],
    [
      'splits a response',
      () => ({ status: 200, headers: [['X-A', 'a\r\nX-Evil: b']] }),
    ],
  ])('that %s makes a 500 and a log line', async (_what, faulty) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    await using app = await startApp(createServer(faulty))
    await withClient(app, async (client) => {
      client.write(head('GET /'))
      const response = await client.readResponse()
      expect(response.status).toBe(500)
      expect(String(response.body)).toBe('{"detail":"Internal Server Error"}')
      expect(headerValues(response, 'x-evil')).toEqual([])
      expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(Error))
      expect(await client.readToEnd()).toHaveLength(0)
    })
  })

  it('that does not read yet stops the client', async () => {
    const limits = { readAheadBytes: 1000 }
    const server = createServer(async ({ body }) => {
      const socket = await accepted
      if (!socket.isPaused()) await once(socket, 'pause')
      expect(socket.bytesRead).toBeLessThan(1000 + 2 * 64 * 1024)
      return { status: 200, body: String((await body.bytes()).length) }
    }, limits)
    const accepted = new Promise<Socket>((resolve) => {
      server.once('connection', resolve)
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(head('POST /', 'Content-Length: 1000000'))
      expect(await client.writeAll(Buffer.alloc(1_000_000))).toBe(true)
      expect(String((await client.readResponse()).body)).toBe('1000000')
    })
  })

  it('that reads finds out when the client breaks off', async () => {
    const events: unknown[] = []
    const server = createServer(async ({ body }) => {
      events.push(String(await body.read()))
      await body.read().catch((error: unknown) => events.push(error))
      return { status: 200 }
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(`${head('POST /', 'Content-Length: 5')}hel`)
      await vi.waitFor(() => expect(events).toHaveLength(1), 5_000)
      client.reset()
      await vi.waitFor(() => expect(events).toHaveLength(2), 5_000)
    })
    expect(events).toMatchObject(['hel', { status: 400 }])
  })

  it('hears nothing of a client that leaves without asking', async () => {
    const handler = vi.fn<Handler>()
    await using app = await startApp(createServer(handler))
    await withClient(app, async (client) => {
      client.write('\r\n')
      client.end()
      expect(String(await client.readToEnd())).toBe('')
    })
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('the connection', () => {
  it.each([
    ['an unread body', 'Content-Length: 1000000', 200],
    ['a broken request', 'X(: 1', 400],
  ])('delivers its answer in the midst of %s', async (_what, line, status) => {
    const server = createServer(() => ({ status: 200 }))
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(`${head('POST /', line)}${'a'.repeat(2000)}`)
      expect((await client.readResponse()).status).toBe(status)
      expect(await client.writeAll(Buffer.alloc(998_000))).toBe(true)
      client.end()
      expect(await client.readToEnd()).toHaveLength(0)
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
      expect(client.broken).toBe(false)
    })
  })

  it('is over when the client has left too', async () => {
    await using app = await startApp(createServer(() => ({ status: 200 })))
    await withClient(app, async (client) => {
      client.write(head('GET /'))
      await client.readToEnd()
      client.end()
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    })
  })
})

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}

function fail(): never {
  throw new Error('secret')
}
