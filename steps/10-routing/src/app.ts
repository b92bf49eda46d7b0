// The application: a greeting, a "hello" with a name, and the mirror.
import type { Server } from 'node:net'
import type { RoutedRequest } from './web/route-tree.ts'
import { Router } from './web/router.ts'
import type { HttpRequest, HttpResponse } from './wire/message.ts'
import { createServer } from './wire/server.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

/** The server of this step, not listening yet. */
export function createApp(): Server {
  const router = new Router()
  router.add('GET', '/', () => json(GREETING))
  router.add('GET', '/hello/{name}', hello)
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    router.add(method, '/mirror', mirror)
  }
  return createServer(router.handle)
}

function hello(_: RoutedRequest, name: string): HttpResponse {
  return json(JSON.stringify({ message: `Hello ${name}` }))
}

async function mirror(request: HttpRequest): Promise<HttpResponse> {
  const { target, version } = request
  // HEAD asks for the head that a GET would have (RFC 9110 §9.3.2).
  const method = request.method.replace(/^HEAD$/, 'GET')
  const headers = [...request.headers]
  const body = await request.body.text()
  return json(JSON.stringify({ method, target, version, headers, body }))
}

function json(body: string): HttpResponse {
  return { status: 200, headers: [['Content-Type', 'application/json']], body }
}
