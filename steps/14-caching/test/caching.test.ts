// The application as a client with a cache sees it, and as two clients see it
// that change the same book. They ask for no content coding.
import type { Address } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { type Dispatcher, request } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '#src/app.ts'
import { Bookshelf } from '#src/books.ts'

const EMMA = { title: 'Emma', author: 'Jane Austen', year: 1815, tags: [] }
const OTHER = { 'if-match': '"other"' }
const ANY = { 'if-match': '*' }

type Fields = Readonly<Record<string, string>>

afterEach(() => {
  vi.useRealTimers()
})

describe('the validators of a book', () => {
  it('follow its changes', () => {
    vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(784_111_777_999)
    const shelf = new Bookshelf([EMMA, { ...EMMA, title: 'Persuasion' }])
    const before = shelf.validators('1')
    expect(before.lastModified).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
    vi.setSystemTime(784_111_778_000)
    expect(shelf.validators('1')).toEqual(before)
    shelf.replace('1', { ...EMMA, year: 1816 })
    const after = shelf.validators('1')
    expect(after.lastModified).toBe('Sun, 06 Nov 1994 08:49:38 GMT')
    expect(after.etag).not.toBe(before.etag)
    expect(shelf.validators('2').lastModified).toBe(before.lastModified)
  })

  it('do not change when a change is refused', () => {
    const shelf = new Bookshelf([EMMA, { ...EMMA, title: 'Persuasion' }])
    const before = shelf.validators('2')
    expect(() => shelf.replace('2', EMMA)).toThrow('is on the shelf')
    expect(shelf.validators('2')).toEqual(before)
  })

  it('are gone with it', () => {
    const shelf = new Bookshelf([EMMA])
    shelf.remove('1')
    const refusal = expect.objectContaining({ status: 404 })
    expect(() => shelf.validators('1')).toThrow(refusal)
  })
})

describe('the application and a cache', () => {
  it.each(['/', '/hello/bro', '/books', '/books/1'])(
    'sends %s once, and then says that it is still so',
    async (path) => {
      await using app = await startApp(createApp())
      const first = await ask(app, 'GET', path)
      const { etag } = first.headers
      const lines = { 'if-none-match': String(etag) }
      const { status, text, headers } = await ask(app, 'GET', path, lines)
      expect([first.status, status, text]).toEqual([200, 304, ''])
      expect(headers).toMatchObject({ etag, 'cache-control': 'no-cache' })
      expect(String(headers['vary'])).toContain('Origin')
    },
  )

  it('sends a book again when it has changed', async () => {
    await using app = await startApp(createApp())
    const lines = { 'if-none-match': await tagOf(app, '/books/1') }
    expect((await ask(app, 'GET', '/books/1', lines)).status).toBe(304)
    const put = await ask(app, 'PUT', '/books/1', {}, { ...EMMA, year: 1816 })
    expect(put.headers).not.toHaveProperty('etag')
    const got = await ask(app, 'GET', '/books/1', lines)
    expect([got.status, got.text]).toEqual([200, put.text])
    expect(got.headers['etag']).not.toBe(lines['if-none-match'])
  })
})

describe('two clients and one book', () => {
  it('loses the first change when nobody says what it knows', async () => {
    await using app = await startApp(createApp())
    const { text } = await ask(app, 'GET', '/books/1')
    const book: object = JSON.parse(text)
    await ask(app, 'PUT', '/books/1', {}, { ...book, title: 'EMMA' })
    await ask(app, 'PUT', '/books/1', {}, { ...book, year: 1816 })
    const { text: now } = await ask(app, 'GET', '/books/1')
    expect(JSON.parse(now)).toMatchObject({ title: 'Emma', year: 1816 })
  })

  it('lets one of many win who know the same state', async () => {
    await using app = await startApp(createApp())
    const lines = { 'if-match': await tagOf(app, '/books/1') }
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, year) =>
        ask(app, 'PUT', '/books/1', lines, { ...EMMA, year }),
      ),
    )
    const [winner, ...others] = answers.filter(({ status }) => status === 200)
    expect(others).toEqual([])
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19)
    expect((await ask(app, 'GET', '/books/1')).text).toBe(winner?.text)
  })

  it.each([
    ['PUT', EMMA],
    ['PATCH', { year: 1 }],
    ['DELETE', undefined],
  ])('changes nothing for a %s that knows another state', async (...row) => {
    const [method, value] = row
    await using app = await startApp(createApp())
    const before = await ask(app, 'GET', '/books/1')
    const { status, text } = await ask(app, method, '/books/1', OTHER, value)
    expect([status, text]).toEqual([412, expect.stringContaining('detail')])
    const after = await ask(app, 'GET', '/books/1')
    expect(after.text).toBe(before.text)
    expect(after.headers['last-modified']).toBe(before.headers['last-modified'])
    const done = await ask(app, method, '/books/1', ANY, value)
    expect(done.status).toBeLessThan(300)
  })
})

interface Answer {
  readonly status: number
  readonly headers: Dispatcher.ResponseData['headers']
  readonly text: string
}

async function ask(
  { host, port }: Address,
  method: string,
  path: string,
  fields: Fields = {},
  value?: object,
): Promise<Answer> {
  const body = value === undefined ? null : JSON.stringify(value)
  const type = body === null ? {} : { 'content-type': 'application/json' }
  const response = await request(`http://${host}:${port}${path}`, {
    method,
    headers: { ...type, ...fields },
    body,
  })
  const { statusCode: status, headers } = response
  return { status, headers, text: await response.body.text() }
}

async function tagOf(app: Address, path: string): Promise<string> {
  return String((await ask(app, 'GET', path)).headers['etag'])
}
