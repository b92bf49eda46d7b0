// How a request's body is delimited, and what is too doubtful to be served
// (RFC 9112 §6.3).
import { describe, expect, it } from 'vitest'
import { type Framing, parseFraming } from '#src/wire/framing.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { LIMITS } from '#src/wire/limits.ts'
import { parseFieldLine } from '#src/wire/request-head.ts'

const LENGTH = 'Content-Length: 5'
const CHUNKED = 'Transfer-Encoding: chunked'

describe('parseFraming', () => {
  it.each([
    ['X-A: 1', 0],
    [LENGTH, 5],
    ['Content-Length: 005', 5],
    ['Content-Length: 100', 100],
  ])('finds with %j a body of %i bytes', (line, length) => {
    expect(framing('HTTP/1.1', line)).toEqual({ kind: 'length', length })
  })

  it.each(['', '+5', '5.0', '1e1', '0x5', '5,5', '\xb2'])(
    'refuses the length %j',
    (value) => {
      const message = `Cannot parse Content-Length "${value}"`
      expect(() => framing('HTTP/1.1', `Content-Length: ${value}`)).toThrow(
        expect.objectContaining({ status: 400, message }),
      )
    },
  )

  it.each([CHUNKED, 'Transfer-Encoding: , CHUNKED ,'])(
    'finds chunks with %j',
    (line) => {
      expect(framing('HTTP/1.1', line)).toEqual({ kind: 'chunked' })
    },
  )

  it.each([
    [400, 'a second length', [LENGTH, LENGTH]],
    [413, 'more than bodyBytes', ['Content-Length: 101']],
    [413, 'far more', [`Content-Length: ${'9'.repeat(400)}`]],
    [400, 'no coding', ['Transfer-Encoding: ']],
    [400, 'chunked twice', [CHUNKED, CHUNKED]],
    [400, 'a coding behind chunked', [CHUNKED, 'Transfer-Encoding: gzip']],
    [501, 'a coding before chunked', ['Transfer-Encoding: gzip, chunked']],
    [400, 'chunks and a length', [CHUNKED, LENGTH]],
    [400, 'a bad length and chunks', ['Content-Length: x', CHUNKED]],
  ])('refuses with %i %s', (status, _what, lines) => {
    expect(() => framing('HTTP/1.1', ...lines)).toThrow(
      expect.objectContaining({ status }),
    )
  })

  it('refuses chunks from HTTP/1.0, which does not know them', () => {
    expect(() => framing('HTTP/1.0', CHUNKED)).toThrow(
      expect.objectContaining({ status: 400 }),
    )
  })
})

function framing(version: string, ...lines: readonly string[]): Framing {
  const headers = new HttpHeaders(lines.map(parseFieldLine))
  const head = { method: 'POST', target: '/', version, headers }
  return parseFraming(head, { ...LIMITS, bodyBytes: 100 })
}
