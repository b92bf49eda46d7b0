// Request line and field lines: what they mean, what is refused, and where
// they end (RFC 9112 §2, §3, §5).
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/wire/limits.ts'
import {
  findHeadEnd,
  parseFieldLine,
  parseRequestHead,
  readRequestHead,
  takeRequestHead,
} from '../../src/wire/request-head.ts'
import { openReader } from './open-reader.ts'

describe('parseRequestHead', () => {
  it('splits a head into its parts', () => {
    const text = 'POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2'
    const { headers, ...line } = parseRequestHead(text, LIMITS)
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
    expect(parseRequestHead(text, LIMITS)).toMatchObject(expected)
  })

  it.each(['GET /', 'GET  / HTTP/1.1', 'GE(T / HTTP/1.1', 'GET / HTTP/1.1\n'])(
    'refuses the request line %j',
    (line) => {
      const message = `Cannot parse request line "${line}"`
      expect(() => parseRequestHead(line, LIMITS)).toThrow(
        refusal(400, message),
      )
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
    expect(() => parseRequestHead(line, LIMITS)).toThrow(refusal(400, message))
  })

  it.each(['/a|b', '/?tag=a|b', '/?q={a:[1]}', '/?\\^`'])(
    'takes the target %j as browsers send it',
    (target) => {
      const line = `GET ${target} HTTP/1.1`
      expect(parseRequestHead(line, LIMITS)).toMatchObject({ target })
    },
  )

  it.each(['HTTP/0.9', 'HTTP/2.0'])('cannot speak %s', (version) => {
    expect(() => parseRequestHead(`GET / ${version}`, LIMITS)).toThrow(
      refusal(505, `Cannot speak ${version}`),
    )
  })

  it('quotes no more than 80 characters of a bad line', () => {
    const line = 'a'.repeat(1000)
    const message = `Cannot parse request line "${'a'.repeat(80)}"`
    expect(() => parseRequestHead(line, LIMITS)).toThrow(refusal(400, message))
  })

  it('takes a target of targetBytes and no longer one', () => {
    const limits = { ...LIMITS, targetBytes: 5 }
    const head = parseRequestHead('GET /1234 HTTP/1.1', limits)
    expect(head.target).toBe('/1234')
    expect(() => parseRequestHead('GET /12345 HTTP/1.1', limits)).toThrow(
      refusal(414, 'Target is too long'),
    )
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

describe('findHeadEnd', () => {
  const text = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

  it('needs more after every part of a head', () => {
    for (let length = 0; length < text.length; length += 1) {
      const part = text.slice(0, length)
      expect(findHeadEnd(part, LIMITS)).toBeUndefined()
    }
  })

  it.each(['', 'G', '\r\n\r\n', '\nX'])('ends the head before %j', (next) => {
    expect(findHeadEnd(text + next, LIMITS)).toBe(text.length)
  })

  it.each(['GET / HTTP/1.1\n', 'GET / HTTP/1.1\r\nHost: x\n'])(
    'refuses %j, a line without CR',
    (part) => {
      expect(() => findHeadEnd(part, LIMITS)).toThrow(
        refusal(400, 'Line ends without CR'),
      )
    },
  )

  it('refuses that wherever it was cut, whatever else is wrong', () => {
    const faulty = 'GET / HTTP/2.0\r\n\nHost : x\r\n\r\n'
    for (let length = 17; length <= faulty.length; length += 1) {
      const part = faulty.slice(0, length)
      expect(() => findHeadEnd(part, LIMITS)).toThrow(
        refusal(400, 'Line ends without CR'),
      )
    }
  })

  it('takes a head of headBytes and no longer one', () => {
    const limits = { ...LIMITS, headBytes: text.length }
    expect(findHeadEnd(text, limits)).toBe(text.length)
    expect(findHeadEnd(text.slice(0, -1), limits)).toBeUndefined()
    const longer = text.replace('x', 'xy')
    expect(() => findHeadEnd(longer, limits)).toThrow(
      refusal(431, `Head is longer than ${text.length} bytes`),
    )
  })

  it('says of a head that is too long when its target already is', () => {
    const limits = { ...LIMITS, headBytes: 30, targetBytes: 20 }
    const head = `GET /${'a'.repeat(20)} HTTP/1.1\r\nHost: x\r\n`
    expect(() => findHeadEnd(head, limits)).toThrow(
      refusal(414, 'Target is too long'),
    )
  })

  it.each([
    [501, 'Method is too long', `${'A'.repeat(21)} / HTTP/1.1\r\n`],
    [501, 'Method is too long', 'A'.repeat(31)],
    [501, 'Method is too long', `${'A'.repeat(21)}\r\nHost: x\r\n`],
    [400, 'Cannot parse a method', `${'A'.repeat(21)}\0${'A'.repeat(21)}`],
    [
      431,
      'Head is longer than 30 bytes',
      'GET / HTTP/1.1\r\nHost: xxxxxxx\r\n',
    ],
    [431, 'Head is longer than 30 bytes', `GET / HTTP/${'1'.repeat(31)}`],
  ])('says %i, "%s", to %j', (status, message, head) => {
    const limits = { ...LIMITS, headBytes: 30, targetBytes: 20 }
    expect(() => findHeadEnd(head, limits)).toThrow(refusal(status, message))
  })
})

describe('readRequestHead', () => {
  it('reads pipelined heads wherever they were cut', async () => {
    await using connection = await openReader()
    const { reader, deliver } = connection
    const text = 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n'
    for (let at = 0; at <= text.length; at += 1) {
      const first = readRequestHead(reader, LIMITS)
      await deliver(text.slice(0, at))
      await deliver(text.slice(at))
      expect(await first).toMatchObject({ target: '/1' })
      const second = await readRequestHead(reader, LIMITS)
      expect(second).toMatchObject({ target: '/2' })
    }
  })

  it.each([
    ['of TLS', 22, '\x16\x03\x01', ': it looks like TLS, so use http://'],
    ['NUL', 0, '\0', ''],
    ['a space', 32, ' GET', ''],
    ['LF', 10, '\nGET', ''],
    ['a byte order mark', 239, '\xef\xbb\xbfGET', ''],
    ['CR without LF', 13, '\rGET', ''],
    ['a PROXY signature', 0, '\r\n\r\n\0\r\nQUIT\n', ''],
  ])('refuses %s as the first octet, at once', async (_, octet, text, why) => {
    await using connection = await openReader()
    const { reader, deliver } = connection
    const message = `Cannot begin a request with octet ${octet}${why}`
    await deliver(text)
    expect(() => takeRequestHead(reader, LIMITS)).toThrow(refusal(400, message))
  })

  it('waits for what comes after a CR', async () => {
    await using connection = await openReader()
    const { reader, deliver } = connection
    await deliver('\r')
    expect(takeRequestHead(reader, LIMITS)).toBeUndefined()
    await deliver('\nGET / HTTP/1.1\r\n\r\n')
    expect(takeRequestHead(reader, LIMITS)).toMatchObject({ target: '/' })
  })

  it('takes a head when all of it is here, and nothing before', async () => {
    await using connection = await openReader()
    const { reader, deliver } = connection
    await deliver('\r\nGET / HTTP/1.1\r\n')
    expect(takeRequestHead(reader, LIMITS)).toBeUndefined()
    await deliver('\r\n')
    expect(takeRequestHead(reader, LIMITS)).toMatchObject({ target: '/' })
    expect(reader.bytes.length).toBe(0)
  })

  it('leaves the bytes behind the head alone', async () => {
    await using connection = await openReader()
    const { reader, deliver } = connection
    await deliver('\r\n\r\nPOST / HTTP/1.1\r\n\r\n\r\nbody')
    await readRequestHead(reader, LIMITS)
    expect(reader.bytes.toString()).toBe('\r\nbody')
  })

  it.each(['', '\r\n', '\r\n\r\n'])('gives nothing after %j', async (text) => {
    await using connection = await openReader()
    const { client, reader, deliver } = connection
    await deliver(text)
    client.end()
    expect(await readRequestHead(reader, LIMITS)).toBeUndefined()
  })

  it('refuses a head in which the connection ended', async () => {
    await using connection = await openReader()
    const { client, reader, deliver } = connection
    await deliver('GET / HTTP/1.1\r\n')
    client.end()
    const message = 'Cannot parse the head: the connection ended in it'
    const head = readRequestHead(reader, LIMITS)
    await expect(head).rejects.toMatchObject({ status: 400, message })
  })
})

function refusal(status: number, message: string): unknown {
  return expect.objectContaining({ status, message })
}
