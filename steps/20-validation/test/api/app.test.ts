// An app: routes with markers, found as a router finds them.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { path } from '#src/api/markers.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask } = askWith({ catchErrors, requestFor })

describe('an app', () => {
  it.each([
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
  ] as const)('has routes for %s', async (method) => {
    const app = new App()
    const { get, head, post, put, patch, options } = app
    const add = {
      GET: get,
      HEAD: head,
      POST: post,
      PUT: put,
      PATCH: patch,
      DELETE: app.delete,
      OPTIONS: options,
    }[method]
    add('/a', [], () => ({ method }))
    const { status, content } = await ask(app, requestFor(method, '/a'))
    expect([status, content]).toEqual([200, { method }])
  })

  it('answers HEAD and OPTIONS where it has GET', async () => {
    const app = new App()
    app.get('/a', [], () => null)
    expect((await ask(app, requestFor('HEAD', '/a'))).status).toBe(200)
    const { status, headers } = await ask(app, requestFor('OPTIONS', '/a'))
    expect(status).toBe(204)
    expect(headers['Allow']).toBe('GET, HEAD, OPTIONS')
  })

  it.each([
    ['GET', '/b', 404],
    ['POST', '/a', 405],
    ['BREW', '/a', 501],
    ['GET', '/%FF', 400],
  ])('refuses %s %s with %i', async (method, target, status) => {
    const app = new App()
    app.get('/a', [], () => null)
    expect((await ask(app, requestFor(method, target))).status).toBe(status)
  })

  it('gives a handler what its path says, by name', async () => {
    const app = new App()
    const text = z.string()
    app.get('/{a}/{b}', [path('b', text), path('a', text)], (b, a) => [b, a])
    app.get('/files/{rest:path}', [path('rest', text)], (rest) => [rest])
    app.get('/n/{n}', [path('n', z.coerce.number())], (n) => [n + 1])
    expect((await ask(app, '/x/y%2Fz')).content).toEqual(['y/z', 'x'])
    expect((await ask(app, '/files/x/y')).content).toEqual(['x/y'])
    expect((await ask(app, '/n/1')).content).toEqual([2])
  })

  it('has the more specific route first, in whatever order', async () => {
    const app = new App()
    app.get('/{a}', [path('a', z.string())], (a) => a)
    app.get('/b', [], () => 'fixed')
    expect((await ask(app, '/b')).content).toBe('fixed')
    expect((await ask(app, '/c')).content).toBe('c')
  })

  it('refuses a second route of one method at one place', () => {
    const app = new App()
    app.get('/a', [], () => null)
    expect(() => app.get('/a', [], () => null)).toThrow('Cannot add GET "/a"')
  })

  it('keeps its routes from another app', async () => {
    const [one, other] = [new App(), new App()]
    one.get('/a', [], () => null)
    expect((await ask(other, '/a')).status).toBe(404)
  })

  it('keeps two requests at a time apart', async () => {
    const app = new App()
    app.get('/{a}', [path('a', z.string())], async (a) => {
      await Promise.resolve()
      return a
    })
    const names = Array.from({ length: 50 }, (_, i) => `n${i}`)
    const answers = await Promise.all(names.map((name) => ask(app, `/${name}`)))
    expect(answers.map(({ content }) => content)).toEqual(names)
  })
})
