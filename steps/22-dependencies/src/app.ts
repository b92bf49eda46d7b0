// The application: a greeting, a mirror, and a bookshelf.
import type { Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { App } from './api/app.ts'
import { dependency } from './api/dependency.ts'
import { depends, path, request } from './api/markers.ts'
import { type DirectResponse, directly } from './api/reply.ts'
import { Books } from './book-routes.ts'
import { type Bookshelf, shelf } from './books.ts'
import { tick } from './clock.ts'
import { compression } from './content/compression.ts'
import { decompression } from './content/decompression.ts'
import { eventStream } from './content/event-stream.ts'
import { sendFrom } from './content/files.ts'
import { openForm } from './content/form.ts'
import { jsonLines } from './content/json-lines.ts'
import { Covers } from './covers.ts'
import { connection, databaseFile } from './database.ts'
import { FormPage } from './form-page.ts'
import { Users } from './user-routes.ts'
import { maybeUser, sessions } from './users.ts'
import { accessLog } from './web/access-log.ts'
import { catchErrors } from './web/catch-errors.ts'
import { conditional } from './web/conditional.ts'
import { cors, type CorsOptions } from './web/cors.ts'
import { compose } from './web/middleware.ts'
import { requestId } from './web/request-id.ts'
import { serverTiming } from './web/server-timing.ts'
import { HttpError } from './wire/http-error.ts'
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

const covers = dependency([], () => new Covers())

/** What is there from the start of the app to its end. */
const lifespan = dependency(
  [depends(connection), depends(sessions), depends(covers)],
  () => {},
)

/** The application, with its books in a file or in memory. */
export function createBookshelf(file = ':memory:'): App {
  const app = new App({ lifespan })
  app.overrides.set(
    databaseFile,
    dependency([], () => file),
  )
  addGreetings(app)
  app.include(Users)
  app.include(Books)
  addPages(app)
  return app
}

/** The server of an application, not listening yet. */
export function serve(app: App): Server {
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
  const server = createServer(app.handle, {
    layers: (inner) => compose(layers, inner),
  })
  server.once('close', () => void app.stop())
  return server
}

/** The server of this step, not listening yet. */
export function createApp(file?: string): Server {
  return serve(createBookshelf(file))
}

function addGreetings(app: App): void {
  app.get('/', [], greet)
  app.get('/hello/{name}', [path('name', z.string())], hello)
  for (const add of [app.get, app.post, app.put, app.patch, app.delete]) {
    add('/mirror', [request()], mirror)
  }
  app.get('/clock', [request()], clock, { mediaType: 'text/event-stream' })
}

function greet(): unknown {
  return { message: 'Hello bro, this is your HTTP response' }
}

function hello(name: string): unknown {
  return { message: `Hello ${name}` }
}

async function mirror(asked: HttpRequest): Promise<unknown> {
  const { target, version } = asked
  // HEAD asks for the head that a GET would have (RFC 9110 §9.3.2).
  const method = asked.method.replace(/^HEAD$/, 'GET')
  const headers = [...asked.headers]
  const text = await asked.body.text()
  return { method, target, version, headers, body: text }
}

function clock(asked: HttpRequest): DirectResponse {
  return directly(eventStream(tick(asked)))
}

/** A form, or why it cannot be read: that, too, is shown on the page. */
const submission = dependency([request()], async function* (asked) {
  const form = await openForm(asked).catch(errorOf)
  try {
    yield form
  } finally {
    if (!(form instanceof HttpError)) await form[Symbol.asyncDispose]()
  }
})

function errorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  throw error
}

const page = dependency(
  [depends(shelf), depends(covers)],
  (books, pictures) => new FormPage(books, pictures),
)

function addPages(app: App): void {
  app.get('/books.ndjson', [depends(shelf)], streamBooks)
  app.get('/files/{path:path}', [path('path', z.string()), request()], sendFile)
  app.get('/form', [depends(page)], (form) => directly(form.show()))
  app.post(
    '/form',
    [depends(submission), depends(page)],
    async (form, shown) => directly(await shown.submit(form)),
    { dependencies: [maybeUser] },
  )
  app.get(
    '/covers/{file}',
    [path('file', z.string()), depends(covers), request()],
    async (name, all, asked) => directly(await all.send(name, asked)),
  )
}

function streamBooks(books: Bookshelf): DirectResponse {
  return directly(jsonLines(books.list()))
}

async function sendFile(
  name: string,
  asked: HttpRequest,
): Promise<DirectResponse> {
  return directly(await sendFrom(PUBLIC, name, asked))
}
