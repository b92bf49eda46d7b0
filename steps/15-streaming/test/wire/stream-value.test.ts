// A response whose body is a stream: what is checked, what its head says.
import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '#src/wire/message.ts'
import { checkResponse, writeResponse } from '#src/wire/response.ts'

describe('checkResponse', () => {
  it('gives back a stream', () => {
    const response = { status: 200, body: noPieces(), length: 0 }
    expect(checkResponse(response)).toBe(response)
  })

  it.each(['null', '5', 'true', '{}', '["a"]'])(
    'refuses the body %s',
    (body) => {
      const response = JSON.parse(`{ "status": 200, "body": ${body} }`)
      expect(() => checkResponse(response)).toThrow('Cannot send a body')
    },
  )

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])(
    'refuses a stream of length %d',
    (length) => {
      const response = { status: 200, body: noPieces(), length }
      expect(() => checkResponse(response)).toThrow(/length/i)
    },
  )
})

describe('writeResponse', () => {
  it('does not believe in another length', () => {
    const response = { status: 200, body: 'hello', length: 3 }
    expect(lines('GET', response)).toContain('Content-Length: 5')
  })

  it.each(['GET', 'HEAD'])('leaves out a stream, for %s', (method) => {
    const response = { status: 200, body: noPieces(), length: 3 }
    expect(lines(method, response).slice(2)).toEqual(['', ''])
  })
})

async function* noPieces(): AsyncGenerator<string, void> {}

function lines(method: string | undefined, response: HttpResponse): string[] {
  const pieces = writeResponse(response, method, undefined)
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
    .toString('latin1')
    .split('\r\n')
}
