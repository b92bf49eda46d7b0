// Request line and field lines: what they mean, what is refused
// (RFC 9112 §3, §5).
import { describe, expect, it } from 'vitest'
import { parseFieldLine, parseRequestHead } from '#src/wire/request-head.ts'

describe('parseRequestHead', () => {
  it('splits a head into its parts', () => {
    const text = 'POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2'
    const { headers, ...line } = parseRequestHead(text)
    expect(line).toEqual({
      method: 'POST',
      target: '/a?b=c',
      version: 'HTTP/1.1',
    })
    expect([...headers]).toEqual([
      ['host', 'x'],
      ['x-a', '1'],
      ['x-a', '2'],
    ])
  })

  it.each([
    ['get / HTTP/1.1', { method: 'get' }],
    ["!#$%&'*+-.^_`|~ / HTTP/1.1", { method: "!#$%&'*+-.^_`|~" }],
    ['GET http://a:1/%2f HTTP/1.1', { target: 'http://a:1/%2f' }],
    ['GET * HTTP/1.9', { target: '*', version: 'HTTP/1.9' }],
  ])('understands %j', (text, expected) => {
    expect(parseRequestHead(text)).toMatchObject(expected)
  })

  it.each(['GET /', 'GET  / HTTP/1.1', 'GE(T / HTTP/1.1', 'GET / HTTP/1.1\n'])(
    'refuses the request line %j',
    (line) => {
      const message = `Cannot parse request line "${line}"`
      expect(() => parseRequestHead(line)).toThrow(refusal(400, message))
    },
  )

  it.each([
    ['/%4', '%'],
    ['/#a', '#'],
    ['/a"b', '"'],
    ['/a<b', '<'],
    ['/a\\b', '\\'],
    ['/a^b', '^'],
    ['/?a=<', '<'],
    ['/?a=#', '#'],
    ['/?\xe9', '\xe9'],
    ['/?%g0', '%'],
    ['/?\0', '\0'],
  ])('refuses the target %j and names the character', (target, odd) => {
    const message = `Cannot have ${JSON.stringify(odd)} in a request target`
    const line = `GET ${target} HTTP/1.1`
    expect(() => parseRequestHead(line)).toThrow(refusal(400, message))
  })

  it.each(['/a|b', '/?tag=a|b', '/?q={a:[1]}', '/?\\^`'])(
    'takes the target %j as browsers send it',
    (target) => {
      const line = `GET ${target} HTTP/1.1`
      expect(parseRequestHead(line)).toMatchObject({ target })
    },
  )

  it.each(['HTTP/0.9', 'HTTP/2.0'])('cannot speak %s', (version) => {
    expect(() => parseRequestHead(`GET / ${version}`)).toThrow(
      refusal(505, `Cannot speak ${version}`),
    )
  })

  it('quotes no more than 80 characters of a bad line', () => {
    const line = 'a'.repeat(1000)
    const message = `Cannot parse request line "${'a'.repeat(80)}"`
    expect(() => parseRequestHead(line)).toThrow(refusal(400, message))
  })
})

describe('parseFieldLine', () => {
  it.each([
    ['X-A:b', 'x-a', 'b'],
    ['X-A: \t b\tc \t ', 'x-a', 'b\tc'],
    ['X-A:', 'x-a', ''],
    ['X-A: :b: \xff', 'x-a', ':b: \xff'],
  ])('reads %j', (line, name, value) => {
    expect(parseFieldLine(line)).toEqual([name, value])
  })

  it.each(['', 'X-A', ': b', 'X-A : b', '\tfolded', 'X-A: b\nc'])(
    'refuses %j',
    (line) => {
      const message = `Cannot parse field line "${line}"`
      expect(() => parseFieldLine(line)).toThrow(refusal(400, message))
    },
  )
})

function refusal(status: number, message: string): unknown {
  return expect.objectContaining({ status, message })
}
