// JSON out: a value becomes a response. JSON in: what readJson asks of a body
// before anybody sees its value.
import { describe, expect, it } from 'vitest'
import { json, readJson } from '../../src/web/json.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { RequestBody } from '../../src/wire/request-body.ts'
import { requestFor } from './request-for.ts'

describe('json', () => {
  it('is a 200 with the value as JSON', () => {
    expect(json({ a: ['é', null] })).toEqual({
      status: 200,
      headers: [['Content-Type', 'application/json']],
      body: '{"a":["é",null]}',
    })
  })

  it('takes another status and further headers', () => {
    const headers = [['Location', '/books/1']] as const
    const response = json(null, { status: 201, headers })
    const [, location] = response.headers ?? []
    expect(response).toMatchObject({ status: 201, body: 'null' })
    expect(location).toEqual(['Location', '/books/1'])
  })

  it.each(['Content-Type', 'content-type'])(
    'says %s once if the response has its own',
    (name) => {
      const line = [name, 'application/problem+json'] as const
      const headers = [['X-A', '1'] as const, line]
      expect(json({}, { headers }).headers).toEqual(headers)
    },
  )
})

describe('readJson', () => {
  it.each([
    ['{"a":[1,"b"]}', { a: [1, 'b'] }],
    [' "é€𝄞" ', 'é€𝄞'],
    ['"\\ud83d\\ude00"', '😀'],
    ['\ufeff{}', {}],
  ])('reads %j', async (text, value) => {
    expect(await readJson(request({ text }))).toEqual(value)
  })

  it('reads characters that lie across pieces', async () => {
    const pieces = [...Buffer.from('"é€𝄞"')].map((byte) => Buffer.of(byte))
    expect(await readJson(request({ pieces }))).toBe('é€𝄞')
  })

  it('gives "__proto__" as a member like any other', async () => {
    const text = '{"__proto__":{"a":1}}'
    const value = await readJson(request({ text }))
    expect(JSON.stringify(value)).toBe(text)
    expect(value).not.toHaveProperty('a')
  })

  it.each([
    'application/json',
    'APPLICATION/Json',
    'application/json;charset=utf-8',
    'application/json \t; a="b"',
  ])('reads a body of type %j', async (type) => {
    expect(await readJson(request({ types: [type] }))).toEqual({})
  })

  it.each([
    [[]],
    [['text/plain']],
    [['application/jsonp']],
    [['application/merge-patch+json']],
    [['text/plain; a=application/json']],
    [['application/json', 'application/json']],
  ])('refuses a body whose types are %j', async (types) => {
    await expect(readJson(request({ types }))).rejects.toMatchObject({
      status: 415,
      headers: [['Accept', 'application/json']],
    })
  })

  it('says what a PATCH can have in a field of its own', async () => {
    const patch = request({ method: 'PATCH', types: ['a/b'] })
    await expect(readJson(patch, ['a/c', 'a/d'])).rejects.toMatchObject({
      status: 415,
      message: 'Can only read a/c, a/d',
      headers: [['Accept-Patch', 'a/c, a/d']],
    })
  })

  it('reads for a client that wants anything but JSON in return', async () => {
    expect(await readJson(request({ accept: 'text/event-stream' }))).toEqual({})
  })

  it('looks at the type before it asks for the body', async () => {
    const { body, ...rest } = request({ types: ['a/b'] })
    await expect(readJson({ ...rest, body })).rejects.toThrow('Can only')
    expect(await body.text()).toBe('{}')
  })

  it.each([
    ['', 'expected value at position 0'],
    ['\ufeff\ufeff1', 'expected value at position 0'],
    ['['.repeat(1_000_000), 'expected value or ] at position 1000000'],
  ])('says what is wrong with %.9j', async (text, fault) => {
    const message = `Cannot parse JSON: ${fault}`
    const refusal = { status: 400, message }
    await expect(readJson(request({ text }))).rejects.toMatchObject(refusal)
  })

  it.each([
    ['half a character', '"\xe2\x82"'],
    ['an overlong slash', '"\xc0\xaf"'],
    ['a surrogate', '"\xed\xa0\x80"'],
    ['Latin-1', '"caf\xe9"'],
    ['UTF-16', '\xff\xfe1\x00'],
  ])('refuses %s instead of UTF-8', async (_what, octets) => {
    const pieces = [Buffer.from(octets, 'latin1')]
    const message = 'Cannot parse JSON that is not UTF-8'
    const refusal = { status: 400, message }
    await expect(readJson(request({ pieces }))).rejects.toMatchObject(refusal)
  })

  it.each([
    ['lists', '[', '1', ']'],
    ['members called "__proto__"', '{"__proto__":', '1', '}'],
    ['both', '[{"a":', '1', '}]'],
  ])('reads 64 levels of %s and refuses 65', async (_what, ...parts) => {
    const [start, middle, end] = parts
    const levels = 64 / end.length
    const text = start.repeat(levels) + middle + end.repeat(levels)
    await expect(readJson(request({ text }))).resolves.toBeDefined()
    const deeper = readJson(request({ text: `[0,${text}]` }))
    const message = 'JSON is nested more than 64 deep'
    await expect(deeper).rejects.toMatchObject({ status: 400, message })
  })
})

interface Parts {
  readonly method?: string
  readonly types?: readonly string[]
  readonly accept?: string
  readonly text?: string
  readonly pieces?: readonly Buffer[]
}

function request({
  method = 'POST',
  types = ['application/json'],
  accept = '*/*',
  text = '{}',
  pieces = [Buffer.from(text)],
}: Parts): HttpRequest {
  const lines = types.map((type) => ['content-type', type] as const)
  const head = requestFor(method, '/', ['accept', accept], ...lines)
  return { ...head, body: new RequestBody(each(pieces)) }
}

async function* each(pieces: readonly Buffer[]): AsyncGenerator<Buffer, void> {
  yield* pieces
}
