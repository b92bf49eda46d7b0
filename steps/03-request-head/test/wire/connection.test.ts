// One client and one handler: what either may do wrong, and how the connection
// ends (RFC 9112 §9.6).
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
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
})

describe('the connection', () => {
  it('hands over the head and leaves the bytes behind it alone', async () => {
    const heads: string[] = []
    const server = createServer(({ target, headers }) => {
      heads.push([target, ...headers].join())
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(`${head('POST /1')}X-A: no header field`)
      await client.readToEnd()
      client.write(head('GET /2'))
      client.end()
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    })
    expect(heads).toEqual(['/1,host,localhost'])
  })

  it('refuses a chunk that does not hold a whole head', async () => {
    await using app = await startApp(createServer(fail))
    await withClient(app, async (client) => {
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
      expect((await client.readResponse()).status).toBe(400)
      expect(await client.readToEnd()).toHaveLength(0)
    })
  })

  it('is over when the client has left too', async () => {
    await using app = await startApp(createServer(fail))
    await withClient(app, async (client) => {
      client.write('nonsense')
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
