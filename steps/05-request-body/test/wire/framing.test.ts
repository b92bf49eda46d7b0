// How long a request's body is, and what is too doubtful to be served
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
    expect(framing(line)).toEqual({ kind: 'length', length })
  })

  it.each(['', '+5', '5.0', '1e1', '0x5', '5,5', '\xb2'])(
    'refuses the length %j',
    (value) => {
      const message = `Cannot parse Content-Length "${value}"`
      expect(() => framing(`Content-Length: ${value}`)).toThrow(
        expect.objectContaining({ status: 400, message }),
      )
    },
  )

  it.each([
    [400, 'a second length', [LENGTH, LENGTH]],
    [413, 'more than bodyBytes', ['Content-Length: 101']],
    [413, 'far more', [`Content-Length: ${'9'.repeat(400)}`]],
    [501, 'chunks', [CHUNKED]],
    [501, 'chunks and a length', [CHUNKED, LENGTH]],
  ])('refuses with %i %s', (status, _what, lines) => {
    expect(() => framing(...lines)).toThrow(expect.objectContaining({ status }))
  })
})

function framing(...lines: readonly string[]): Framing {
  const headers = new HttpHeaders(lines.map(parseFieldLine))
  const head = { method: 'POST', target: '/', version: 'HTTP/1.1', headers }
  return parseFraming(head, { ...LIMITS, bodyBytes: 100 })
}
