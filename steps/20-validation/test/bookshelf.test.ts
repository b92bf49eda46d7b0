// The bookshelf, as a client library sees it.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { fetch, type Response } from 'undici'
import { describe, expect, it } from 'vitest'
import { createApp } from '#src/app.ts'

const BOOK = { title: 'Persuasion', author: 'Jane Austen', year: 1817 }
const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815 }
const MERGE_PATCH = 'application/merge-patch+json'

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
