// What becomes of an error: an answer that tells what the client may know.
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { requestsOf } from '@barewire/test-kit/requests'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { accessLog } from '#src/web/access-log.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { compose } from '#src/web/middleware.ts'
import { requestId } from '#src/web/request-id.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'
import { createServer } from '#src/wire/server.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const REQUEST = requestFor('GET', '/')

afterEach(() => {
  vi.restoreAllMocks()
})

describe('catchErrors', () => {
  it('gives a response on as it is', async () => {
    const response = { status: 404, body: 'not JSON' }
    expect(await catchErrors(REQUEST, () => response)).toBe(response)
  })

  it.each<[string, Handler]>([
    ['thrown', () => refuse()],
    ['rejected', async () => refuse()],
  ])(
    'answers with a fault that is %s, and logs nothing',
    async (_, handler) => {
      const log = vi.spyOn(console, 'error').mockReturnValue()
      expect(await catchErrors(REQUEST, handler)).toEqual({
        status: 405,
        headers: [
          ['Content-Type', 'application/json'],
          ['Allow', 'GET'],
        ],
        body: '{"detail":"Not \\"this\\""}',
      })
      expect(log).not.toHaveBeenCalled()
    },
  )

  it.each([
    ['an error', new TypeError('secret')],
    ['nothing', undefined],
    ['a look-alike', { status: 418, message: 'secret', headers: [] }],
  ])('logs %s once and keeps it to itself', async (_what, thrown) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const response = await catchErrors(REQUEST, () => Promise.reject(thrown))
    expect(response).toEqual({
      status: 500,
      headers: [['Content-Type', 'application/json']],
      body: '{"detail":"Internal Server Error"}',
    })
    expect(log).toHaveBeenCalledExactlyOnceWith(thrown)
  })

  it('logs why a fault cannot be told, and keeps it to itself', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const fault = new HttpError(1000, 'secret')
    const { status } = await catchErrors(REQUEST, () => Promise.reject(fault))
    expect(status).toBe(500)
    expect(log).toHaveBeenCalledExactlyOnceWith(
      new Error('Cannot send status 1000'),
    )
  })

  it.each<[string, Handler]>([
    ['a response that cannot be sent', () => ({ status: 99 })],
    ['no response', () => JSON.parse('null')],
    ['a split one', () => ({ status: 200, headers: [['X-A', 'a\r\nb']] })],
  ])('lets the layers above see what becomes of %s', async (_, handler) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const lines: string[] = []
    const note = (line: string) => lines.push(line)
    const layers = [accessLog('common', note), requestId, catchErrors]
    await using app = await startApp(createServer(compose(layers, handler)))
    const lead =
      'GET / HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: a.b\r\n\r\n'
    const response = await ask(app, lead)
    expect(response.status).toBe(500)
    expect(String(response.body)).toBe('{"detail":"Internal Server Error"}')
    expect(headerValues(response, 'X-Request-Id')).toEqual(['a.b'])
    expect(lines).toEqual([expect.stringContaining('" 500 ')])
    expect(log).toHaveBeenCalledOnce()
  })
})

function refuse(): never {
  throw new HttpError(405, 'Not "this"', [['Allow', 'GET']])
}
