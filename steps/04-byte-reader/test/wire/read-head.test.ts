// Where a head ends, and how it is read from a connection (RFC 9112 §2).
import { openReader } from '@barewire/test-kit/open-reader'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '#src/wire/byte-reader.ts'
import { LIMITS } from '#src/wire/limits.ts'
import {
  findHeadEnd,
  readRequestHead,
  takeRequestHead,
} from '#src/wire/request-head.ts'

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
    await using connection = await openReader(ByteReader)
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
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    const message = `Cannot begin a request with octet ${octet}${why}`
    await deliver(text)
    expect(() => takeRequestHead(reader, LIMITS)).toThrow(refusal(400, message))
  })

  it('waits for what comes after a CR', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('\r')
    expect(takeRequestHead(reader, LIMITS)).toBeUndefined()
    await deliver('\nGET / HTTP/1.1\r\n\r\n')
    expect(takeRequestHead(reader, LIMITS)).toMatchObject({ target: '/' })
  })

  it('takes a head when all of it is here, and nothing before', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('\r\nGET / HTTP/1.1\r\n')
    expect(takeRequestHead(reader, LIMITS)).toBeUndefined()
    await deliver('\r\n')
    expect(takeRequestHead(reader, LIMITS)).toMatchObject({ target: '/' })
    expect(reader.bytes.length).toBe(0)
  })

  it('leaves the bytes behind the head alone', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('\r\n\r\nPOST / HTTP/1.1\r\n\r\n\r\nbody')
    await readRequestHead(reader, LIMITS)
    expect(reader.bytes.toString()).toBe('\r\nbody')
  })

  it.each(['', '\r\n', '\r\n\r\n'])('gives nothing after %j', async (text) => {
    await using connection = await openReader(ByteReader)
    const { client, reader, deliver } = connection
    await deliver(text)
    client.end()
    expect(await readRequestHead(reader, LIMITS)).toBeUndefined()
  })

  it('refuses a head in which the connection ended', async () => {
    await using connection = await openReader(ByteReader)
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
