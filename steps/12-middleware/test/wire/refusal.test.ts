// Requests that no handler sees: what the layers around it make of them.
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import {
  headerValues,
  parseResponse,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { catchErrors } from '#src/web/catch-errors.ts'
import { compose, type Middleware, withHeaders } from '#src/web/middleware.ts'
import type { Handler, Layers } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const HOST = 'Host: localhost'
const GOOD = head('GET / HTTP/1.1', HOST)
const LARGE = head('POST / HTTP/1.1', HOST, 'Content-Length: 2000000')
const TOO_LARGE = '{"detail":"Body is longer than 1048576 bytes"}'

const handler = vi.fn<Handler>(() => ({ status: 200, body: 'handled' }))
const seen: string[] = []

const note: Middleware = async (request, next) => {
  const response = await next(request)
  seen.push(`${request.method} ${response.status}`)
  return withHeaders(response, ['X-Layer', 'a'])
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})

afterEach(() => {
  vi.restoreAllMocks()
  handler.mockClear()
  seen.length = 0
})

describe('a refusal goes through the layers', () => {
  it.each([
    ['a body that is too large', 413, LARGE],
    ['no Host', 400, head('GET / HTTP/1.1')],
    ['two Hosts', 400, head('GET / HTTP/1.1', HOST, HOST)],
    ['a target for proxies', 400, head('GET a.example:80 HTTP/1.1', HOST)],
    ['no number', 400, head('POST / HTTP/1.1', HOST, 'Content-Length: x')],
    [
      'two framings',
      400,
      head(
        'POST / HTTP/1.1',
        HOST,
        'Content-Length: 1',
        'Transfer-Encoding: chunked',
      ),
    ],
    [
      'chunks in HTTP/1.0',
      400,
      head('POST / HTTP/1.0', 'Transfer-Encoding: chunked'),
    ],
    [
      'an unknown coding',
      501,
      head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: gzip, chunked'),
    ],
    ['an expectation', 417, head('POST / HTTP/1.1', HOST, 'Expect: tea')],
  ])('for %s: %i', async (_, status, sent) => {
    await using app = await startLayers(note, catchErrors)
    const [method] = sent.split(' ')
    // What follows is not read as a request.
    const [response, ...others] = await exchange(app, sent + GOOD)
    expect(response).toMatchObject({ status })
    expect(response && headerValues(response, 'x-layer')).toEqual(['a'])
    expect(response && headerValues(response, 'connection')).toEqual(['close'])
    expect(others).toEqual([])
    expect(seen).toEqual([`${method} ${status}`])
    expect(handler).not.toHaveBeenCalled()
    expect(console.error).not.toHaveBeenCalled()
  })

  it('behind a request that is served', async () => {
    await using app = await startLayers(note, catchErrors)
    const responses = await exchange(app, GOOD + LARGE + GOOD)
    expect(responses.map(({ status }) => status)).toEqual([200, 413])
    for (const response of responses) {
      expect(headerValues(response, 'x-layer')).toEqual(['a'])
    }
    expect(handler).toHaveBeenCalledOnce()
  })

  it('without a body for HEAD', async () => {
    await using app = await startLayers(note, catchErrors)
    const sent = LARGE.replace('POST', 'HEAD')
    const { status, headers, body } = await ask(app, sent, 'HEAD')
    expect([status, body.length]).toEqual([413, 0])
    expect(headers).toContainEqual(['X-Layer', 'a'])
    expect(seen).toEqual(['HEAD 413'])
  })

  it('not if the head could not be read', async () => {
    await using app = await startLayers(note, catchErrors)
    const response = await ask(app, head('GET / HTTP/1.1', HOST, ': 1'))
    expect(response.status).toBe(400)
    expect(seen).toEqual([])
  })
})

describe('a layer that gets a refused request', () => {
  it('finds no body in it', async () => {
    const bodies: string[] = []
    await using app = await startLayers(async (request, next) => {
      bodies.push(await request.body.text())
      return next(request)
    })
    expect(await ask(app, `${LARGE}abc`)).toMatchObject({ status: 413 })
    expect(bodies).toEqual([''])
  })

  it('may refuse it for a reason of its own', async () => {
    await using app = await startLayers(note, () => ({ status: 401 }))
    expect(await ask(app, LARGE)).toMatchObject({ status: 401 })
    expect(seen).toEqual(['POST 401'])
  })

  it.each<[string, Middleware]>([
    ['cannot accept it', () => ({ status: 200, body: 'accepted' })],
    ['cannot send it elsewhere', () => ({ status: 301 })],
    ['may let the refusal pass', (request, next) => next(request)],
  ])('%s', async (_, layer) => {
    await using app = await startLayers(layer)
    const { status, body } = await ask(app, LARGE)
    expect([status, String(body)]).toEqual([413, TOO_LARGE])
    expect(console.error).not.toHaveBeenCalled()
  })

  it.each<[string, Middleware]>([
    [
      'throws',
      () => {
        throw new Error('a bug')
      },
    ],
    ['gives what cannot be sent', () => ({ status: 99 })],
    ['gives nothing', () => JSON.parse('null')],
  ])('and %s has its bug logged', async (_, layer) => {
    await using app = await startLayers(layer)
    const { status, body } = await ask(app, LARGE)
    expect([status, String(body)]).toEqual([413, TOO_LARGE])
    expect(console.error).toHaveBeenCalledOnce()
    expect(handler).not.toHaveBeenCalled()
  })
})

it('is logged if the layers cannot be put around it', async () => {
  const layers = vi.fn<Layers>((inner) => inner)
  await using app = await startApp(createServer(handler, { layers }))
  layers.mockImplementation(() => {
    throw new Error('a bug')
  })
  expect(await ask(app, LARGE)).toMatchObject({ status: 413 })
  expect(await ask(app, GOOD)).toMatchObject({ status: 200 })
  expect(console.error).toHaveBeenCalledOnce()
})

it('is answered by the wire alone where there are no layers', async () => {
  await using app = await startApp(createServer(handler))
  const { status, body } = await ask(app, LARGE)
  expect([status, String(body)]).toEqual([413, TOO_LARGE])
})

function startLayers(...layers: readonly Middleware[]) {
  const options = { layers: (inner: Handler) => compose(layers, inner) }
  return startApp(createServer(handler, options))
}

/** All responses to some bytes, until the server closes. */
function exchange(app: Address, bytes: string): Promise<RawResponse[]> {
  return withClient(app, async (client) => {
    client.write(bytes)
    let rest = await client.readToEnd()
    const responses: RawResponse[] = []
    while (rest.length > 0) {
      const response = parseResponse(rest, 'GET', true)
      if (!response) throw new Error(`no response: ${String(rest)}`)
      responses.push(response)
      rest = rest.subarray(response.length)
    }
    return responses
  })
}

function head(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}
