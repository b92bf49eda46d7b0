// How many requests a connection may bring, and what the last response says.
import { withClient } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the last request of a connection', () => {
  const body = 'Content-Length: 5'

  it.each<[string, number, string, string, Handler]>([
    ['a request', 3, head('GET /'), 'GET', () => ({ status: 200 })],
    ['a HEAD', 3, head('HEAD /'), 'HEAD', () => ({ status: 200, body: 'a' })],
    ['an unread body', 2, `${head('POST /', body)}hello`, 'POST', unread],
    ['a body', 2, `${head('POST /', body)}hello`, 'POST', echo],
    [
      'a stream',
      2,
      head('GET /'),
      'GET',
      () => ({ status: 200, body: tick() }),
    ],
    ['a fault', 2, head('GET /'), 'GET', () => ({ status: 404 })],
    ['the only one', 1, head('GET /'), 'GET', () => ({ status: 200 })],
  ])('says close, with %s', async (_what, requests, text, method, handler) => {
    for (const pipelined of [false, true]) {
      const counted = vi.fn<Handler>(handler)
      await using app = await startApp(createServer(counted, { requests }))
      await withClient(app, async (client) => {
        if (pipelined) client.write(text.repeat(requests + 2))
        for (let number = 1; number <= requests; number += 1) {
          if (!pipelined) client.write(text)
          const response = await client.readResponse(method)
          const last = number === requests
          const expected = last ? ['close'] : []
          expect(headerValues(response, 'connection')).toEqual(expected)
        }
        expect(await client.readToEnd()).toHaveLength(0)
        expect(client.broken).toBe(false)
      })
      expect(counted).toHaveBeenCalledTimes(requests)
    }
  })

  it('says close to a client of HTTP/1.0 too', async () => {
    const server = createServer(() => ({ status: 200 }), { requests: 2 })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      const request = 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'
      client.write(request.repeat(3))
      for (const field of ['keep-alive', 'close']) {
        const response = await client.readResponse()
        expect(headerValues(response, 'connection')).toEqual([field])
      }
      expect(await client.readToEnd()).toHaveLength(0)
    })
  })

  it('is counted for each connection alone', async () => {
    const server = createServer(() => ({ status: 200 }), { requests: 2 })
    await using app = await startApp(server)
    for (let i = 0; i < 3; i += 1) {
      await withClient(app, async (client) => {
        client.write(head('GET /'))
        const response = await client.readResponse()
        expect(headerValues(response, 'connection')).toEqual([])
      })
    }
  })
})

const unread: Handler = () => ({ status: 200 })

const echo: Handler = async ({ body }) => ({
  status: 200,
  body: await body.bytes(),
})

async function* tick(): AsyncGenerator<string, void> {
  yield 'tick'
}

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}
