// The application: a greeting, a mirror, and a bookshelf.
import type { Server } from 'node:net'
import { Bookshelf, type NewBook, parseBook } from './books.ts'
import { checkAccept } from './web/accept.ts'
import { accessLog } from './web/access-log.ts'
import { catchErrors } from './web/catch-errors.ts'
import { cors, type CorsOptions } from './web/cors.ts'
import { json, JSON_TYPE, readJson } from './web/json.ts'
import { MERGE_PATCH_TYPE, mergePatch } from './web/merge-patch.ts'
import { compose } from './web/middleware.ts'
import { requestId } from './web/request-id.ts'
import type { RoutedRequest } from './web/route-tree.ts'
import { Router } from './web/router.ts'
import { serverTiming } from './web/server-timing.ts'
import type { HttpRequest, HttpResponse } from './wire/message.ts'
import { createServer } from './wire/server.ts'

// Pages of these origins may use our API from a browser.
const PARTNERS: CorsOptions = {
  origins: ['http://localhost:3000', 'http://localhost:5173'],
  credentials: true,
  exposed: ['Location', 'X-Request-Id'],
}

const GREETING = { message: 'Hello bro, this is your HTTP response' }

/** The server of this step, not listening yet. */
export function createApp(): Server {
  const router = new Router()
  router.add('GET', '/', () => json(GREETING))
  router.add('GET', '/hello/{name}', hello)
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    router.add(method, '/mirror', mirror)
  }
  addBooks(router, new Bookshelf(BOOKS))
  const layers = [
    accessLog(process.env['ACCESS_LOG']),
    requestId,
    serverTiming,
    cors(PARTNERS),
    catchErrors,
  ]
  return createServer(router.handle, {
    layers: (inner) => compose(layers, inner),
  })
}

function hello(_: RoutedRequest, name: string): HttpResponse {
  return json({ message: `Hello ${name}` })
}

async function mirror(request: HttpRequest): Promise<HttpResponse> {
  const { target, version } = request
  // HEAD asks for the head that a GET would have (RFC 9110 §9.3.2).
  const method = request.method.replace(/^HEAD$/, 'GET')
  const headers = [...request.headers]
  const body = await request.body.text()
  return json({ method, target, version, headers, body })
}

const BOOKS: readonly NewBook[] = [
  { title: 'Emma', author: 'Jane Austen', year: 1815, tags: ['novel'] },
  { title: 'Dracula', author: 'Bram Stoker', year: 1897, tags: ['horror'] },
]

function addBooks(router: Router, shelf: Bookshelf): void {
  router.add('GET', '/books', (request) => {
    checkAccept(request, JSON_TYPE)
    return json(shelf.list())
  })
  router.add('POST', '/books', async (request) => {
    // A 406 after the book has been added would be too late.
    checkAccept(request, JSON_TYPE)
    const book = shelf.add(parseBook(await readJson(request)))
    const headers = [['Location', `/books/${book.id}`]] as const
    return json(book, { status: 201, headers })
  })
  addOneBook(router, shelf)
}

function addOneBook(router: Router, shelf: Bookshelf): void {
  router.add('GET', '/books/{id}', (request, id) => {
    checkAccept(request, JSON_TYPE)
    return json(shelf.get(id))
  })
  router.add('PUT', '/books/{id}', async (request, id) => {
    checkAccept(request, JSON_TYPE)
    const book = parseBook(await readJson(request))
    return json(shelf.replace(id, book))
  })
  router.add('PATCH', '/books/{id}', async (request, id) => {
    checkAccept(request, JSON_TYPE)
    const patch = await readJson(request, [MERGE_PATCH_TYPE, JSON_TYPE])
    const book = parseBook(mergePatch(shelf.get(id), patch))
    return json(shelf.replace(id, book))
  })
  router.add('DELETE', '/books/{id}', (_, id) => {
    shelf.remove(id)
    return { status: 204 }
  })
}
