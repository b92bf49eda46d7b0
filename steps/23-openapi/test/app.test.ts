// The application, as a client library sees it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { Client, fetch, type Response } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '../src/app.ts'

const BOOK = { title: 'Persuasion', author: 'Jane Austen', year: 1817 }
const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815 }
const MERGE_PATCH = 'application/merge-patch+json'

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

  it('mirrors a body whose length nobody knew before', async () => {
    await using app = await startApp(createApp())
    const body = ReadableStream.from([Buffer.from('hé'), Buffer.from('llo')])
    const init = { method: 'POST', body, duplex: 'half' } as const
    const response = await fetch(urlOf(app, '/mirror'), init)
    expect(await response.json()).toMatchObject({
      headers: expect.arrayContaining([['transfer-encoding', 'chunked']]),
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

  it('answers pipelined requests on one connection, in order', async () => {
    await using app = await startApp(createApp())
    const client = new Client(urlOf(app, ''), { pipelining: 10 })
    const numbers = Array.from({ length: 50 }, (_, i) => i)
    // Every other one is refused, and the connection lives on.
    const answers = numbers.map(async (number) => {
      const path = number % 2 === 0 ? `/hello/${number}` : `/${number}`
      const { body } = await client.request({ path, method: 'GET' })
      return body.json()
    })
    expect(await Promise.all(answers)).toEqual(
      numbers.map((number) =>
        number % 2 === 0
          ? { message: `Hello ${number}` }
          : { detail: 'Not Found' },
      ),
    )
    expect(app.connections()).toBe(1)
    await client.close()
  })
})

describe('the bookshelf', () => {
  it('has two books to begin with', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/books'))
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject([
      { id: 1, title: 'Emma' },
      { id: 2, title: 'Dracula' },
    ])
  })

  it('takes a book through its whole life', async () => {
    await using app = await startApp(createApp())
    const created = await ask(app, 'POST', '/books', BOOK)
    const url = created.headers.get('location') ?? ''
    const book = { id: 3, ...BOOK, tags: [] }
    expect(await created.json()).toEqual(book)
    expect([created.status, url]).toEqual([201, '/books/3'])

    const put = await ask(app, 'PUT', url, { ...BOOK, year: 1818 })
    expect(await put.json()).toEqual({ ...book, year: 1818 })
    const patch = await ask(app, 'PATCH', url, { tags: ['a'] }, MERGE_PATCH)
    expect(await patch.json()).toEqual({ ...book, year: 1818, tags: ['a'] })
    const got = await ask(app, 'GET', url)
    expect(await got.json()).toEqual({ ...book, year: 1818, tags: ['a'] })

    const deleted = await ask(app, 'DELETE', url)
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect((await ask(app, 'GET', url)).status).toBe(404)
  })

  it('belongs to one application, not to the program', async () => {
    await using app = await startApp(createApp())
    await ask(app, 'DELETE', '/books/1')
    await using other = await startApp(createApp())
    expect((await ask(other, 'GET', '/books/1')).status).toBe(200)
  })

  it.each([
    ['GET', '/books/3', undefined, 404, 'There is no book 3'],
    ['PUT', '/books/9', BOOK, 404, 'There is no book 9'],
    ['POST', '/books', EMMA, 409, '"Emma" by Jane Austen is on the shelf'],
    ['PATCH', '/books/2', EMMA, 409, '"Emma" by Jane Austen is on the shelf'],
    ['DELETE', '/books', undefined, 405, 'Method Not Allowed'],
  ])('answers %s %s of %j with %i', async (...row) => {
    const [method, target, value, status, detail] = row
    await using app = await startApp(createApp())
    const response = await ask(app, method, target, value)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ detail })
  })

  it('says all that is wrong with a book, and with its number', async () => {
    await using app = await startApp(createApp())
    const sent = { author: '', year: 'x', tags: ['a', 1] }
    const response = await ask(app, 'PUT', '/books/01', sent)
    expect(response.status).toBe(422)
    const { detail } = Object(await response.json())
    expect(detail).toMatchObject([
      { type: 'invalid_format', loc: ['path', 'id'], input: '01' },
      { type: 'missing', loc: ['body', 'title'], input: sent },
      { type: 'too_small', loc: ['body', 'author'], input: '' },
      { type: 'invalid_type', loc: ['body', 'year'], input: 'x' },
      { type: 'invalid_type', loc: ['body', 'tags', 1], input: 1 },
    ])
  })

  it('says where a body stops being JSON', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/books'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"title": }',
    })
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({
      detail: [
        {
          type: 'json_invalid',
          loc: ['body', 10],
          msg: 'JSON decode error',
          input: {},
          ctx: { error: 'Expected value' },
        },
      ],
    })
  })

  it('says what it reads to a client that sends plain text', async () => {
    await using app = await startApp(createApp())
    const body = JSON.stringify(BOOK)
    const url = urlOf(app, '/books')
    const response = await fetch(url, { method: 'POST', body })
    expect(response.status).toBe(415)
    expect(response.headers.get('accept')).toBe('application/json')
  })

  it('changes nothing for a client that could not read it', async () => {
    await using app = await startApp(createApp())
    const before = await (await ask(app, 'GET', '/books')).text()
    const headers = { Accept: 'text/html', 'Content-Type': 'application/json' }
    const body = JSON.stringify(BOOK)
    for (const [method, target] of [
      ['POST', '/books'],
      ['PUT', '/books/1'],
      ['PATCH', '/books/1'],
    ] as const) {
      const init = { method, headers, body }
      expect((await fetch(urlOf(app, target), init)).status).toBe(406)
    }
    expect(await (await ask(app, 'GET', '/books')).text()).toBe(before)
  })

  it('deletes for any client: 204 brings nothing to accept', async () => {
    await using app = await startApp(createApp())
    const init = { method: 'DELETE', headers: { Accept: 'text/html' } }
    const response = await fetch(urlOf(app, '/books/1'), init)
    expect(response.status).toBe(204)
  })
})

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}

/** Sends a value as JSON. */
function ask(
  app: Address,
  method: string,
  target: string,
  value?: unknown,
  type = 'application/json',
): Promise<Response> {
  const body = value === undefined ? null : JSON.stringify(value)
  const headers = { 'Content-Type': type }
  return fetch(urlOf(app, target), { method, headers, body })
}
