// The application, as a client library sees it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../src/app.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the application', () => {
  it('greets at "/"', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.text()).toBe(
      '{"message": "Hello bro, this is your HTTP response"}',
    )
  })

  it('mirrors what it understood of any other request', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/a?b=c'), {
      method: 'POST',
      headers: { 'X-A': '1' },
      body: 'héllo',
    })
    expect(await response.json()).toEqual({
      method: 'POST',
      target: '/a?b=c',
      version: 'HTTP/1.1',
      headers: expect.arrayContaining([
        ['host', `127.0.0.1:${app.port}`],
        ['x-a', '1'],
        ['content-length', '6'],
      ]),
      body: 'héllo',
    })
  })

  it('mirrors a body whose length nobody knew before', async () => {
    await using app = await startApp(createApp())
    const body = ReadableStream.from([Buffer.from('hé'), Buffer.from('llo')])
    const init = { method: 'POST', body, duplex: 'half' } as const
    const response = await fetch(urlOf(app, '/a'), init)
    expect(await response.json()).toMatchObject({
      headers: expect.arrayContaining([['transfer-encoding', 'chunked']]),
      body: 'héllo',
    })
  })

  it('answers HEAD without a body', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'), { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('52')
    expect(await response.text()).toBe('')
  })

  it('serves no other method, and logs that it did not', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/'), { method: 'DELETE' })
    expect(response.status).toBe(501)
    expect(console.error).toHaveBeenLastCalledWith(
      expect.stringContaining('"DELETE / HTTP/1.1" 501 -'),
    )
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
