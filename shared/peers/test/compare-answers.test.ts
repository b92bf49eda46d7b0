// What counts as a difference between two answers, and what does not.
import {
  parseResponse,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import { describe, expect, it } from 'vitest'
import { compareAnswers } from '../src/compare-answers.ts'

const JSON_TYPE = 'Content-Type: application/json'

function answer(status: number, fields: string[], body = ''): RawResponse {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const head = [`HTTP/1.1 ${status} X`, ...fields, length]
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
  const response = parseResponse(bytes, 'GET', true)
  if (response === undefined) throw new Error('no response')
  return response
}

function json(value: unknown, status = 200): RawResponse {
  return answer(status, [JSON_TYPE], JSON.stringify(value))
}

function faults(...locs: (string | number)[][]): RawResponse {
  const detail = locs.map((loc) => ({ type: 'a', loc, msg: 'b', input: 1 }))
  return json({ detail }, 422)
}

const challenge = (...values: string[]): RawResponse =>
  answer(
    401,
    values.map((value) => `WWW-Authenticate: ${value}`),
  )

describe('answers that differ', () => {
  it.each<[string, string, RawResponse, RawResponse]>([
    ['the status', 'status', json({}), json({}, 201)],
    ['the content', 'content', json([1, 2]), json([2, 1])],
    [
      'a text and an object',
      'detail',
      json({ detail: 'x' }, 404),
      json({ detail: {} }, 404),
    ],
    ['a place', 'loc', faults(['body', 'a']), faults(['body', 'b'])],
    [
      'two faults at one place',
      'loc',
      faults(['body'], ['body']),
      faults(['body']),
    ],
    ['a number and a text', 'loc', faults(['body', 0]), faults(['body', '0'])],
    [
      'the input',
      'input',
      faults([]),
      json({ detail: [{ type: 'a', loc: [], msg: 'b' }] }, 422),
    ],
    [
      'no message',
      'detail',
      faults([]),
      json({ detail: [{ type: 'a', loc: [], msg: '', input: 1 }] }, 422),
    ],
    [
      'the media type',
      'content-type',
      answer(200, [JSON_TYPE]),
      answer(200, ['Content-Type: text/html']),
    ],
    [
      'a place to go',
      'location',
      answer(201, ['Location: /a']),
      answer(201, ['Location: /b']),
    ],
    [
      'a method',
      'allow',
      answer(405, ['Allow: GET, PUT']),
      answer(405, ['Allow: GET']),
    ],
    [
      'a scheme',
      'www-authenticate',
      challenge('Basic', 'Bearer'),
      challenge('Basic'),
    ],
    [
      'a rule for caches',
      'cache-control',
      answer(200, ['Cache-Control: no-store']),
      answer(200, []),
    ],
    [
      'a cookie attribute',
      'set-cookie',
      answer(200, ['Set-Cookie: a=; Path=/']),
      answer(200, ['Set-Cookie: a=']),
    ],
  ])('finds %s', (_, part, ours, theirs) => {
    expect(compareAnswers(ours, theirs).map((each) => each.part)).toEqual([
      part,
    ])
  })
})

describe('answers that do not', () => {
  it.each<[string, RawResponse, RawResponse]>([
    ['the order of members', json({ a: 1, b: 2 }), json({ b: 2, a: 1 })],
    ['the order of faults', faults(['a'], ['b']), faults(['b'], ['a'])],
    [
      'the words of a text',
      json({ detail: 'x' }, 404),
      json({ detail: 'y' }, 404),
    ],
    [
      'the order of methods',
      answer(405, ['Allow: GET, PUT']),
      answer(405, ['Allow: PUT,GET']),
    ],
    [
      'the parameters of a scheme',
      challenge('Basic realm="a", charset="UTF-8"'),
      challenge('Basic'),
    ],
    [
      'one field or two',
      challenge('Basic realm="a"', 'Bearer'),
      challenge('Basic, Bearer'),
    ],
    ['a token', json({ token: 'a' }), json({ token: 'b' })],
    [
      'a token in a cookie',
      answer(200, [`Set-Cookie: a=${'x'.repeat(43)}; Path=/`]),
      answer(200, [`Set-Cookie: a=${'y'.repeat(43)}; path=/`]),
    ],
    ['any other field', answer(200, ['Server: a']), answer(200, [])],
  ])('skips %s', (_, ours, theirs) => {
    expect(compareAnswers(ours, theirs)).toEqual([])
  })
})
