// The header fields of an error.
import { ask } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { errorResponse } from '#src/wire/error-response.ts'
import { HttpError } from '#src/wire/http-error.ts'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('errorResponse', () => {
  it('sends the headers of the error behind its media type', () => {
    const lines = [
      ['Allow', 'GET'],
      ['Allow', 'PUT'],
    ] as const
    const { status, headers } = errorResponse(new HttpError(405, 'No', lines))
    expect(status).toBe(405)
    expect(headers).toEqual([['Content-Type', 'application/json'], ...lines])
  })

  it.each([
    ['X-A', '1\r\nX-Injected: yes'],
    ['Content-Length', '0'],
  ])('hides an error whose field %j cannot be sent', async (...line) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const handler = () => {
      throw new HttpError(404, 'Not Found', [line])
    }
    await using app = await startApp(createServer(handler))
    const { status } = await ask(app, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(status).toBe(500)
    expect(log).toHaveBeenCalledTimes(1)
  })
})
