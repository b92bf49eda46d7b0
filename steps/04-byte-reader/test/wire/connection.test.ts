// One client and one handler: what either may do wrong, and how the connection
// ends (RFC 9112 §9.6).
// Ends: the connection > hands over the head and leaves the bytes behind it
// alone
// Ends: the connection > refuses a chunk that does not hold a whole head
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a handler', () => {
  it('that throws makes a 500 and a log line', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    await using app = await startApp(createServer(fail))
    await withClient(app, async (client) => {
      client.write(head('GET /'))
      const response = await client.readResponse()
      expect(response.status).toBe(500)
      expect(String(response.body)).toBe('{"detail":"Internal Server Error"}')
      expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(Error))
      expect(await client.readToEnd()).toHaveLength(0)
    })
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
    await using app = await startApp(createServer(greet))
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
    await using app = await startApp(createServer(greet))
    await withClient(app, async (client) => {
      client.write(head('GET /'))
      await client.readToEnd()
      client.end()
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    })
  })
})

const greet: Handler = (_request, socket) => {
  socket.write(answer('hello'))
}

function answer(body: string): string {
  return `HTTP/1.0 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}

function fail(): never {
  throw new Error('secret')
}
