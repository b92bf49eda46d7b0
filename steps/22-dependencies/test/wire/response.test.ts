// The bytes of a response, and which values can become bytes at all
// (RFC 9112 §4).
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FieldLine } from '../../src/wire/headers.ts'
import type { HttpResponse } from '../../src/wire/message.ts'
import { checkResponse, writeResponse } from '../../src/wire/response.ts'

describe('checkResponse', () => {
  it.each([
    { status: 200 },
    { status: 599, headers: [], body: '' },
    { status: 299, headers: [['X-A', 'b\tc ~!']], body: new Uint8Array(2) },
  ] as const)('gives back %j', (response) => {
    expect(checkResponse(response)).toBe(response)
  })

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

  it.each([199, 100, 600, 0, -200, 200.5, Number.NaN, Infinity])(
    'refuses status %d',
    (status) => {
      expect(() => checkResponse({ status })).toThrow(
        `Cannot send status ${status}`,
      )
    },
  )

  it.each([
    ['X A', 'a'],
    ['X\r\nY', 'a'],
    ['X', 'a\r\nY: b'],
    ['X', 'a\n'],
    ['X', 'a\0'],
    ['X', 'caf\xe9'],
    ['X', '\u{10a}\u{10d}'],
    ['Content-Length', '5'],
    ['TRANSFER-ENCODING', 'chunked'],
    ['Date', 'today'],
    ['connection', 'keep-alive'],
  ])('refuses the field %j: %j', (name, value) => {
    const line: FieldLine = [name, value]
    const headers: FieldLine[] = [['X-Good', '1'], line]
    expect(() => checkResponse({ status: 200, headers })).toThrow(
      `Cannot send field ${JSON.stringify({ [name]: value })}`,
    )
  })

  it.each([
    ['Content-Type', 'content-type'],
    ['ETag', 'ETag'],
    ['location', 'LOCATION'],
    ['Last-Modified', 'Last-Modified'],
    ['Retry-After', 'retry-after'],
  ])('refuses a second line of a singleton field: %s, %s', (first, second) => {
    const headers: FieldLine[] = [
      [first, 'a'],
      ['X-Between', '1'],
      [second, 'a'],
    ]
    expect(() => checkResponse({ status: 200, headers })).toThrow(
      `Cannot send field ${first} twice`,
    )
  })

  it.each(['Set-Cookie', 'Vary', 'Link', 'WWW-Authenticate', 'X-Other'])(
    'takes two lines of %s',
    (name) => {
      const headers: FieldLine[] = [
        [name, 'a'],
        [name, 'b'],
      ]
      const response = { status: 200, headers }
      expect(checkResponse(response)).toBe(response)
    },
  )
})

describe('writeResponse', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(784_111_777_000)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('writes status line, fields, empty line, body', () => {
    const cookies: FieldLine[] = ['a', 'b'].map((name) => ['Set-Cookie', name])
    const response = { status: 201, headers: cookies, body: 'hello' }
    expect(lines('GET', response)).toEqual([
      'HTTP/1.1 201 Created',
      'Date: Sun, 06 Nov 1994 08:49:37 GMT',
      'Set-Cookie: a',
      'Set-Cookie: b',
      'Content-Length: 5',
      '',
      'hello',
    ])
  })

  it.each(['close', 'keep-alive'] as const)('says %s', (connection) => {
    const [head] = writeResponse({ status: 204 }, 'GET', connection)
    expect(String(head)).toMatch(`GMT\r\nConnection: ${connection}\r\n\r\n`)
  })

  it('counts bytes, not characters', () => {
    const body = 'é€𝄞'
    expect(lines('GET', { status: 200, body }).slice(2)).toEqual([
      'Content-Length: 9',
      '',
      Buffer.from(body).toString('latin1'),
    ])
  })

  it('sends bytes as they are, and does not copy them', () => {
    const body = Uint8Array.of(0, 9, 128, 255)
    expect(lines('GET', { status: 200, body })).toContain('\0\t\x80\xff')
    const pieces = writeResponse({ status: 200, body }, 'GET', undefined)
    expect(pieces).toContain(body)
  })

  it('does not believe in another length', () => {
    const response = { status: 200, body: 'hello', length: 3 }
    expect(lines('GET', response)).toContain('Content-Length: 5')
  })

  it.each(['GET', 'HEAD'])('leaves out a stream, for %s', (method) => {
    const response = { status: 200, body: noPieces(), length: 3 }
    expect(lines(method, response).slice(2)).toEqual(['', ''])
  })

  it('leaves an unknown phrase empty', () => {
    expect(lines('GET', { status: 299 })[0]).toBe('HTTP/1.1 299 ')
  })

  it.each([
    ['HEAD', 200, ['Content-Length: 5']],
    ['HEAD', 204, []],
    ['GET', 204, []],
    ['GET', 205, ['Content-Length: 0']],
    ['GET', 304, []],
  ])('sends no body in answer to %s with %i', (method, status, lengths) => {
    const response = checkResponse({ status, body: 'hello' })
    expect(lines(method, response).slice(2)).toEqual([...lengths, '', ''])
  })

  it('sends a body to a client whose method nobody understood', () => {
    expect(lines(undefined, { status: 400, body: 'hello' })).toContain('hello')
  })
})

async function* noPieces(): AsyncGenerator<string, void> {}

function lines(method: string | undefined, response: HttpResponse): string[] {
  const pieces = writeResponse(response, method, undefined)
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
    .toString('latin1')
    .split('\r\n')
}
