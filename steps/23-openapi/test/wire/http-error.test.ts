// What a client is told when something is thrown, and what it is not told.
import { ask } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { errorResponse, HttpError } from '../../src/wire/http-error.ts'
import { createServer } from '../../src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('errorResponse', () => {
  it('tells what is wrong with the request, and logs nothing', () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const error = new HttpError(400, 'Cannot parse "\xe9"')
    expect(errorResponse(error)).toEqual({
      status: 400,
      headers: [['Content-Type', 'application/json']],
      body: '{"detail":"Cannot parse \\"\xe9\\""}',
    })
    expect(log).not.toHaveBeenCalled()
  })

  it('sends the headers of the error behind its media type', () => {
    const lines = [
      ['Allow', 'GET'],
      ['Allow', 'PUT'],
    ] as const
    const { status, headers } = errorResponse(new HttpError(405, 'No', lines))
    expect(status).toBe(405)
    expect(headers).toEqual([['Content-Type', 'application/json'], ...lines])
  })

  it('lets an error name another media type', () => {
    const line = ['content-type', 'application/problem+json'] as const
    const { headers } = errorResponse(new HttpError(404, 'No', [line]))
    expect(headers).toEqual([line])
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

  it.each([[new Error('secret')], ['secret'], [undefined], [{ status: 400 }]])(
    'hides our own fault %j, and logs it',
    (fault) => {
      const log = vi.spyOn(console, 'error').mockReturnValue()
      expect(errorResponse(fault)).toMatchObject({
        status: 500,
        body: '{"detail":"Internal Server Error"}',
      })
      expect(log.mock.calls).toEqual([[fault]])
    },
  )
})
