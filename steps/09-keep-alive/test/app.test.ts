// The application, as a client library sees it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { Client, fetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '../src/app.ts'

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
      method: 'PUT',
      headers: { 'X-A': '1' },
      body: 'héllo',
    })
    expect(await response.json()).toEqual({
      method: 'PUT',
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

  it('answers pipelined requests on one connection, in order', async () => {
    await using app = await startApp(createApp())
    const client = new Client(urlOf(app, ''), { pipelining: 10 })
    const paths = Array.from({ length: 50 }, (_, i) => `/${i}`)
    const answers = paths.map(async (path) => {
      const { body } = await client.request({ path, method: 'GET' })
      return body.json()
    })
    expect(await Promise.all(answers)).toMatchObject(
      paths.map((target) => ({ target })),
    )
    expect(app.connections()).toBe(1)
    await client.close()
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
