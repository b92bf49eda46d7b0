// The files of the application, as a client library sees them.
import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch } from 'undici'
import { describe, expect, inject, it } from 'vitest'
import { createApp } from '#src/app.ts'

const PUBLIC = pathToFileURL(`${inject('step').folder}/public/`)
const PAGE = readFileSync(new URL('index.html', PUBLIC))

describe('/files/', () => {
  it('is a page that shows a clock', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/files/'))
    const type = response.headers.get('content-type')
    expect(response.status).toBe(200)
    expect(type).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe(String(PAGE))
  })

  it('has everything that the page asks for', async () => {
    await using app = await startApp(createApp())
    const page = await fetch(urlOf(app, '/files/'))
    const links = [...(await page.text()).matchAll(/(?:href|src)="([^"]+)"/g)]
    expect(links.length).toBeGreaterThan(0)
    for (const [, link = ''] of links) {
      const response = await fetch(new URL(link, urlOf(app, '/files/')))
      expect([link, response.status]).toEqual([link, 200])
      await response.body?.cancel()
    }
  })

  it.each(readdirSync(PUBLIC))(
    'sends %s as it is on the disk',
    async (name) => {
      await using app = await startApp(createApp())
      const response = await fetch(urlOf(app, `/files/${name}`))
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('content-type')).not.toMatch('octet-stream')
      const content = Buffer.from(await response.arrayBuffer())
      expect(content).toEqual(readFileSync(new URL(name, PUBLIC)))
    },
  )

  it('lets a client go on where a download broke off', async () => {
    await using app = await startApp(createApp())
    const url = urlOf(app, '/files/')
    const whole = await fetch(url)
    const etag = whole.headers.get('etag') ?? ''
    await whole.body?.cancel()
    const headers = { Range: 'bytes=100-', 'If-Range': etag }
    const rest = await fetch(url, { headers })
    expect(rest.status).toBe(206)
    expect(await rest.text()).toBe(String(PAGE.subarray(100)))
  })

  it('says of a part what it says of the whole, and which it is', async () => {
    await using app = await startApp(createApp())
    const url = urlOf(app, '/files/')
    const whole = await fetch(url)
    const part = await fetch(url, { headers: { Range: 'bytes=0-0' } })
    // RFC 9110 §15.3.7
    const names = ['cache-control', 'etag', 'last-modified']
    const [a, b] = [whole, part].map(({ headers }) =>
      names.map((name) => headers.get(name)),
    )
    expect(part.headers.get('content-range')).toBe(`bytes 0-0/${PAGE.length}`)
    expect(b).toEqual(a)
  })

  it('sends nothing to a client that has it', async () => {
    await using app = await startApp(createApp())
    const url = urlOf(app, '/files/')
    const { headers } = await fetch(url)
    const etag = headers.get('etag') ?? ''
    const again = { 'If-None-Match': etag, Range: 'bytes=0-9' }
    const response = await fetch(url, { headers: again })
    expect(response.status).toBe(304)
    expect(response.headers.get('etag')).toBe(etag)
    expect(await response.text()).toBe('')
  })

  it.each([
    ['PUT', '/files/', 405, { allow: 'GET, HEAD, OPTIONS' }],
    ['POST', '/files/index.html', 405, { allow: 'GET, HEAD, OPTIONS' }],
    ['GET', '/files/nothing', 404, {}],
    ['GET', '/files/%00', 400, {}],
  ])('answers %s %s with %i in JSON', async (method, path, status, fields) => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, path), { method })
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject(fields)
    expect(await response.json()).toEqual({ detail: expect.any(String) })
  })

  it('says in JSON that a range is beyond the end', async () => {
    await using app = await startApp(createApp())
    const headers = { Range: `bytes=${PAGE.length}-` }
    const response = await fetch(urlOf(app, '/files/'), { headers })
    const range = response.headers.get('content-range')
    expect(response.status).toBe(416)
    expect(range).toBe(`bytes */${PAGE.length}`)
    const detail = `There are only ${PAGE.length} bytes`
    expect(await response.json()).toEqual({ detail })
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
