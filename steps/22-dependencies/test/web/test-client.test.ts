// The client for tests sees what a client behind a socket would see.
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { describe, expect, it, vi } from 'vitest'
import { setCookie } from '#src/web/cookies.ts'
import { TestClient } from '#src/web/test-client.ts'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler, HttpRequest } from '#src/wire/message.ts'

const errors = watchErrors()

const mirror: Handler = async ({ method, target, headers, body }) => ({
  status: 200,
  body: JSON.stringify([method, target, [...headers], await body.text()]),
})

describe('what is sent', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'options'] as const)(
    'is a request to %s',
    async (method) => {
      const answer = await new TestClient(mirror)[method]('/a?b=c')
      const host = ['host', 'testserver']
      const sent = [method.toUpperCase(), '/a?b=c', [host], '']
      expect(answer.json()).toEqual(sent)
    },
  )

  it.each([
    ['text', { body: 'hé' }, [['content-length', '3']], 'hé'],
    ['bytes', { body: Buffer.from('ab') }, [['content-length', '2']], 'ab'],
    [
      'JSON',
      { json: { a: [1] } },
      [
        ['content-length', '9'],
        ['content-type', 'application/json'],
      ],
      '{"a":[1]}',
    ],
    [
      'JSON of another type',
      { json: null, headers: { 'Content-Type': 'a/b', 'X-A': 'b' } },
      [
        ['content-length', '4'],
        ['content-type', 'a/b'],
        ['x-a', 'b'],
      ],
      'null',
    ],
  ] as const)('may have %s', async (_, sent, lines, text) => {
    const answer = await new TestClient(mirror).post('/', sent)
    const host = ['host', 'testserver']
    expect(answer.json()).toEqual(['POST', '/', [host, ...lines], text])
  })

  it('may name another host, in any case', async () => {
    const headers = { HOST: 'a' }
    const answer = await new TestClient(mirror).get('/', { headers })
    expect(answer.json()).toEqual(['GET', '/', [['host', 'a']], ''])
  })

  it('is what a connection would pass on', async () => {
    let seen: HttpRequest | undefined
    const client = new TestClient((request) => {
      seen = request
      return { status: 204 }
    })
    await client.get('/')
    expect(seen).toMatchObject({ version: 'HTTP/1.1', client: '127.0.0.1' })
    expect(seen?.signal.aborted).toBe(false)
  })
})

describe('what comes back', () => {
  it('has a status, fields in lower case, and text', async () => {
    const headers = [['X-A', 'b']] as const
    const client = new TestClient(() => ({ status: 404, headers, body: 'é' }))
    const answer = await client.get('/')
    expect([answer.status, [...answer.headers]]).toEqual([404, [['x-a', 'b']]])
    expect(answer.text).toBe('é')
    expect(() => answer.json()).toThrow(SyntaxError)
  })

  it('has no content where there can be none', async () => {
    const client = new TestClient(() => ({ status: 204, body: 'a' }))
    expect((await client.get('/')).text).toBe('')
  })

  it('has no content behind a HEAD', async () => {
    const handler = vi.fn<Handler>(() => ({ status: 200, body: 'a' }))
    const answer = await new TestClient(handler).head('/')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(handler.mock.calls[0]?.[0].method).toBe('HEAD')
  })

  it('is all of a stream, split where it may be', async () => {
    async function* stream() {
      yield 'a'
      yield Buffer.from([0xc3])
      yield Buffer.from([0xa9])
    }
    const client = new TestClient(() => ({ status: 200, body: stream() }))
    expect((await client.get('/')).text).toBe('aé')
  })

  it.each([
    ['a refusal', () => Promise.reject(new HttpError(418, 'tea')), 418, 'tea'],
    [
      'a refusal at once',
      () => {
        throw new HttpError(418, 'tea')
      },
      418,
      'tea',
    ],
  ])('is made of %s', async (_, handler, status, detail) => {
    const answer = await new TestClient(handler).get('/')
    expect([answer.status, answer.json()]).toEqual([status, { detail }])
  })

  it.each<[string, Handler]>([
    ['a bug', () => Promise.reject(new Error('a bug'))],
    ['a status that is none', () => ({ status: 99 })],
    ['a stream that breaks', () => ({ status: 200, body: broken() })],
  ])('is 500 for %s, which is logged', async (_, handler) => {
    errors.mockImplementation(() => {})
    const answer = await new TestClient(handler).get('/')
    expect(answer.status).toBe(500)
    expect(answer.json()).toEqual({ detail: 'Internal Server Error' })
    expect(errors).toHaveBeenCalledTimes(1)
    errors.mockClear()
  })

  it.each<[string, Handler]>([
    ['a response', () => ({ status: 200 })],
    ['a refusal', () => Promise.reject(new HttpError(418, 'tea'))],
  ])('tells the handler that it is finished: %s', async (_, handler) => {
    let finished: Promise<string> | undefined
    const client = new TestClient((request) => {
      finished = request.finished.then(() => 'finished')
      return handler(request)
    })
    await client.get('/')
    expect(await finished).toBe('finished')
  })

  it('is not finished before a stream has ended', async () => {
    const seen: string[] = []
    const client = new TestClient(({ finished }) => {
      void finished.then(() => seen.push('finished'))
      async function* stream() {
        yield 'a'
        await new Promise(setImmediate)
        seen.push('stream')
      }
      return { status: 200, body: stream() }
    })
    await client.get('/')
    await vi.waitFor(() => expect(seen).toEqual(['stream', 'finished']), 5_000)
  })
})

describe('cookies', () => {
  const jar: Handler = ({ target, headers }) => {
    const [name = '', value = ''] = target.slice(1).split('=')
    const options = value === '' ? { maxAge: 0 } : {}
    return {
      status: 200,
      headers: name === '' ? [] : [setCookie(name, value, options)],
      body: headers.getAll('cookie').join(),
    }
  }

  it('are kept, replaced and taken away', async () => {
    const client = new TestClient(jar)
    expect((await client.get('/a=1')).text).toBe('')
    expect((await client.get('/b=2')).text).toBe('a=1')
    expect((await client.get('/a=3')).text).toBe('a=1; b=2')
    expect((await client.get('/a=')).text).toBe('a=3; b=2')
    expect((await client.get('/')).text).toBe('b=2')
    expect([...client.cookies]).toEqual([['b', '2']])
  })

  it('can be set, and overruled for once', async () => {
    const client = new TestClient(jar)
    client.cookies.set('a', '1')
    const headers = { Cookie: 'x=y' }
    expect((await client.get('/', { headers })).text).toBe('x=y')
    expect((await client.get('/')).text).toBe('a=1')
  })

  it('are not shared by clients', async () => {
    const client = new TestClient(jar)
    await client.get('/a=1')
    expect((await new TestClient(jar).get('/')).text).toBe('')
  })

  it('may have a value with "="', async () => {
    const line = ['Set-Cookie', 'a=b=c==; Path=/; Max-Age=05'] as const
    const client = new TestClient(() => ({ status: 204, headers: [line] }))
    await client.get('/')
    expect([...client.cookies]).toEqual([['a', 'b=c==']])
  })

  it.each(['a', '=b', '', 'a; Path=/', '; Path=/'])(
    'are none without a name: %j',
    async (line) => {
      const headers = [['Set-Cookie', line]] as const
      const client = new TestClient(() => ({ status: 200, headers }))
      await client.get('/')
      expect([...client.cookies]).toEqual([])
    },
  )
})

async function* broken(): AsyncGenerator<string, void> {
  yield 'a'
  throw new Error('broken')
}
