// The application, as a client library sees it.
// Ends: the application > says hello to %j by name
// Ends: the application > mirrors what it understood of a %s
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

describe('the application', () => {
  it('greets at "/"', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.text()).toBe(
      '{"message":"Hello bro, this is your HTTP response"}',
    )
  })

  it('greets by name', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/hello/Zo%C3%AB%20%26%20Co'))
    expect(await response.json()).toEqual({ message: 'Hello Zoë & Co' })
  })

  it('mirrors what it understood of a request', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/mirror?b=c'), {
      method: 'PUT',
      headers: { 'X-A': '1' },
      body: 'héllo',
    })
    expect(await response.json()).toEqual({
      method: 'PUT',
      target: '/mirror?b=c',
      version: 'HTTP/1.1',
      headers: expect.arrayContaining([
        ['host', `127.0.0.1:${app.port}`],
        ['x-a', '1'],
        ['content-length', '6'],
      ]),
      body: 'héllo',
    })
  })

  it.each([
    ['GET', '/nothing', 404, null],
    ['POST', '/hello/bro', 405, 'GET, HEAD, OPTIONS'],
    ['BREW', '/', 501, null],
    ['GET', '/hello/%FF', 400, null],
  ])('refuses %s %s with %i in JSON', async (method, path, status, allow) => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, path), { method })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toEqual({ detail: expect.any(String) })
  })

  it('says which methods there are', async () => {
    await using app = await startApp(createApp())
    const init = { method: 'OPTIONS' }
    const response = await fetch(urlOf(app, '/mirror'), init)
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual(
      'DELETE GET HEAD OPTIONS PATCH POST PUT'.split(' '),
    )
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
