// Which responses are coded, what becomes of their fields, and how the tags of
// coded content come and go (RFC 9110 §8.8.3.3).
import { buffer } from 'node:stream/consumers'
import * as zlib from 'node:zlib'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it, vi } from 'vitest'
import { compression } from '#src/content/compression.ts'
import { conditional } from '#src/web/conditional.ts'
import { compose } from '#src/web/middleware.ts'
import { checkPreconditions } from '#src/web/preconditions.ts'
import { type FieldLine, HttpHeaders } from '#src/wire/headers.ts'
import type { HttpError } from '#src/wire/http-error.ts'
import type { Handler, HttpRequest, HttpResponse } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'
import { isStream } from '#src/wire/response-stream.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const LONG = 'é'.repeat(512)
const TYPE = ['Content-Type', 'text/plain; charset=utf-8'] as const
const VARY = ['Vary', 'Accept-Encoding'] as const
const GZIP = ['accept-encoding', 'gzip'] as const
const CODED = ['Content-Encoding', 'gzip'] as const

describe('content', () => {
  it.each([
    ['br', zlib.brotliDecompressSync],
    ['gzip', zlib.gunzipSync],
    ['deflate', zlib.inflateSync],
  ] as const)('is the same after %s', async (coding, decode) => {
    const accepted = ['accept-encoding', coding] as const
    for (const body of [LONG, Buffer.from(LONG), produce(LONG)]) {
      const response = { status: 200, headers: [TYPE], body }
      const coded = await answer([accepted], response)
      expect(coded.headers).toEqual([TYPE, VARY, ['Content-Encoding', coding]])
      const bytes = await bytesOf(coded)
      expect(String(decode(bytes))).toBe(LONG)
      expect(bytes.length).toBeLessThan(100)
    }
  })

  it.each([
    'text/html',
    'application/json',
    'application/x-ndjson',
    'application/xml; charset=utf-8',
    'image/svg+xml',
  ])('of type %s is coded', async (type) => {
    expect(await isCoded([['content-type', type]])).toBe(true)
  })

  it.each<[FieldLine[]]>([
    [[['Content-Type', 'text/event-stream']]],
    [[['Content-Type', 'text/event-stream; charset=utf-8']]],
    [[['Content-Type', 'image/png']]],
    [[['Content-Type', 'application/octet-stream']]],
    [[['Content-Type', 'multipart/byteranges; boundary=text/plain']]],
    [[['X-No-Type', 'text/plain']]],
    [[TYPE, ['content-encoding', 'br']]],
  ])('with %j is left alone', async (headers) => {
    const response = { status: 200, headers, body: LONG }
    expect(await answer([GZIP], response)).toBe(response)
  })

  it.each([
    [{ body: LONG.slice(1) }, false],
    [{ body: Buffer.alloc(1023) }, false],
    [{ body: Buffer.alloc(1024) }, true],
    [{ body: produce('a'), length: 1023 }, false],
    [{ body: produce('a'), length: 1024 }, true],
    [{ body: produce('a') }, true],
    [{ status: 404, body: LONG }, true],
    [{ status: 204 }, false],
    [{}, false],
  ])('is worth it from 1024 bytes on: %j is %j', async (part, coded) => {
    expect(await isCoded([TYPE], part)).toBe(coded)
  })

  it('varies even when it is sent as it is', async () => {
    const response = { status: 200, headers: [TYPE], body: LONG }
    const { headers, body } = await answer([], response)
    expect([headers, body]).toEqual([[TYPE, VARY], LONG])
  })

  it('is not made for a client that takes none of it', async () => {
    const next = vi.fn<Handler>()
    const request = requestWith([['accept-encoding', '*;q=0']])
    const refusal = expect.objectContaining({ status: 406 })
    await expect(compression(request, next)).rejects.toEqual(refusal)
    expect(next).not.toHaveBeenCalled()
  })

  it('that is coded has no parts and no length of its own', async () => {
    const ranges = ['accept-ranges', 'bytes'] as const
    const headers = [ranges, TYPE]
    const response = { status: 200, headers, body: produce(LONG), length: 1024 }
    expect(await answer([], response)).toMatchObject({
      headers: [ranges, TYPE, VARY],
      length: 1024,
    })
    const coded = await answer([GZIP], response)
    expect(coded.headers).toEqual([TYPE, VARY, CODED])
    expect(coded).not.toHaveProperty('length')
  })

  it('of which a part is sent would have varied', async () => {
    const range = ['Content-Range', 'bytes 0-1023/4096'] as const
    const response = { status: 206, headers: [TYPE, range], body: LONG }
    const { headers, body } = await answer([GZIP], response)
    expect(headers).toContainEqual(VARY)
    expect([headers?.length, body]).toEqual([3, LONG])
  })
})

describe('a tag', () => {
  it.each([
    ['ETag', '"abc"', '"abc-gzip"'],
    ['etag', '""', '"-gzip"'],
    ['ETag', 'W/"abc"', 'W/"abc"'],
  ])('%s: %s of coded content is %s', async (name, tag, coded) => {
    const lines = [TYPE, [name, tag]] as const
    const response = { status: 200, headers: lines, body: LONG }
    const { headers } = await answer([GZIP], response)
    expect(headers).toContainEqual([name, coded])
    const { headers: plain } = await answer([], response)
    expect(plain).toContainEqual([name, tag])
  })

  it.each([
    ['"abc-gzip"', 204],
    ['"x", "abc-br", "y"', 204],
    ['"abc-deflate"', 204],
    ['"abc"', 204],
    ['*', 204],
    ['W/"abc-gzip"', 412],
    ['"abc-zip"', 412],
    ['"abc-gzip-gzip"', 412],
    ['"-gzip"', 412],
  ])('%s in If-Match lets PUT have %i', async (known, status) => {
    // Whatever the response to PUT could be coded in.
    for (const coding of ['gzip', 'br', 'identity']) {
      const lines = [['if-match', known], accepting(coding)] as const
      expect(await changeTagged('"abc"', lines)).toMatchObject({ status })
    }
  })

  it.each([
    ['"abc-gzip"', 412],
    ['W/"abc-br"', 412],
    ['"x", "abc-deflate"', 412],
    ['"abc"', 412],
    ['*', 412],
    ['"abc-zip"', 204],
  ])('%s in If-None-Match lets PUT have %i', async (known, status) => {
    for (const coding of ['gzip', 'br', 'identity']) {
      const lines = [['if-none-match', known], accepting(coding)] as const
      expect(await changeTagged('"abc"', lines)).toMatchObject({ status })
    }
  })

  it('is compared with If-Range as it is, by a layer inside', async () => {
    const range = ['range', 'bytes=0-1'] as const
    const known = ['if-none-match', '"abc-gzip"'] as const
    const lines = [['if-range', '"abc-gzip"'], range, known, GZIP] as const
    const handler = vi.fn<Handler>(() => ({ status: 200 }))
    await compression(requestWith(lines), handler)
    expect([...(handler.mock.lastCall?.[0].headers ?? [])]).toEqual(lines)
  })

  it.each([
    ['"abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['W/"abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['"x-gzip", "abc-br"', 'br', 304, '"abc-br"'],
    ['"abc"', '', 304, '"abc"'],
    ['*', 'gzip', 304, '"abc-gzip"'],
    ['*', '', 304, '"abc"'],
    ['"abc"', 'gzip', 200, '"abc-gzip"'],
    ['W/"abc"', 'gzip', 200, '"abc-gzip"'],
    ['"abc"', 'gzip;q=0', 304, '"abc"'],
    ['"abc"', 'gzip;q=0.1, identity', 304, '"abc"'],
    ['"abc"', 'identity;q=0, gzip;q=0.1', 200, '"abc-gzip"'],
    ['"abc-gzip"', '*;q=0.1', 200, '"abc-br"'],
    ['"abc-gzip"', '', 200, '"abc"'],
    ['"abc-gzip"', 'gzip;q=0', 200, '"abc"'],
    ['"abc", "abc-br", "abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['"abc", "abc-br", "abc-gzip"', '', 304, '"abc"'],
    ['"abc", "abc-br"', 'gzip', 200, '"abc-gzip"'],
    ['"x-gzip"', 'gzip', 200, '"abc-gzip"'],
    ['"abc-gzip-gzip"', 'gzip', 200, '"abc-gzip"'],
  ])('%s, from who takes "%s", makes a %i with %s', async (...row) => {
    const [known, accepted, status, etag] = row
    const lines = [['if-none-match', known], accepting(accepted)] as const
    for (const method of ['GET', 'HEAD']) {
      const answered = await answerTagged('"abc"', lines, { method })
      expect(answered.status).toBe(status)
      expect(answered.headers).toContainEqual(['ETag', etag])
      expect(answered.headers).toContainEqual(VARY)
    }
  })

  it.each([
    ['"abc-gzip"', 'gzip', 200],
    ['"x", "abc-gzip"', 'gzip', 200],
    ['*', 'gzip', 200],
    ['"abc"', '', 200],
    ['"abc"', 'gzip', 412],
    ['W/"abc-gzip"', 'gzip', 412],
    ['"abc-br"', 'gzip', 412],
    ['"abc-gzip"', '', 412],
    ['"abc-gzip"', 'gzip;q=0', 412],
  ])('%s in If-Match, from who takes "%s", gets %i', async (...row) => {
    const [known, accepted, status] = row
    const lines = [['if-match', known], accepting(accepted)] as const
    for (const method of ['GET', 'HEAD']) {
      const answered = answerTagged('"abc"', lines, { method })
      const seen = answered.catch((refusal: HttpError) => refusal)
      expect((await seen).status).toBe(status)
    }
  })

  it.each([
    ['"abc"', 304],
    ['"abc-gzip"', 200],
  ])('%s of content that is not coded makes a %i', async (known, status) => {
    const lines = [['if-none-match', known], GZIP] as const
    const small = await answerTagged('"abc"', lines, { body: 'small' })
    expect(small.status).toBe(status)
    expect(small.headers).toContainEqual(['ETag', '"abc"'])
    expect(small.headers).not.toContainEqual(VARY)
  })

  it('that is weak names content in every coding', async () => {
    for (const known of ['W/"abc"', '"abc"']) {
      const lines = [['if-none-match', known], GZIP] as const
      const answered = await answerTagged('W/"abc"', lines)
      expect(answered.status).toBe(304)
      expect(answered.headers).toContainEqual(['ETag', 'W/"abc"'])
    }
  })

  it.each([
    ['if-modified-since', 304],
    ['if-unmodified-since', 200],
  ])('goes with the answer to a date, %s', async (name, status) => {
    const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
    const lines = [[name, date], GZIP] as const
    const headers = [['Last-Modified', date]] as const
    const answered = await answerTagged('"abc"', lines, { headers })
    expect(answered.status).toBe(status)
    expect(answered.headers).toContainEqual(['ETag', '"abc-gzip"'])
    expect(answered.headers).toContainEqual(VARY)
  })

  it.each([404, 500])('is not asked about with a %i', async (status) => {
    for (const name of ['if-none-match', 'if-match']) {
      const lines = [[name, '*'], GZIP] as const
      expect(await answerTagged('"abc"', lines, { status })).toMatchObject({
        status,
      })
    }
  })

  it.each([
    ['304', 'if-none-match', '*'],
    ['412', 'if-match', '"other"'],
  ])('ends a body that is not sent, for a %s', async (_, name, known) => {
    const ended = vi.fn<() => Promise<IteratorReturnResult<undefined>>>()
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('is not asked for')),
        return: ended.mockResolvedValue({ done: true, value: undefined }),
      }),
    }
    const lines = [[name, known], GZIP] as const
    await answerTagged('"abc"', lines, { body }).catch(() => {})
    expect(ended).toHaveBeenCalled()
  })

  it('is not made up for a 304 that has none', async () => {
    const headers = [
      ['Last-Modified', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ] as const
    const answered = await answer([GZIP], { status: 304, headers })
    expect(answered).toEqual({ status: 304, headers: [...headers, VARY] })
  })

  // A file of 423 bytes has one: that is "br" to the base of 36.
  it.each(['"1-br"', '"1-gzip"'])(
    '%s may look like a coded one',
    async (tag) => {
      const { status } = await answerTagged(tag, [['if-none-match', tag]])
      expect(status).toBe(304)
      const known = tag.replace(/"$/, '-gzip"')
      const lines = [['if-none-match', known], GZIP] as const
      expect(await answerTagged(tag, lines)).toMatchObject({ status: 304 })
      const changed = await changeTagged(tag, [['if-match', tag]])
      expect(changed).toMatchObject({ status: 204 })
    },
  )
})

interface Tagged extends Partial<HttpResponse> {
  readonly method?: string
}

/** Content with a tag, as the application makes it. */
async function answerTagged(
  etag: string,
  lines: readonly FieldLine[],
  { method = 'GET', headers = [], ...part }: Tagged = {},
): Promise<HttpResponse> {
  const all = [TYPE, ['ETag', etag], ...headers] as const
  const content = { status: 200, body: LONG, ...part, headers: all }
  const handler = compose([compression, conditional], () => content)
  return handler({ ...requestWith(lines), method })
}

/** A change of content with a tag, or its refusal. */
async function changeTagged(
  etag: string,
  lines: readonly FieldLine[],
): Promise<unknown> {
  const handler = compose([compression, conditional], (request) => {
    checkPreconditions(request, { etag, lastModified: undefined })
    return { status: 204 }
  })
  const request = { ...requestWith(lines), method: 'PUT' }
  return Promise.resolve(handler(request)).catch((error: unknown) => error)
}

function accepting(codings: string): FieldLine {
  return ['accept-encoding', codings]
}

async function isCoded(
  headers: readonly FieldLine[],
  part: Partial<HttpResponse> = { body: LONG },
): Promise<boolean> {
  const coded = await answer([GZIP], { status: 200, headers, ...part })
  return coded.headers?.some(([name]) => name === CODED[0]) ?? false
}

async function bytesOf({ body = '' }: HttpResponse): Promise<Buffer> {
  return isStream(body) ? buffer(body) : Buffer.from(body)
}

async function* produce(text: string): AsyncGenerator<string, void> {
  yield text
}

function answer(
  lines: readonly FieldLine[],
  response: HttpResponse,
): Promise<HttpResponse> {
  return compression(requestWith(lines), () => response)
}

function requestWith(lines: readonly FieldLine[]): HttpRequest {
  return { ...requestFor('GET', '/'), headers: new HttpHeaders(lines) }
}
