// Streams that layers answer a refused request with.
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { parseResponse } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { expect, it, vi } from 'vitest'
import { compose, type Middleware } from '#src/web/middleware.ts'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const GOOD = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const LARGE =
  'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n'

it('sends a stream of a layer and closes the connection', async () => {
  async function* write() {
    yield await Promise.resolve('abc')
  }
  await using app = await startLayers(() => ({ status: 400, body: write() }))
  const bytes = await readAll(app, LARGE + GOOD)
  const response = parseResponse(bytes, 'POST', true)
  expect(response?.length).toBe(bytes.length)
  expect(String(response?.body)).toBe('abc')
  expect(response?.headers).toContainEqual(['Connection', 'close'])
})

it('ends the stream of a layer that cannot accept it', async () => {
  const ended = vi.fn<() => void>()
  const body = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false as const, value: 'a' }),
      return() {
        ended()
        return Promise.resolve({ done: true as const, value: undefined })
      },
    }),
  }
  await using app = await startLayers(() => ({ status: 200, body }))
  expect(await ask(app, LARGE)).toMatchObject({ status: 413 })
  expect(ended).toHaveBeenCalledOnce()
})

function startLayers(...layers: readonly Middleware[]) {
  const options = { layers: (inner: Handler) => compose(layers, inner) }
  return startApp(createServer(() => ({ status: 200 }), options))
}

/** All that the server sends before it closes. */
function readAll(app: Address, bytes: string): Promise<Buffer> {
  return withClient(app, (client) => {
    client.write(bytes)
    return client.readToEnd()
  })
}
