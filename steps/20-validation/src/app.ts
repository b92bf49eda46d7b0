// The application: a greeting, a mirror, and a bookshelf.
import type { Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { App } from './api/app.ts'
import { body, path, request } from './api/markers.ts'
import { type DirectResponse, directly } from './api/reply.ts'
import { Book, BookId, BookPatch, Bookshelf, NewBook } from './books.ts'
import { tick } from './clock.ts'
import { compression } from './content/compression.ts'
import { decompression } from './content/decompression.ts'
import { eventStream } from './content/event-stream.ts'
import { sendFrom } from './content/files.ts'
import { jsonLines } from './content/json-lines.ts'
import { Covers } from './covers.ts'
import { FormPage } from './form-page.ts'
import {
  findByPassword,
  findUser,
  getUser,
  SESSION_COOKIE,
  tokenOf,
} from './users.ts'
import { accessLog } from './web/access-log.ts'
import { unauthorized } from './web/authorization.ts'
import { catchErrors } from './web/catch-errors.ts'
import { conditional } from './web/conditional.ts'
import { setCookie } from './web/cookies.ts'
import { cors, type CorsOptions } from './web/cors.ts'
import { json } from './web/json.ts'
import { mergePatch } from './web/merge-patch.ts'
import { compose } from './web/middleware.ts'
import { checkPreconditions } from './web/preconditions.ts'
import { requestId } from './web/request-id.ts'
import { serverTiming } from './web/server-timing.ts'
import { Sessions } from './web/sessions.ts'
import type { HttpRequest } from './wire/message.ts'
import { createServer } from './wire/server.ts'

// Pages of these origins may use our API from a browser.
const PARTNERS: CorsOptions = {
  origins: ['http://localhost:3000', 'http://localhost:5173'],
  credentials: true,
  exposed: ['ETag', 'Location', 'X-Request-Id'],
}

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url))

const MEBIBYTE = 1024 * 1024

/** Seconds. */
const DAY = 24 * 60 * 60

const GREETING = { message: 'Hello bro, this is your HTTP response' }

/** The server of this step, not listening yet. */
export function createApp(): Server {
  const app = new App()
  app.get('/', [], () => GREETING)
  app.get('/hello/{name}', [path('name', z.string())], (name) => ({
    message: `Hello ${name}`,
  }))
  for (const add of [app.get, app.post, app.put, app.patch, app.delete]) {
    add('/mirror', [request()], mirror)
  }
  app.get('/clock', [request()], (asked) => directly(eventStream(tick(asked))))
  app.get('/files/{path:path}', [path('path', z.string()), request()], sendFile)
  const sessions = new Sessions(DAY)
  addUsers(app, sessions)
  const shelf = new Bookshelf(BOOKS)
  addBooks(app, shelf, sessions)
  addForm(app, shelf, sessions)
  const layers = [
    accessLog(process.env['ACCESS_LOG']),
    requestId,
    serverTiming,
    cors(PARTNERS),
    catchErrors,
    compression,
    conditional,
    decompression(MEBIBYTE),
  ]
  return createServer(app.handle, { layers: (inner) => compose(layers, inner) })
}

async function mirror(asked: HttpRequest): Promise<unknown> {
  const { target, version } = asked
  // HEAD asks for the head that a GET would have (RFC 9110 §9.3.2).
  const method = asked.method.replace(/^HEAD$/, 'GET')
  const headers = [...asked.headers]
  const text = await asked.body.text()
  return { method, target, version, headers, body: text }
}

async function sendFile(
  name: string,
  asked: HttpRequest,
): Promise<DirectResponse> {
  return directly(await sendFrom(PUBLIC, name, asked))
}

const BOOKS: readonly NewBook[] = [
  { title: 'Emma', author: 'Jane Austen', year: 1815, tags: ['novel'] },
  { title: 'Dracula', author: 'Bram Stoker', year: 1897, tags: ['horror'] },
]

function addUsers(app: App, sessions: Sessions): void {
  // For one pair of eyes: no cache may keep it (RFC 9111 §5.2.2.5).
  const secret = ['Cache-Control', 'no-store'] as const
  app.get('/me', [request()], async (asked) => {
    const user = await getUser(asked, sessions)
    return directly(json({ user }, { headers: [secret] }))
  })
  // Signs in who sends a name and a password: curl -u ada:lovelace
  app.post('/session', [request()], async (asked) => {
    const user = await findByPassword(asked)
    if (user === undefined) throw unauthorized('Not authenticated')
    const token = sessions.begin(user)
    const cookie = setCookie(SESSION_COOKIE, token, { maxAge: DAY })
    const headers = [secret, cookie]
    return directly(json({ user, token }, { status: 201, headers }))
  })
  app.delete('/session', [request()], (asked) => {
    sessions.end(tokenOf(asked))
    const cookie = setCookie(SESSION_COOKIE, '', { maxAge: 0 })
    return directly({ status: 204, headers: [cookie] })
  })
}

function addForm(app: App, shelf: Bookshelf, sessions: Sessions): void {
  const covers = new Covers()
  const page = new FormPage(shelf, covers)
  app.get('/form', [], () => directly(page.show()))
  app.post('/form', [request()], async (asked) => {
    const user = await findUser(asked, sessions)
    return directly(await page.submit(asked, user))
  })
  app.get(
    '/covers/{file}',
    [path('file', z.string()), request()],
    async (name, asked) => directly(await covers.send(name, asked)),
  )
}

function addBooks(app: App, shelf: Bookshelf, sessions: Sessions): void {
  app.get('/books.ndjson', [], () => directly(jsonLines(shelf.list())))
  app.get('/books', [], () => shelf.list(), { response: z.array(Book) })
  app.post(
    '/books',
    [body(NewBook), request()],
    async (book, asked) => {
      const added = shelf.add(book, await findUser(asked, sessions))
      const headers = [['Location', `/books/${added.id}`]] as const
      return directly(json(added, { status: 201, headers }))
    },
    { response: Book },
  )
  app.get('/books/{id}', [path('id', BookId)], (id) => {
    const { lastModified } = shelf.validators(id)
    const headers = [['Last-Modified', lastModified]] as const
    return directly(json(shelf.get(id), { headers }))
  })
  addChanges(app, shelf, sessions)
}

// From a check to its change nothing waits, so nobody comes in between.
function addChanges(app: App, shelf: Bookshelf, sessions: Sessions): void {
  app.put(
    '/books/{id}',
    [path('id', BookId), body(NewBook), request()],
    async (id, book, asked) => {
      shelf.checkOwner(id, await findUser(asked, sessions))
      checkPreconditions(asked, shelf.validators(id))
      return shelf.replace(id, book)
    },
    { response: Book },
  )
  app.patch(
    '/books/{id}',
    [path('id', BookId), body(BookPatch), request()],
    async (id, changes, asked) => {
      shelf.checkOwner(id, await findUser(asked, sessions))
      checkPreconditions(asked, shelf.validators(id))
      // Both halves have been checked, so the whole cannot fail.
      const changed = NewBook.parse(mergePatch(shelf.get(id), changes))
      return shelf.replace(id, changed)
    },
    { response: Book },
  )
  app.delete(
    '/books/{id}',
    [path('id', BookId), request()],
    async (id, asked) => {
      shelf.checkOwner(id, await findUser(asked, sessions))
      checkPreconditions(asked, shelf.validators(id))
      shelf.remove(id)
    },
    { status: 204 },
  )
}
