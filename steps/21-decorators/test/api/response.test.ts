// What is sent beside the content: by the route, or by its handler.
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { App } from '../../src/api/app.ts'
import { query, response } from '../../src/api/markers.ts'
import { directly, type ResponseHead } from '../../src/api/reply.ts'
import { requestFor } from '../web/request-for.ts'
import { ask, faultsOf } from './ask.ts'

const JSON_LINE = { 'Content-Type': 'application/json' }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('response()', () => {
  it('takes another status and more field lines', async () => {
    const app = new App()
    const options = { status: 201, headers: [['X-A', 'a']] } as const
    app.get(
      '/',
      [response()],
      (head) => {
        head.status = 202
        head.headers.push(['X-B', 'b'], ['Set-Cookie', 'c=d'])
        return { a: 1 }
      },
      options,
    )
    expect(await ask(app, '/')).toMatchObject({
      status: 202,
      headers: { ...JSON_LINE, 'X-A': 'a', 'X-B': 'b', 'Set-Cookie': 'c=d' },
      content: { a: 1 },
    })
  })

  it('leaves what the route says, if nothing else is said', async () => {
    const app = new App()
    app.get('/', [response()], () => 1, { status: 201 })
    expect(await ask(app, '/')).toMatchObject({
      status: 201,
      headers: JSON_LINE,
    })
  })

  it('belongs to one request', async () => {
    const app = new App()
    app.get('/', [response(), query('q', z.string())], (head, q) => {
      if (q === 'a') head.status = 202
      head.headers.push(['X-Q', q])
    })
    await ask(app, '/?q=a')
    expect(await ask(app, '/?q=b')).toMatchObject({
      status: 200,
      headers: { 'X-Q': 'b' },
    })
  })

  it('can take the content away: 204', async () => {
    const app = new App()
    app.get('/', [response()], (head) => {
      head.status = 204
      head.headers.push(['X-A', 'b'])
      return { secret: 1 }
    })
    const answer = await ask(app, '/')
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers).toEqual({ 'X-A': 'b' })
  })

  it('says nothing when a request is refused or fails', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const app = new App()
    app.get('/', [response(), query('q', z.string())], (head) => {
      head.headers.push(['X-A', 'b'])
      throw new Error('secret')
    })
    expect(await faultsOf(app, '/')).toHaveLength(1)
    expect(await ask(app, '/?q=a')).toMatchObject({
      status: 500,
      headers: JSON_LINE,
    })
    expect(console.error).toHaveBeenCalledOnce()
  })

  it.each([
    ['a status', 99, 'b'],
    ['a line end', 200, 'b\r\nSet-Cookie: c=d'],
  ])('cannot send %s that is none', async (_, status, value) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const app = new App()
    app.get('/', [response()], (head) => {
      head.status = status
      head.headers.push(['X-A', value])
    })
    const answer = await ask(app, '/')
    expect([answer.status, answer.headers]).toEqual([500, JSON_LINE])
  })
})

describe('the options of a route', () => {
  it('add field lines to every answer', async () => {
    const app = new App()
    const headers = [['Cache-Control', 'no-store']] as const
    app.get('/a', [], () => 1, { headers })
    app.get('/b', [], () => 1, { headers, status: 204 })
    for (const target of ['/a', '/b', '/a']) {
      const answer = await ask(app, target)
      expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' })
    }
    expect(headers).toHaveLength(1)
  })

  it('give way to the same field of a handler', async () => {
    const app = new App()
    const [json, csv] = ['application/problem+json', 'Text/CSV ; a=b']
    const headers = [
      ['Vary', 'Origin'],
      ['ETag', '"route"'],
    ] as const
    const set = ({ headers: lines }: ResponseHead): string => {
      lines.push(['content-type', json], ['ETAG', '"own"'], ['Vary', 'Accept'])
      return 'a'
    }
    const own = [
      ['content-type', json],
      ['ETAG', '"own"'],
      ['Vary', 'Accept'],
    ]
    app.get('/json', [response()], set, { headers })
    app.get('/csv', [response()], set, { headers, mediaType: csv })
    for (const target of ['/json', '/csv']) {
      const sent = await app.handle(requestFor('GET', target))
      expect(sent.headers).toEqual([['Vary', 'Origin'], ...own])
    }
  })

  it('choose another media type for a text', async () => {
    const app = new App()
    app.get('/', [], () => 'a,b\r\n', { mediaType: 'text/csv; charset=utf-8' })
    app.get('/none', [], () => {}, { mediaType: 'text/csv' })
    expect(await ask(app, '/')).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'text/csv; charset=utf-8' },
      text: 'a,b\r\n',
    })
    expect((await ask(app, '/none')).text).toBe('')
  })

  it('check a text, too, for a client that can use it', async () => {
    const app = new App()
    app.get('/', [], () => 'a,b', {
      mediaType: 'Text/CSV ; charset=utf-8',
      response: z.string(),
    })
    const accept = (type: string) => requestFor('GET', '/', ['accept', type])
    expect((await ask(app, accept('text/csv'))).text).toBe('a,b')
    expect((await ask(app, accept('text/*'))).status).toBe(200)
    expect((await ask(app, accept('application/json'))).status).toBe(406)
  })

  it('do not touch a response made by hand', async () => {
    const app = new App()
    app.get(
      '/',
      [response()],
      (head) => {
        head.status = 202
        return directly({ status: 203 })
      },
      { headers: [['X-A', 'b']], mediaType: 'text/csv' },
    )
    expect(await ask(app, '/')).toMatchObject({ status: 203, headers: {} })
  })
})
