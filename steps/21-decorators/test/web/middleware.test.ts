// Layers around a handler: who sees what, in which order.
import { describe, expect, it, vi } from 'vitest'
import {
  compose,
  type Middleware,
  withHeaders,
} from '../../src/web/middleware.ts'
import type { Handler, HttpResponse } from '../../src/wire/message.ts'
import { requestFor } from './request-for.ts'

const REQUEST = requestFor('GET', '/')

describe('composed layers', () => {
  it('see a request from the outside in, its response inside out', async () => {
    const events: string[] = []
    const layers = ['a', 'b', 'c'].map((name) => logTo(events, name))
    await compose(layers, () => {
      events.push('handler')
      return { status: 200 }
    })(REQUEST)
    expect(events.join(', ')).toBe(
      'a in, b in, c in, handler, c out, b out, a out',
    )
  })

  it('change the request and the response for others', async () => {
    const rename: Middleware = (request, next) =>
      next({ ...request, target: '/renamed' })
    const wrap: Middleware = async (request, next) => {
      const response = await next(request)
      return { ...response, status: 203 }
    }
    const handler: Handler = ({ target }) => ({ status: 200, body: target })
    const response = await compose([rename, wrap], handler)(REQUEST)
    expect(response).toEqual({ status: 203, body: '/renamed' })
  })

  it('go no deeper than the layer that answers itself', async () => {
    const events: string[] = []
    const refuse: Middleware = () => ({ status: 403 })
    const layers = [logTo(events, 'a'), refuse, logTo(events, 'c')]
    const response = await compose(layers, () => ({ status: 200 }))(REQUEST)
    expect(response.status).toBe(403)
    expect(events).toEqual(['a in', 'a out'])
  })

  it('complain when one of them calls next twice', async () => {
    const handler = vi.fn<Handler>(() => ({ status: 200 }))
    const twice: Middleware = async (request, next) => {
      await next(request)
      return next(request)
    }
    const response = compose([twice], handler)(REQUEST)
    const sentence = 'A middleware has called next() twice'
    await expect(response).rejects.toThrow(sentence)
    expect(handler).toHaveBeenCalledOnce()
  })

  it('serve many requests, also at the same time', async () => {
    const events: string[] = []
    const layers = [logTo(events, 'a'), logTo(events, 'b')]
    const composed = compose(layers, async () => ({ status: 200 }))
    await Promise.all([1, 2, 3].map(async () => composed(REQUEST)))
    expect(events).toHaveLength(3 * 4)
  })
})

describe('withHeaders', () => {
  it.each<[string, HttpResponse]>([
    ['after those that are there', { status: 404, headers: [['A', '1']] }],
    ['to a response without any', { status: 404, body: 'b' }],
  ])('adds field lines %s', (_where, response) => {
    const before = structuredClone(response)
    const changed = withHeaders(response, ['A', '2'], ['B', '3'])
    const { headers = [], ...others } = before
    const lines = [...headers, ['A', '2'], ['B', '3']]
    expect(changed).toEqual({ ...others, headers: lines })
    expect(response).toEqual(before)
  })

  it('replaces a field that can be there only once', () => {
    const headers = [
      ['access-control-allow-origin', '*'],
      ['Vary', 'Accept'],
    ] as const
    const own = [
      ['Access-Control-Allow-Origin', 'http://a.example'],
      ['Vary', 'Origin'],
    ] as const
    const changed = withHeaders({ status: 200, headers }, ...own)
    expect(changed.headers).toEqual([headers[1], ...own])
  })
})

function logTo(events: string[], name: string): Middleware {
  return async (request, next) => {
    events.push(`${name} in`)
    const response = await next(request)
    events.push(`${name} out`)
    return response
  }
}
