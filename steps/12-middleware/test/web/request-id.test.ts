// The name of a request: the client's own, if it could be in a log.
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { requestId } from '#src/web/request-id.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

describe('requestId', () => {
  it.each(['a', 'A-b_c.9', '0'.repeat(64)])('gives %s back', async (id) => {
    expect(await idFor(id)).toBe(id)
  })

  it.each([
    [[]],
    [['']],
    [['a'.repeat(65)]],
    [['a b']],
    [['a"b']],
    [['a,b']],
    [['a\nb']],
    [['ab\n']],
    [['\xe9']],
    [['a', 'b']],
    [['a', 'a']],
    [['', 'a']],
  ])('makes a UUID where %j came', async (sent) => {
    expect(await idFor(...sent)).toMatch(UUID)
  })

  it('makes another one each time', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, () => idFor()))
    expect(new Set(ids).size).toBe(100)
  })

  it('adds the name to the response and changes nothing else', async () => {
    const request = requestFor('GET', '/', ['x-request-id', 'a'])
    const headers = [['Allow', 'GET']] as const
    const response = { status: 405, headers, body: 'no' }
    expect(await requestId(request, () => response)).toEqual({
      status: 405,
      headers: [...headers, ['X-Request-Id', 'a']],
      body: 'no',
    })
  })
})

/** The one X-Request-Id of the response, when these came with the request. */
async function idFor(...sent: readonly string[]): Promise<string | undefined> {
  const lines = sent.map((id) => ['x-request-id', id] as const)
  const request = requestFor('GET', '/', ...lines)
  const { headers = [] } = await requestId(request, () => ({ status: 200 }))
  expect(headers.map(([name]) => name)).toEqual(['X-Request-Id'])
  return headers[0]?.[1]
}
