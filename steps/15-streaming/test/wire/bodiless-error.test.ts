// An error whose status has no body.
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HttpError } from '#src/wire/http-error.ts'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a handler', () => {
  it.each([204, 205, 304])('that throws %i sends no body', async (status) => {
    const server = createServer(({ target }) => {
      if (target === '/fault') throw new HttpError(status, 'secret')
      return { status: 200 }
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(head('GET /fault') + head('GET /'))
      const response = await client.readResponse()
      expect(response.status).toBe(status)
      expect(response.body).toHaveLength(0)
      expect((await client.readResponse()).status).toBe(200)
    })
  })
})

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}
