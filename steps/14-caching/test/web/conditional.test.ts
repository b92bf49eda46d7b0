// What a middleware adds to content, and what it leaves out of a 304
// (RFC 9110 §15.4.5).
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { conditional } from '#src/web/conditional.ts'
import { etagOf } from '#src/web/etag.ts'
import { type FieldLine, HttpHeaders } from '#src/wire/headers.ts'
import type { HttpResponse } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const TAG = ['ETag', etagOf('hello')] as const
const NO_CACHE = ['Cache-Control', 'no-cache'] as const
const THEN = 'Sun, 06 Nov 1994 08:49:37 GMT'

describe('conditional', () => {
  it.each(['GET', 'HEAD'])('tags what %s gets', async (method) => {
    const type = ['Content-Type', 'text/plain'] as const
    const tagged = await answer(method, [], hello(type))
    expect(tagged).toEqual(hello(type, NO_CACHE, TAG))
  })

  it('gives bytes the tag of the text that they are', async () => {
    const response = { status: 200, body: Buffer.from('hello') }
    const { headers } = await answer('GET', [], response)
    expect(headers).toEqual([NO_CACHE, TAG])
  })

  it.each([
    [['etag', 'W/"own"'], [NO_CACHE]],
    [['cache-control', 'max-age=60'], [TAG]],
    [['Cache-Control', 'private, no-store'], []],
  ] as const)("keeps a handler's own %j and adds %j", async (own, added) => {
    const response = await answer('GET', [], hello(own))
    expect(response).toEqual(hello(own, ...added))
  })

  it.each([
    ['POST', 200],
    ['PUT', 200],
    ['GET', 201],
    ['GET', 302],
    ['GET', 404],
    ['HEAD', 500],
  ])('leaves the answer to %s with %i as it is', async (method, status) => {
    const response = { status, body: 'hello' }
    const lines = [['if-none-match', '*'] as const]
    expect(await answer(method, lines, response)).toBe(response)
  })

  it.each(['GET', 'HEAD'])(
    'describes nothing in a 304 to %s',
    async (method) => {
      const kept: FieldLine[] = [
        ['Content-Location', '/a'],
        ['Expires', '0'],
        ['Set-Cookie', 'a=b'],
      ]
      const dropped: FieldLine[] = [
        ['content-type', 'text/plain'],
        ['Content-Language', 'en'],
        ['Last-Modified', THEN],
      ]
      const lines = [['if-none-match', TAG[1]] as const]
      const response = hello(...dropped, ...kept)
      const headers = [...kept, NO_CACHE, TAG]
      expect(await answer(method, lines, response)).toEqual({
        status: 304,
        headers,
      })
    },
  )

  it.each([
    ['if-none-match', '"own"', 304],
    ['if-none-match', TAG[1], 200],
    ['if-modified-since', THEN, 304],
  ])("goes by a handler's own validators: %s %s is %i", async (...row) => {
    const [name, value, status] = row
    const response = hello(['ETag', '"own"'], ['Last-Modified', THEN])
    const answered = await answer('GET', [[name, value]], response)
    expect(answered.status).toBe(status)
  })

  it('throws 412 when the client wants another state', async () => {
    const answered = answer('GET', [['if-match', '"x"']], hello())
    await expect(answered).rejects.toMatchObject({ status: 412 })
  })
})

function hello(...headers: readonly FieldLine[]): HttpResponse {
  return { status: 200, headers, body: 'hello' }
}

function answer(
  method: string,
  lines: readonly FieldLine[],
  response: HttpResponse,
): Promise<HttpResponse> {
  return conditional(requestFor(method, '/', ...lines), () => response)
}
