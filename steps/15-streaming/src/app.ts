// The application: a greeting, a mirror, and a bookshelf.
import type { Server } from 'node:net'
import { Bookshelf, type NewBook, parseBook } from './books.ts'
import { tick } from './clock.ts'
import { eventStream } from './content/event-stream.ts'
import { jsonLines } from './content/json-lines.ts'
import {
  findByPassword,
  findUser,
  getUser,
  SESSION_COOKIE,
  tokenOf,
} from './users.ts'
import { checkAccept } from './web/accept.ts'
import { accessLog } from './web/access-log.ts'
import { unauthorized } from './web/authorization.ts'
import { catchErrors } from './web/catch-errors.ts'
import { conditional } from './web/conditional.ts'
import { setCookie } from './web/cookies.ts'
import { cors, type CorsOptions } from './web/cors.ts'
import { json, JSON_TYPE, readJson } from './web/json.ts'
import { MERGE_PATCH_TYPE, mergePatch } from './web/merge-patch.ts'
import { compose } from './web/middleware.ts'
import { checkPreconditions } from './web/preconditions.ts'
import { requestId } from './web/request-id.ts'
import type { RoutedRequest } from './web/route-tree.ts'
import { Router } from './web/router.ts'
import { serverTiming } from './web/server-timing.ts'
import { Sessions } from './web/sessions.ts'
import type { HttpRequest, HttpResponse } from './wire/message.ts'
import { createServer } from './wire/server.ts'

// Pages of these origins may use our API from a browser.
const PARTNERS: CorsOptions = {
  origins: ['http://localhost:3000', 'http://localhost:5173'],
  credentials: true,
  exposed: ['ETag', 'Location', 'X-Request-Id'],
}

/** Seconds. */
const DAY = 24 * 60 * 60

const GREETING = { message: 'Hello bro, this is your HTTP response' }

/** The server of this step, not listening yet. */
export function createApp(): Server {
  const router = new Router()
  router.add('GET', '/', () => json(GREETING))
  router.add('GET', '/hello/{name}', hello)
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    router.add(method, '/mirror', mirror)
  }
  router.add('GET', '/clock', (request) => eventStream(tick(request)))
  const sessions = new Sessions(DAY)
  addUsers(router, sessions)
  addBooks(router, new Bookshelf(BOOKS), sessions)
  const layers = [
    accessLog(process.env['ACCESS_LOG']),
    requestId,
    serverTiming,
    cors(PARTNERS),
    catchErrors,
    conditional,
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

function addUsers(router: Router, sessions: Sessions): void {
  // For one pair of eyes: no cache may keep it (RFC 9111 §5.2.2.5).
  const secret = ['Cache-Control', 'no-store'] as const
  router.add('GET', '/me', async (request) => {
    const user = await getUser(request, sessions)
    return json({ user }, { headers: [secret] })
  })
  // Signs in who sends a name and a password: curl -u ada:lovelace
  router.add('POST', '/session', async (request) => {
    const user = await findByPassword(request)
    if (user === undefined) throw unauthorized('Not authenticated')
    const token = sessions.begin(user)
    const cookie = setCookie(SESSION_COOKIE, token, { maxAge: DAY })
    return json({ user, token }, { status: 201, headers: [secret, cookie] })
  })
  router.add('DELETE', '/session', (request) => {
    sessions.end(tokenOf(request))
    const cookie = setCookie(SESSION_COOKIE, '', { maxAge: 0 })
    return { status: 204, headers: [cookie] }
  })
}

function addBooks(router: Router, shelf: Bookshelf, sessions: Sessions): void {
  router.add('GET', '/books.ndjson', () => jsonLines(shelf.list()))
  router.add('GET', '/books', (request) => {
    checkAccept(request, JSON_TYPE)
    return json(shelf.list())
  })
  router.add('POST', '/books', async (request) => {
    // A 406 after the book has been added would be too late.
    checkAccept(request, JSON_TYPE)
    const user = await findUser(request, sessions)
    const book = shelf.add(parseBook(await readJson(request)), user)
    const headers = [['Location', `/books/${book.id}`]] as const
    return json(book, { status: 201, headers })
  })
  addOneBook(router, shelf, sessions)
}

function addOneBook(
  router: Router,
  shelf: Bookshelf,
  sessions: Sessions,
): void {
  router.add('GET', '/books/{id}', (request, id) => {
    checkAccept(request, JSON_TYPE)
    const { lastModified } = shelf.validators(id)
    const headers = [['Last-Modified', lastModified]] as const
    return json(shelf.get(id), { headers })
  })
  router.add('PUT', '/books/{id}', async (request, id) => {
    checkAccept(request, JSON_TYPE)
    shelf.checkOwner(id, await findUser(request, sessions))
    const book = parseBook(await readJson(request))
    checkPreconditions(request, shelf.validators(id))
    return json(shelf.replace(id, book))
  })
  router.add('PATCH', '/books/{id}', async (request, id) => {
    checkAccept(request, JSON_TYPE)
    shelf.checkOwner(id, await findUser(request, sessions))
    const patch = await readJson(request, [MERGE_PATCH_TYPE, JSON_TYPE])
    checkPreconditions(request, shelf.validators(id))
    const book = parseBook(mergePatch(shelf.get(id), patch))
    return json(shelf.replace(id, book))
  })
  router.add('DELETE', '/books/{id}', async (request, id) => {
    shelf.checkOwner(id, await findUser(request, sessions))
    checkPreconditions(request, shelf.validators(id))
    shelf.remove(id)
    return { status: 204 }
  })
}
