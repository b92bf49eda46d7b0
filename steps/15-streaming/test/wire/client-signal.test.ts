// A handler can find out that its client has left.
import { once } from 'node:events'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a handler', () => {
  it.each([
    ['leaves', true],
    ['is served', false],
  ])('has a signal that tells whether its client %s', async (_what, leaves) => {
    const signals: AbortSignal[] = []
    const server = createServer(async ({ signal }) => {
      signals.push(signal)
      if (leaves) await once(signal, 'abort')
      return { status: 200 }
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(head('GET /'))
      await vi.waitFor(() => expect(signals).toHaveLength(1), 5_000)
      if (leaves) client.reset()
      else await client.readResponse()
      const aborted = (): boolean | undefined => signals[0]?.aborted
      await vi.waitFor(() => expect(aborted()).toBe(leaves), 5_000)
    })
  })
})

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}
