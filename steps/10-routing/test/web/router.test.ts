// Which function a request gets, and what it gets where there is none
// (RFC 9110 §9.3.2, §9.3.7, §15.5.5, §15.5.6, §15.6.2).
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import type { RouteHandler } from '#src/web/route-tree.ts'
import { Router } from '#src/web/router.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import type { HttpResponse } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const BOOKS = ['GET /books', 'POST /books', 'GET /books/{id}', 'PUT /{a}/{b}']

describe('a route', () => {
  it('gives its handler the request, the query and the values', () => {
    const router = new Router()
    const seen: unknown[] = []
    router.add('PUT', '/{a}/b/{c:path}', (request, ...values) => {
      const { method, target, query } = request
      seen.push(method, target, query.getAll('d'), values)
      return { status: 204 }
    })
    void router.handle(requestFor('PUT', '/%61/b/c/%2F?d=1&e&d=2'))
    const target = '/%61/b/c/%2F?d=1&e&d=2'
    expect(seen).toEqual(['PUT', target, ['1', '2'], ['a', 'c//']])
  })

  it('may answer later', async () => {
    const router = new Router()
    router.add('GET', '/', async () => ({ status: 200, body: 'later' }))
    const response = await router.handle(requestFor('GET', '/'))
    expect(response.body).toBe('later')
  })

  it.each([
    ['GET', '/a/b', 'GET /a/b'],
    ['GET', '/a/c', 'GET /a/{x}'],
    ['GET', '/b/b', 'GET /{x}/b'],
    ['GET', '/b/c', 'GET /{x:path}'],
    ['GET', '/a/b/d', 'GET /a/b/d'],
    ['GET', '/a/b/c', 'GET /{x:path}'],
    ['PUT', '/a/b', 'PUT /{x:path}'],
    ['POST', '/a/b', 'POST /{x}/b'],
  ])('for %s %s is %s, whatever their order', async (method, target, route) => {
    const routes = [
      'GET /a/b',
      'GET /a/b/d',
      'GET /a/{x}',
      'GET /{x}/b',
      'POST /{x}/b',
      'GET /{x:path}',
      'PUT /{x:path}',
    ]
    for (const order of [routes, routes.toReversed()]) {
      const response = await answer(order, method, target)
      expect(response).toMatchObject({ status: 200, body: route })
    }
  })

  it.each([
    ['GET', '/{b}', 'GET', '/{a}'],
    ['GET', '/a', 'GET', '/a'],
    ['PUT', '/b/{c:path}', 'PUT', '/b/{d:path}'],
  ])('for %s %s cannot stand beside %s %s', (...names) => {
    const [method, pattern, otherMethod, other] = names
    const router = new Router()
    router.add(otherMethod, other, respond('first'))
    expect(() => router.add(method, pattern, respond('second'))).toThrow(
      `Cannot add ${method} "${pattern}": it is there already`,
    )
  })

  it.each(['', 'a', 'a/b', '*'])('cannot have the pattern %j', (pattern) => {
    expect(() => new Router().add('GET', pattern, respond('a'))).toThrow(
      `Cannot add GET "${pattern}": it must begin with "/"`,
    )
  })
})

describe('a request without a route', () => {
  it.each([
    ['GET', '/nothing', 404, undefined],
    ['HEAD', '/nothing', 404, undefined],
    ['OPTIONS', '/nothing', 404, undefined],
    ['TRACE', '/nothing', 404, undefined],
    ['DELETE', '/books', 405, 'GET, HEAD, OPTIONS, POST'],
    ['TRACE', '/books', 405, 'GET, HEAD, OPTIONS, POST'],
    ['DELETE', '/books/1', 405, 'GET, HEAD, OPTIONS, PUT'],
    ['HEAD', '/a/1', 405, 'OPTIONS, PUT'],
    ['PURGE', '/books', 501, undefined],
    ['get', '/books', 501, undefined],
    ['GETS', '/books', 501, undefined],
    ['XGET', '/books', 501, undefined],
    ['GET', '/books/%FF', 400, undefined],
  ])('%s %s gets %i', async (method, target, status, allowed) => {
    const response = await answer(BOOKS, method, target)
    expect([response.status, allowOf(response)]).toEqual([status, allowed])
  })

  it('gets 405 where its method is known elsewhere', async () => {
    const routes = [...BOOKS, 'PURGE /a']
    expect(await answer(routes, 'PURGE', '/books')).toMatchObject({
      status: 405,
    })
  })
})

describe('HEAD', () => {
  it.each([
    [['GET /a'], 'GET /a'],
    [['GET /a', 'HEAD /a'], 'HEAD /a'],
    [['GET /a', 'HEAD /{b}'], 'GET /a'],
    [['POST /a', 'GET /{b}'], 'GET /{b}'],
  ])('among %j is answered by %s', async (routes, body) => {
    expect(await answer(routes, 'HEAD', '/a')).toMatchObject({ body })
  })
})

describe('OPTIONS', () => {
  it.each([
    ['/books', 'GET, HEAD, OPTIONS, POST'],
    ['/books/1', 'GET, HEAD, OPTIONS, PUT'],
    ['*', 'GET, HEAD, OPTIONS, POST, PUT'],
  ])('%s says what there is', async (target, allowed) => {
    const response = await answer(BOOKS, 'OPTIONS', target)
    expect([response.status, allowOf(response)]).toEqual([204, allowed])
  })

  it('can have a handler of its own', async () => {
    const routes = ['GET /a', 'OPTIONS /{b:path}']
    const response = await answer(routes, 'OPTIONS', '/a')
    expect(response.body).toBe('OPTIONS /{b:path}')
  })
})

/** What a router with these routes gives or throws. */
async function answer(
  routes: readonly string[],
  method: string,
  target: string,
): Promise<HttpResponse> {
  const router = new Router()
  for (const route of routes) {
    const [own = '', pattern = ''] = route.split(' ')
    router.add(own, pattern, respond(route))
  }
  try {
    return await router.handle(requestFor(method, target))
  } catch (error) {
    // It has a status and headers, as a response has.
    if (error instanceof HttpError) return error
    throw error
  }
}

function respond(body: string): RouteHandler {
  return () => ({ status: 200, body })
}

/** The methods of the Allow field, sorted. */
function allowOf({ headers = [] }: HttpResponse): string | undefined {
  const values = new Map(headers).get('Allow')
  return values?.split(', ').toSorted().join(', ')
}
