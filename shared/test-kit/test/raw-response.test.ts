// The client's side is strict: what it accepts has to be a response.
import { describe, expect, it } from 'vitest'
import { headerValues, parseResponse, quote } from '../src/raw-response.ts'

describe('parseResponse', () => {
  it('parses a response of a known length and leaves the rest', () => {
    const response = parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP')
    expect(response?.status).toBe(200)
    expect(response?.body.toString()).toBe('hi')
    expect(response?.complete).toBe(true)
    expect(response?.length).toBe(40)
  })

  it('waits for a head and for a body', () => {
    expect(parse('HTTP/1.1 200 OK\r\n')).toBeUndefined()
    const half = parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh')
    expect(half?.complete).toBe(false)
  })

  it('ends a body without a length with the connection', () => {
    const text = 'HTTP/1.0 200 OK\r\n\r\nhi'
    expect(parse(text)?.complete).toBe(false)
    expect(parseResponse(Buffer.from(text), 'GET', true)?.complete).toBe(true)
  })

  it.each([
    ['an answer to HEAD', '200 OK', 'HEAD'],
    ['204', '204 No Content', 'GET'],
    ['304', '304 Not Modified', 'GET'],
    ['100', '100 Continue', 'GET'],
  ])('knows that %s has no body', (_, status, method) => {
    const text = `HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\n`
    const response = parseResponse(Buffer.from(text), method, false)
    expect(response?.complete).toBe(true)
    expect(response?.body).toHaveLength(0)
  })

  it('parses chunks', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    const response = parse(`${head}5\r\nhello\r\n0\r\n\r\n`)
    expect(response?.body.toString()).toBe('hello')
    expect(response?.complete).toBe(true)
    expect(parse(`${head}5\r\nhel`)?.complete).toBe(false)
  })

  it.each([
    ['a status line without a version', '200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a field line without a colon', 'HTTP/1.1 200 OK\r\nX\r\n\r\n'],
    ['a space before a colon', 'HTTP/1.1 200 OK\r\nX : 1\r\n\r\n'],
    ['NUL in a value', 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na',
    ],
    ['a length of letters', 'HTTP/1.1 200 OK\r\nContent-Length: a\r\n\r\n'],
    [
      'a length and a coding',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na',
    ],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(
      /no status line|no field line|response has/,
    )
  })
})

describe('headerValues', () => {
  it('finds every value of a name in any case', () => {
    const response = parse(
      'HTTP/1.1 204 No Content\r\nX-A: 1\r\nx-a: 2\r\n\r\n',
    )
    expect(response && headerValues(response, 'X-a')).toEqual(['1', '2'])
  })
})

describe('quote', () => {
  it('shows control characters and cuts long text', () => {
    expect(quote(Buffer.from('a\r\n'))).toBe('"a\\r\\n"')
    expect(quote('a'.repeat(301))).toMatch(/^"a{300}"… \(301 bytes\)$/)
  })
})

function parse(text: string): ReturnType<typeof parseResponse> {
  return parseResponse(Buffer.from(text, 'latin1'), 'GET', false)
}
