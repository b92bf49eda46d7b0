// The application: a greeting, a mirror, and a bookshelf.
import type { Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { App } from './api/app.ts'
import { path, request } from './api/markers.ts'
import { type DirectResponse, directly } from './api/reply.ts'
import { Books } from './book-routes.ts'
import { type NewBook, shelf } from './books.ts'
import { tick } from './clock.ts'
import { compression } from './content/compression.ts'
import { decompression } from './content/decompression.ts'
import { eventStream } from './content/event-stream.ts'
import { sendFrom } from './content/files.ts'
import { jsonLines } from './content/json-lines.ts'
import { Covers } from './covers.ts'
import { FormPage } from './form-page.ts'
import { Users } from './user-routes.ts'
import { findUser } from './users.ts'
import { accessLog } from './web/access-log.ts'
import { catchErrors } from './web/catch-errors.ts'
import { conditional } from './web/conditional.ts'
import { cors, type CorsOptions } from './web/cors.ts'
import { compose } from './web/middleware.ts'
import { requestId } from './web/request-id.ts'
import { serverTiming } from './web/server-timing.ts'
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

const BOOKS: readonly NewBook[] = [
  { title: 'Emma', author: 'Jane Austen', year: 1815, tags: ['novel'] },
  { title: 'Dracula', author: 'Bram Stoker', year: 1897, tags: ['horror'] },
]

/** The server of this step, not listening yet. */
export function createApp(): Server {
  shelf.reset(BOOKS)
  const app = new App()
  addGreetings(app)
  app.include(Users)
  app.include(Books)
  addPages(app)
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

function addPages(app: App): void {
  app.get('/books.ndjson', [], () => directly(jsonLines(shelf.list())))
  app.get('/files/{path:path}', [path('path', z.string()), request()], sendFile)
  const covers = new Covers()
  const page = new FormPage(shelf, covers)
  app.get('/form', [], () => directly(page.show()))
  app.post('/form', [request()], async (asked) => {
    const user = await findUser(asked)
    return directly(await page.submit(asked, user))
  })
  app.get(
    '/covers/{file}',
    [path('file', z.string()), request()],
    async (name, asked) => directly(await covers.send(name, asked)),
  )
}

async function sendFile(
  name: string,
  asked: HttpRequest,
): Promise<DirectResponse> {
  return directly(await sendFrom(PUBLIC, name, asked))
}
