// The application, as a client library sees it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { Client, type Dispatcher, request } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

const ORIGIN = 'http://localhost:5173'
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

type Method = Dispatcher.HttpMethod

describe('the application', () => {
  it('names a request and says how long it took', async () => {
    await using app = await startApp(createApp())
    const { statusCode, headers, body } = await request(urlOf(app, '/'))
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'x-request-id': expect.stringMatching(UUID),
      'server-timing': expect.stringMatching(/^app;dur=\d+\.\d$/),
      vary: 'Origin',
    })
    expect(await body.json()).toHaveProperty('message')
  })

  it.each<[Method, string, string, number]>([
    ['GET', '/hello/%FF', '', 400],
    ['GET', '/no/such/place', '', 404],
    ['GET', '/books/999', '', 404],
    ['DELETE', '/hello/bro', '', 405],
    ['POST', '/books', '{"title":', 422],
    ['POST', '/books', '[]', 422],
  ])('names %s %s %s, and lets a page read its %i', async (...row) => {
    const [method, path, body, status] = row
    await using app = await startApp(createApp())
    const type = { 'Content-Type': 'application/json' }
    const response = await request(urlOf(app, path), {
      method,
      headers: { Origin: ORIGIN, 'X-Request-Id': 'a.b', ...(body && type) },
      body: body || null,
    })
    expect(response.statusCode).toBe(status)
    expect(response.headers).toMatchObject({
      'x-request-id': 'a.b',
      'access-control-allow-origin': ORIGIN,
    })
    const { detail } = Object(await response.body.json())
    expect(typeof detail).toBe(status === 422 ? 'object' : 'string')
  })

  it('tells a browser what pages of a partner may send', async () => {
    await using app = await startApp(createApp())
    const { statusCode, headers } = await request(urlOf(app, '/books/1'), {
      method: 'OPTIONS',
      headers: {
        Origin: ORIGIN,
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'content-type',
      },
    })
    expect(statusCode).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    })
  })

  it.each(['http://evil.example', `${ORIGIN}.evil.example`, 'null'])(
    'answers pages of %s without a permission',
    async (origin) => {
      await using app = await startApp(createApp())
      const init = { headers: { Origin: origin } }
      const { statusCode, headers } = await request(urlOf(app, '/'), init)
      expect(statusCode).toBe(200)
      expect(Object.keys(headers).join()).not.toContain('access-control')
    },
  )

  it('gives pipelined requests their own names back, in order', async () => {
    await using app = await startApp(createApp())
    const client = new Client(urlOf(app, ''), { pipelining: 10 })
    const ids = Array.from({ length: 50 }, (_, i) => `n-${i}`)
    const answers = ids.map(async (id) => {
      const init = { path: '/', headers: { 'X-Request-Id': id } }
      const { headers, body } = await client.request({ ...init, method: 'GET' })
      await body.dump()
      return headers['x-request-id']
    })
    expect(await Promise.all(answers)).toEqual(ids)
    expect(app.connections()).toBe(1)
    await client.close()
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
