// From bytes to spans: nothing is lost, whatever comes and wherever it is cut.
import {
  array,
  assert,
  constantFrom,
  nat,
  oneof,
  property,
  uint8Array,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conversation, type Direction } from '../src/conversation.ts'
import type { Fault, Reading } from '../src/span.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

interface Seen {
  readonly spans: { kind: string; text: string }[]
  readonly faults: Fault[]
}

/** Spans of all readings, put together where a cut had parted them. */
function joined(readings: readonly Reading[]): Seen {
  const spans: Seen['spans'] = []
  for (const { kind, bytes, continued } of readings.flatMap((r) => r.spans)) {
    const text = Buffer.from(bytes).toString('latin1')
    const last = spans.at(-1)
    if (continued && last) last.text += text
    else spans.push({ kind, text })
  }
  return { spans, faults: readings.flatMap(({ faults }) => faults) }
}

function read(
  direction: Direction,
  pieces: readonly string[],
  conversation = new Conversation(),
): Seen {
  return joined([
    ...pieces.map((piece) => conversation.read(direction, bytesOf(piece))),
    conversation.end(direction),
  ])
}

const kindsOf = ({ spans }: Seen): string[] =>
  spans.map(({ kind, text }) => `${kind} ${JSON.stringify(text)}`)

const REQUESTS =
  '\r\nGET /a?b HTTP/1.1\r\nHost: a\r\n\r\n' +
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n' +
  'Content-Length: 5\r\n\r\nhello' +
  'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '1a;x="y"\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nTrailer: 1\r\n\r\n' +
  'GET /b HTTP/1.0\r\nBad Name: \x01\r\n folded\r\nno colon\n\r\n'

describe('the refusal of a tunnel', () => {
  it('has a body like others', () => {
    const conversation = new Conversation()
    const request = 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'
    const response = 'HTTP/1.1 501 No\r\nContent-Length: 2\r\n\r\nno'
    read('request', [request], conversation)
    const seen = read('response', [response], conversation)
    expect(kindsOf(seen).at(-1)).toBe('data "no"')
    expect(seen.faults).toEqual([])
    expect(conversation.completed('response')).toBe(1)
  })
})

describe('a request', () => {
  it('is method, target, version, fields, an empty line', () => {
    const seen = read('request', ['GET /x HTTP/1.1\r\nHost: a\r\n\r\n'])
    expect(kindsOf(seen)).toEqual([
      'method "GET"',
      'space " "',
      'target "/x"',
      'space " "',
      'version "HTTP/1.1"',
      'line-end "\\r\\n"',
      'name "Host"',
      'colon ":"',
      'space " "',
      'value "a"',
      'line-end "\\r\\n"',
      'empty-line "\\r\\n"',
    ])
    expect(seen.faults).toEqual([])
  })

  it.each(['/?tag=a|b', '/?{[^`]}\\', '/a|b/[c]?d'])(
    'may have the target %j, as browsers send it',
    (target) => {
      const seen = read('request', [
        `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`,
      ])
      expect(seen.faults).toEqual([])
    },
  )

  it.each(['/{a}?b', '/a^b', '/a\\b', '/?a<b', '/?a"b', '/?\xe9'])(
    'has a fault in its target %j',
    (target) => {
      const seen = read('request', [
        `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`,
      ])
      expect(seen.faults).toHaveLength(1)
    },
  )

  it('has chunks and trailers', () => {
    const seen = read('request', [
      'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n' +
        '3;x\r\nabc\r\n0\r\nA: b\r\n\r\n',
    ])
    expect(kindsOf(seen).slice(17)).toEqual([
      'chunk-size "3"',
      'extension ";x"',
      'line-end "\\r\\n"',
      'data "abc"',
      'data-end "\\r\\n"',
      'chunk-size "0"',
      'line-end "\\r\\n"',
      'name "A"',
      'colon ":"',
      'space " "',
      'value "b"',
      'line-end "\\r\\n"',
      'empty-line "\\r\\n"',
    ])
    expect(seen.faults).toEqual([])
  })

  it('reads the same wherever it is cut', () => {
    const whole = read('request', [REQUESTS])
    for (let at = 1; at < REQUESTS.length; at += 1) {
      const pieces = [REQUESTS.slice(0, at), REQUESTS.slice(at)]
      expect(read('request', pieces), `cut at ${at}`).toEqual(whole)
    }
    expect(read('request', REQUESTS.split(''))).toEqual(whole)
  })

  const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n'

  it.each([
    ['a character in the method', 'G@T / HTTP/1.1\r\n', 1, '9110 §9.1'],
    ['two spaces', 'GET  / HTTP/1.1\r\n', 4, '9112 §3'],
    ['a space in the target', 'GET /a b HTTP/1.1\r\n', 7, '9112 §2.3'],
    ['a byte in the target', 'GET /\xff HTTP/1.1\r\n', 5, '9112 §3.2'],
    ['no version', 'GET /\r\n', 5, '9112 §3'],
    ['a version in lower case', 'GET / http/1.1\r\n', 6, '9112 §2.3'],
    ['a version that breaks off', 'GET / HTTP/1\r\n', 12, '9112 §2.3'],
    ['LF alone', 'GET / HTTP/1.1\nHost: a\r\n', 14, '9112 §2.2'],
    ['CR alone', `${HEAD}X: a\rb\r\n`, 29, '9112 §2.2'],
    ['a space before the colon', `${HEAD}X : a\r\n`, 26, '9112 §5.1'],
    ['no colon', `${HEAD}X\r\n`, 26, '9112 §5'],
    ['no name', `${HEAD}: a\r\n`, 25, '9112 §5'],
    ['a folded line', `${HEAD} x\r\n`, 25, '9112 §5.2'],
    ['NUL in a value', `${HEAD}X: \0\r\n`, 28, '9110 §5.5'],
    ['a length with a sign', `${HEAD}Content-Length: +5\r\n`, 41, '9110 §8.6'],
    ['two hosts', `${HEAD}Host: b\r\n`, 31, '9112 §3.2'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 16, '9112 §3.2'],
  ])('may have %s', (_, text, offset, section) => {
    const { faults } = read('request', [text])
    expect(faults[0]).toMatchObject({ offset, rfc: `RFC ${section}` })
  })

  it.each([
    ['no hex', 'x\r\n', 0],
    ['no size', '\r\n', 0],
    ['a space first', ' 1\r\n', 0],
    ['no CRLF behind', '1\r\nab', 4],
    ['more digits than a number has', 'ffffffffffffffff\r\n', 13],
  ])('may have a chunk with %s', (_, chunk, at) => {
    const head = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`
    const { faults } = read('request', [head + chunk])
    expect(faults).toMatchObject([
      { offset: head.length + at, rfc: 'RFC 9112 §7.1' },
    ])
  })
})

describe('a response', () => {
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'

  function answer(request: string, response: string): Seen {
    const conversation = new Conversation()
    conversation.read('request', bytesOf(request))
    return read('response', [response], conversation)
  }

  it.each([
    ['HEAD', 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n', OK],
    ['nobody, with 204', '', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['nobody, with 304', '', OK.replace('200 OK', '304 Not Modified')],
  ])('to %s has no body', (_, request, response) => {
    const seen = answer(request, response + OK + 'ok')
    expect(kindsOf(seen).filter((kind) => /^(st|data)/.test(kind))).toEqual([
      expect.stringMatching(/^status/),
      'status "200"',
      'data "ok"',
    ])
    expect(seen.faults).toEqual([])
  })

  it('may come after an interim one', () => {
    const conversation = new Conversation()
    const text = `HTTP/1.1 100 Continue\r\n\r\n${OK}ok`
    const seen = read('response', [text], conversation)
    expect(seen.faults).toEqual([])
    expect(conversation.completed('response')).toBe(1)
  })

  it('may end with the connection', () => {
    const conversation = new Conversation()
    const seen = read(
      'response',
      ['HTTP/1.0 200 OK\r\n\r\nab', 'c'],
      conversation,
    )
    expect(kindsOf(seen).at(-1)).toBe('data "abc"')
    expect(seen.faults).toEqual([])
    expect(conversation.completed('response')).toBe(1)
  })

  it('has a fault when it breaks off', () => {
    const { faults } = read('response', [`${OK}o`])
    expect(faults).toMatchObject([
      { offset: OK.length + 1, rfc: 'RFC 9112 §8' },
    ])
  })
})

const WORDS =
  'GET|/| |HTTP/1.1|\r\n|\r|\n|:|\0|\xe9|Host: a|Content-Length: |9|200|a|;|,' +
  '|Transfer-Encoding: chunked|\r\n\r\n|0\r\n\r\n|HEAD / HTTP/1.1'

describe('any bytes', () => {
  const octets = uint8Array({ maxLength: 200 })
  const nearly = array(constantFrom(...WORDS.split('|'))).map(
    (words) => new Uint8Array(bytesOf(words.join(''))),
  )

  it('become spans, each byte once, the same wherever they are cut', () => {
    assert(
      property(
        constantFrom<Direction>('request', 'response'),
        oneof(octets, nearly),
        nat(),
        (direction, bytes, cut) => {
          const text = Buffer.from(bytes).toString('latin1')
          const at = cut % (text.length + 1)
          const whole = read(direction, [text])
          expect(whole.spans.map((span) => span.text).join('')).toBe(text)
          const pieces = [text.slice(0, at), text.slice(at)]
          expect(read(direction, pieces)).toEqual(whole)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
