// One transaction a request: what it did happens as a whole, or not at all.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, ask, RawClient } from '@barewire/test-kit/raw-client'
import { createSignal } from '@barewire/test-kit/signal'
import { startApp } from '@barewire/test-kit/start-app'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { fetch, type Response } from 'undici'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import type { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { depends, request } from '#src/api/markers.ts'
import { createApp, createBookshelf, serve } from '#src/app.ts'
import { type Bookshelf, shelf } from '#src/books.ts'
import { connection, transaction } from '#src/database.ts'
import { TestClient } from '#src/web/test-client.ts'
import { HttpError } from '#src/wire/http-error.ts'

const errors = watchErrors()

const BOOK = {
  title: 'Persuasion',
  author: 'Jane Austen',
  year: 1817,
  tags: [],
}

const Titles = z.array(z.object({ title: z.string() }))

/** The titles on the shelf of an app. */
async function titlesOf(app: App): Promise<string[]> {
  const answer = await new TestClient(app.handle).get('/books')
  return Titles.parse(answer.json()).map(({ title }) => title)
}

const FIRST = ['Emma', 'Dracula']

/** An app that has an own route, and ends with the test. */
function createOwn(use: (books: Bookshelf) => unknown, response?: z.ZodType) {
  const app = createBookshelf()
  onTestFinished(() => app.stop())
  app.post('/own', [depends(shelf)], use, response ? { response } : {})
  return app
}

/** An empty folder, which goes with the test. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-database-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}

/** Sends a value as JSON. */
function send(app: Address, line: string, value?: unknown): Promise<Response> {
  const [method = '', target = ''] = line.split(' ')
  const body = value === undefined ? null : JSON.stringify(value)
  const headers = { 'Content-Type': 'application/json' }
  return fetch(urlOf(app, target), { method, headers, body })
}

describe('a transaction', () => {
  it('is committed when all went well', async () => {
    const app = createOwn((books) => books.add(BOOK))
    const answer = await new TestClient(app.handle).post('/own')
    expect(answer.json()).toEqual({ id: 3, ...BOOK })
    expect(await titlesOf(app)).toEqual([...FIRST, 'Persuasion'])
  })

  it('is committed when a response of an own making is sent', async () => {
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    const sent = {
      body: new URLSearchParams({ ...BOOK, year: '1817', tags: '' }).toString(),
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await new TestClient(app.handle).post('/form', {
      ...sent,
      headers,
    })
    expect(answer.status).toBe(303)
    expect(await titlesOf(app)).toEqual([...FIRST, 'Persuasion'])
  })

  it('is rolled back when the handler refuses', async () => {
    const app = createOwn((books) => {
      books.add(BOOK)
      books.remove(1)
      throw new HttpError(418, 'tea')
    })
    const answer = await new TestClient(app.handle).post('/own')
    expect(answer.json()).toEqual({ detail: 'tea' })
    expect(await titlesOf(app)).toEqual(FIRST)
  })

  it.each<[string, (books: Bookshelf) => unknown, z.ZodType?]>([
    [
      'the handler has a bug',
      async (books) => {
        books.add(BOOK)
        await Promise.reject(new Error('a bug'))
      },
    ],
    [
      'a statement fails',
      (books) => {
        books.add(BOOK)
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        books.add({ ...BOOK, title: 'a', year: null as never })
      },
    ],
    [
      'the response does not fit',
      (books) => books.add(BOOK),
      z.object({ id: z.string() }),
    ],
  ])('is rolled back when %s', async (_, use, response) => {
    errors.mockImplementation(() => {})
    const app = createOwn(use, response)
    expect((await new TestClient(app.handle).post('/own')).status).toBe(500)
    expect(errors).toHaveBeenCalledTimes(1)
    errors.mockClear()
    expect(await titlesOf(app)).toEqual(FIRST)
  })

  it('is rolled back when another dependency refuses in the end', async () => {
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    const audit = dependency(
      [depends(transaction)],
      function* () {
        yield 1
        throw new HttpError(507, 'No room for the audit')
      },
      { scope: 'function' },
    )
    app.post('/own', [depends(shelf), depends(audit)], (books) =>
      books.add(BOOK),
    )
    const answer = await new TestClient(app.handle).post('/own')
    expect(answer.status).toBe(507)
    expect(await titlesOf(app)).toEqual(FIRST)
  })

  it('is over when the database ends it, and the fault is told', async () => {
    errors.mockImplementation(() => {})
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    app.post(
      '/own',
      [depends(shelf), depends(transaction)],
      (books, database) => {
        books.add(BOOK)
        database.exec('UPDATE OR ROLLBACK books SET id = 1 WHERE id = 2')
      },
    )
    expect((await new TestClient(app.handle).post('/own')).status).toBe(500)
    const message = 'UNIQUE constraint failed: books.id'
    expect(errors.mock.calls).toEqual([[expect.objectContaining({ message })]])
    errors.mockClear()
    expect(await titlesOf(app)).toEqual(FIRST)
  })

  it('is answered with 500 when it cannot be committed', async () => {
    errors.mockImplementation(() => {})
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    app.post(
      '/own',
      [depends(shelf), depends(transaction)],
      (books, database) => {
        database.exec(`PRAGMA defer_foreign_keys = on;
        CREATE TABLE loans (book INTEGER REFERENCES books (id));
        INSERT INTO loans VALUES (99)`)
        return books.add(BOOK)
      },
    )
    expect((await new TestClient(app.handle).post('/own')).status).toBe(500)
    expect(errors.mock.calls).toEqual([
      [expect.objectContaining({ message: 'FOREIGN KEY constraint failed' })],
    ])
    errors.mockClear()
    expect(await titlesOf(app)).toEqual(FIRST)
  })

  it.each([
    ['is rolled back', true, FIRST],
    ['is committed', false, [...FIRST, 'Persuasion']],
  ])(
    '%s, too, when the client has left: error %s',
    async (_, fails, titles) => {
      const app = createBookshelf()
      const begun = createSignal()
      const ended = createSignal()
      const watch = dependency([], function* () {
        try {
          yield 1
        } finally {
          ended.tell()
        }
      })
      app.post(
        '/own',
        [depends(watch), depends(shelf), request()],
        async (_watch, books, { signal }) => {
          books.add(BOOK)
          begun.tell()
          await once(signal, 'abort')
          if (fails) throw new HttpError(409, 'Too late')
        },
      )
      await using server = await startApp(serve(app))
      const client = await RawClient.connect(server)
      client.write('POST /own HTTP/1.1\r\nHost: a\r\n\r\n')
      await begun.told
      client.reset()
      await ended.told
      expect(await titlesOf(app)).toEqual(titles)
    },
  )

  it('sees nothing of others that are in flight', async () => {
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    const goOn = createSignal()
    const begun = createSignal()
    app.post('/own', [depends(shelf)], async (books) => {
      books.add(BOOK)
      begun.tell()
      await goOn.told
      throw new HttpError(409, 'no')
    })
    const client = new TestClient(app.handle)
    const slow = client.post('/own')
    await begun.told
    const seen = titlesOf(app)
    goOn.tell()
    expect((await slow).status).toBe(409)
    expect(await seen).toEqual(FIRST)
  })

  it('is one for all that a request asks for', async () => {
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    const again = dependency([depends(transaction)], (database) => database)
    app.get(
      '/own',
      [depends(transaction), depends(again), depends(shelf)],
      (one, other, books) => [one === other, books.list().length],
    )
    const answer = await new TestClient(app.handle).get('/own')
    expect(answer.json()).toEqual([true, 2])
  })

  it('is not begun for who is not let in', async () => {
    const app = createBookshelf()
    onTestFinished(() => app.stop())
    const begun = vi.fn<() => void>()
    const watched = dependency([depends(connection)], ({ database }) => {
      begun()
      return database
    })
    app.overrides.set(transaction, watched)
    const headers = { authorization: 'Bearer none' }
    const client = new TestClient(app.handle)
    const sent = { json: BOOK, headers }
    expect((await client.post('/books', sent)).status).toBe(401)
    expect((await client.post('/form', sent)).status).toBe(401)
    expect(begun).not.toHaveBeenCalled()
  })
})

describe('requests in flight at once', () => {
  const COUNT = 50
  const numbers = Array.from({ length: COUNT }, (_, i) => i)

  it('that change different members lose nothing', async () => {
    await using app = await startApp(createApp())
    for (const round of numbers.slice(0, 20)) {
      const changes = [
        { title: `Title ${round}` },
        { author: `Author ${round}` },
        { year: round },
        { tags: [`${round}`] },
      ]
      const answers = await Promise.all(
        changes.map((change) => send(app, 'PATCH /books/1', change)),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      const book = await send(app, 'GET /books/1')
      expect(await book.json()).toEqual(Object.assign({ id: 1 }, ...changes))
    }
  })

  it('that add books get ids of their own', async () => {
    await using app = await startApp(createApp())
    const answers = await Promise.all(
      numbers.map((n) => send(app, 'POST /books', { ...BOOK, title: `${n}` })),
    )
    expect(answers.every(({ status }) => status === 201)).toBe(true)
    const places = answers.map(({ headers }) => headers.get('location'))
    expect(new Set(places).size).toBe(COUNT)
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    const list = await send(app, 'GET /books')
    const byId = Books.parse(bodies).toSorted((a, b) => a.id - b.id)
    expect(Books.parse(await list.json()).slice(2)).toEqual(byId)
  })

  it('that add one book add it once', async () => {
    await using app = await startApp(createApp())
    const answers = await Promise.all(
      numbers.map(() => send(app, 'POST /books', BOOK)),
    )
    const statuses = answers.map(({ status }) => status).toSorted(byNumber)
    expect(statuses).toEqual([201, ...numbers.slice(1).map(() => 409)])
  })

  it('that rename books to one title rename one', async () => {
    await using app = await startApp(createApp())
    const same = { title: 'Same', author: 'Same' }
    const answers = await Promise.all([
      send(app, 'PATCH /books/1', same),
      send(app, 'PATCH /books/2', same),
    ])
    const statuses = answers.map(({ status }) => status).toSorted(byNumber)
    expect(statuses).toEqual([200, 409])
  })

  it('that delete one book delete it once', async () => {
    await using app = await startApp(createApp())
    const answers = await Promise.all(
      numbers.map(() => send(app, 'DELETE /books/1')),
    )
    const statuses = answers.map(({ status }) => status).toSorted(byNumber)
    expect(statuses).toEqual([204, ...numbers.slice(1).map(() => 404)])
  })

  it('that expect one state change it once', async () => {
    await using app = await startApp(createApp())
    const etag = (await send(app, 'GET /books/1')).headers.get('etag') ?? ''
    const headers = { 'If-Match': etag, 'Content-Type': 'application/json' }
    const answers = await Promise.all(
      numbers.map((year) =>
        fetch(urlOf(app, '/books/1'), {
          method: 'PATCH',
          headers,
          body: JSON.stringify({ year }),
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted(byNumber)
    expect(statuses).toEqual([200, ...numbers.slice(1).map(() => 412)])
  })
})

function byNumber(a: number, b: number): number {
  return a - b
}

const Books = z.array(z.object({ id: z.int(), title: z.string() }))

describe('an upload that stalls', () => {
  const BODY = JSON.stringify(BOOK)
  const FORM = 'title=Slow&author=Slow&year=1'
  const URLENCODED = 'application/x-www-form-urlencoded'

  it.each([
    ['/books', 'application/json', BODY, 201],
    ['/form', URLENCODED, FORM, 303],
  ])('at %s keeps nobody from working', async (target, type, body, status) => {
    await using app = await startApp(createApp())
    const client = await RawClient.connect(app)
    const lines = [`Content-Type: ${type}`, `Content-Length: ${body.length}`]
    const head = [`POST ${target} HTTP/1.1`, 'Host: a', ...lines, '', '']
    client.write(head.join('\r\n'))
    const statuses = new Set<number>()
    for (const [i, byte] of Buffer.from(body).entries()) {
      client.write(Buffer.from([byte]))
      if (i % 8 > 0) continue
      const book = { ...BOOK, title: `Fast ${i}` }
      statuses.add((await send(app, 'POST /books', book)).status)
    }
    expect([...statuses]).toEqual([201])
    expect((await client.readResponse()).status).toBe(status)
    client.reset()
  })

  it('and is broken off changes nothing', async () => {
    await using app = await startApp(createApp())
    const client = await RawClient.connect(app)
    const type = 'Content-Type: application/json'
    const length = `Content-Length: ${BODY.length}`
    const head = ['POST /books HTTP/1.1', 'Host: a', type, length, '', '']
    client.write(head.join('\r\n') + BODY.slice(0, -1))
    await ask(app, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    client.reset()
    const list = await (await send(app, 'GET /books')).json()
    expect(Titles.parse(list).map(({ title }) => title)).toEqual(FIRST)
  })
})

describe('a database file', () => {
  it('keeps books, owners, dates and the last id', async () => {
    const file = join(ownFolder(), 'books.db')
    const first = createBookshelf(file)
    const headers = { authorization: `Basic ${btoa('ada:lovelace')}` }
    const client = new TestClient(first.handle)
    await client.post('/books', { json: BOOK, headers })
    await client.delete('/books/2')
    const last = await client.post('/books', {
      json: { ...BOOK, title: 'Last' },
    })
    await client.delete(last.headers.getAll('location').join())
    const before = [await client.get('/books'), await client.get('/books/3')]
    await first.stop()

    const second = createBookshelf(file)
    onTestFinished(() => second.stop())
    const other = new TestClient(second.handle)
    const after = [await other.get('/books'), await other.get('/books/3')]
    expect(after.map(({ text }) => text)).toEqual(
      before.map(({ text }) => text),
    )
    const dates = [...before, ...after].map((each) =>
      each.headers.getAll('last-modified').join(),
    )
    expect(dates[3]).toBe(dates[1])
    expect((await other.delete('/books/3')).status).toBe(401)
    const next = await other.post('/books', {
      json: { ...BOOK, title: 'Next' },
    })
    expect(next.headers.getAll('location')).toEqual(['/books/5'])
  })

  it('is alone in its folder when the app has stopped', async () => {
    const folder = ownFolder()
    const app = createBookshelf(join(folder, 'books.db'))
    await new TestClient(app.handle).post('/books', { json: BOOK })
    expect(readdirSync(folder)).toContain('books.db.pid')
    await app.stop()
    expect(readdirSync(folder)).toEqual(['books.db'])
  })

  it('has the first two books once, and only then', async () => {
    const file = join(ownFolder(), 'books.db')
    for (const titles of [FIRST, ['Dracula'], []]) {
      const app = createBookshelf(file)
      expect(await titlesOf(app)).toEqual(titles)
      const client = new TestClient(app.handle)
      await client.delete(titles.length > 1 ? '/books/1' : '/books/2')
      await app.stop()
    }
  })

  it('is not opened twice', async () => {
    const folder = ownFolder()
    const file = join(folder, 'books.db')
    const one = createBookshelf(file)
    await one.start()
    const message = `It is in use by process ${process.pid}`
    await expect(createBookshelf(file).start()).rejects.toThrow(message)
    await new TestClient(one.handle).post('/books', { json: BOOK })
    await one.stop()
    const other = createBookshelf(file)
    expect(await titlesOf(other)).toHaveLength(3)
    await other.stop()
  })

  it.each([
    ['of a process that is gone', '4194305'],
    ['of our own number', String(process.pid)],
    ['that is empty', ''],
    ['that is no number', 'x'],
  ])('is opened in spite of a claim %s', async (_, owner) => {
    const folder = ownFolder()
    const file = join(folder, 'books.db')
    writeFileSync(`${file}.pid`, owner)
    const app = createBookshelf(file)
    expect(await titlesOf(app)).toEqual(FIRST)
    await app.stop()
    expect(readdirSync(folder)).toEqual(['books.db'])
  })

  it.each([
    ['a folder that is not there', 'no/books.db', 'ENOENT'],
    ['a folder', '.', 'Could not open the database'],
    ['no database', 'text.db', 'file is not a database'],
  ])('is refused when it is %s', async (_, name, message) => {
    const folder = ownFolder()
    writeFileSync(join(folder, 'text.db'), 'Hello, this is a text.'.repeat(99))
    const file = join(folder, name)
    const app = createBookshelf(file)
    await expect(app.start()).rejects.toThrow(message)
    expect(readdirSync(folder)).toEqual(['text.db'])
    expect(existsSync(`${file}.pid`)).toBe(false)
  })
})
