// From what a handler gives to a response.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { directly } from '#src/api/reply.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask } = askWith({ catchErrors, requestFor })

const Shown = z.object({ id: z.int(), tags: z.array(z.string()).default([]) })

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what a handler gives', () => {
  it.each([
    [{ a: [1, null] }, '{"a":[1,null]}'],
    ['text', '"text"'],
    [0, '0'],
    [false, 'false'],
    [null, 'null'],
    [undefined, 'null'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('is sent as JSON: %j', async (value, text) => {
    const app = new App()
    app.get('/', [], () => value)
    expect(await ask(app, '/')).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      text,
    })
  })

  it('may come later', async () => {
    const app = new App()
    app.get('/', [], () => Promise.resolve({ a: 1 }))
    expect((await ask(app, '/')).content).toEqual({ a: 1 })
  })

  it('has the status of the route', async () => {
    const app = new App()
    app.post('/', [], () => ({ a: 1 }), { status: 202 })
    const answer = await ask(app, requestFor('POST', '/'))
    expect([answer.status, answer.text]).toEqual([202, '{"a":1}'])
  })

  it('is not sent with 204', async () => {
    const app = new App()
    app.get('/', [], () => ({ secret: 1 }), { status: 204 })
    const { status, text, headers } = await ask(app, '/')
    expect([status, text]).toEqual([204, ''])
    expect(headers).not.toHaveProperty('Content-Type')
  })

  it('is our fault when it is no JSON', async () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    for (const value of [1n, loop]) {
      const app = new App()
      app.get('/', [], () => value)
      expect((await ask(app, '/')).status).toBe(500)
    }
    expect(console.error).toHaveBeenCalledTimes(2)
  })
})

describe('a response made by hand', () => {
  it('is sent as it is, and not checked', async () => {
    const app = new App()
    const headers = [['X-A', 'b']] as const
    app.get(
      '/',
      [],
      () => directly({ status: 203, headers, body: 'not JSON' }),
      { response: Shown, status: 201 },
    )
    expect(await ask(app, '/')).toEqual({
      status: 203,
      headers: { 'X-A': 'b' },
      text: 'not JSON',
      content: undefined,
    })
  })

  it('may come later', async () => {
    const app = new App()
    app.get('/', [], () => Promise.resolve(directly({ status: 204 })))
    expect((await ask(app, '/')).status).toBe(204)
  })

  it('is known by its class, not by its members', async () => {
    const app = new App()
    const value = { response: { status: 204 }, status: 204 }
    app.get('/', [], () => value)
    expect((await ask(app, '/')).content).toEqual(value)
  })
})

describe('what is thrown', () => {
  it('is answered as it says, or with 500', async () => {
    const app = new App()
    app.get('/gone', [], () => {
      throw new HttpError(410, 'Gone', [['X-A', 'b']])
    })
    app.get('/bug', [], () => Promise.reject(new Error('secret')))
    expect(await ask(app, '/gone')).toMatchObject({
      status: 410,
      headers: { 'X-A': 'b' },
      content: { detail: 'Gone' },
    })
    expect(await ask(app, '/bug')).toMatchObject({
      status: 500,
      content: { detail: 'Internal Server Error' },
    })
  })
})

describe('a response schema', () => {
  it('leaves out what it does not name', async () => {
    const app = new App()
    const stored = { id: 1, tags: ['a'], password: 'secret' }
    app.get('/', [], () => stored, { response: Shown })
    app.get('/all', [], () => [stored, stored], { response: z.array(Shown) })
    expect((await ask(app, '/')).text).toBe('{"id":1,"tags":["a"]}')
    const { text } = await ask(app, '/all')
    expect(text).toBe('[{"id":1,"tags":["a"]},{"id":1,"tags":["a"]}]')
  })

  it('has its own way with values', async () => {
    const app = new App()
    app.get('/', [], () => ({ id: 1 }), { response: Shown })
    expect((await ask(app, '/')).content).toEqual({ id: 1, tags: [] })
  })

  it('may take its time', async () => {
    const app = new App()
    const slow = Shown.refine(({ id }) => Promise.resolve(id === 1))
    app.get('/', [], () => ({ id: 1 }), { response: slow })
    expect((await ask(app, '/')).status).toBe(200)
  })

  it('makes what does not fit our fault, told to nobody else', async () => {
    const app = new App()
    const wrong: { id: number } = JSON.parse('{"id":"secret"}')
    app.get('/a/b', [], () => wrong, { response: Shown })
    const { status, text } = await ask(app, '/a/b')
    expect(status).toBe(500)
    expect(text).toBe('{"detail":"Internal Server Error"}')
    expect(console.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        message: expect.stringMatching(
          /^Response of GET \/a\/b does not fit: id: .*expected/,
        ),
      }),
    )
  })

  it('does not fill the log with what does not fit', async () => {
    const app = new App()
    const wrong: string[] = JSON.parse(`[${'1,'.repeat(999)}1]`)
    app.get('/', [], () => wrong, { response: z.array(z.string()) })
    expect((await ask(app, '/')).status).toBe(500)
    const [[error] = []] = vi.mocked(console.error).mock.calls
    expect(String(error).length).toBeLessThan(1_000)
  })

  it('finds nothing in what is not there', async () => {
    const app = new App()
    const none: { id: number } = JSON.parse('null')
    app.get('/', [], () => none, { response: Shown })
    app.get('/maybe', [], () => null, { response: Shown.nullable() })
    expect((await ask(app, '/')).status).toBe(500)
    expect((await ask(app, '/maybe')).text).toBe('null')
    expect(console.error).toHaveBeenCalledOnce()
  })

  it('needs a client that reads JSON before it calls anybody', async () => {
    const app = new App()
    let calls = 0
    app.get('/', [], () => ({ id: (calls += 1) }), { response: Shown })
    const accept = (type: string) => requestFor('GET', '/', ['accept', type])
    expect((await ask(app, accept('text/html'))).status).toBe(406)
    expect(calls).toBe(0)
    expect((await ask(app, accept('application/*'))).status).toBe(200)
  })
})
