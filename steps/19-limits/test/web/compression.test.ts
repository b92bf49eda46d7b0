// Which responses are coded, what becomes of their fields, and how the tags of
// coded content come and go (RFC 9110 §8.8.3.3).
import { buffer } from 'node:stream/consumers'
import * as zlib from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { compression } from '../../src/web/compression.ts'
import { conditional } from '../../src/web/conditional.ts'
import { compose } from '../../src/web/middleware.ts'
import { type FieldLine, HttpHeaders } from '../../src/wire/headers.ts'
import type { HttpError } from '../../src/wire/http-error.ts'
import type {
  Handler,
  HttpRequest,
  HttpResponse,
} from '../../src/wire/message.ts'
import { RequestBody } from '../../src/wire/request-body.ts'
import { isStream } from '../../src/wire/response-stream.ts'

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
    ['"abc-gzip"', 200],
    ['"x", "abc-br", "y"', 200],
    ['"abc-deflate"', 200],
    ['"abc"', 200],
    ['W/"abc-gzip"', 412],
    ['"abc-zip"', 412],
    ['"abc-gzip-gzip"', 412],
    ['"-gzip"', 412],
  ])('%s in If-Match makes a %i', async (known, status) => {
    const answered = answerTagged('"abc"', [['if-match', known]])
    const seen = answered.catch((refusal: HttpError) => refusal)
    expect((await seen).status).toBe(status)
  })

  it('is compared with If-Range as it is', async () => {
    const lines = [['if-range', '"abc-gzip"'], GZIP] as const
    const handler = vi.fn<Handler>(() => ({ status: 200 }))
    await compression(requestWith(lines), handler)
    expect([...(handler.mock.lastCall?.[0].headers ?? [])]).toEqual(lines)
  })

  it.each([
    ['"abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['W/"abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['"x-gzip", "abc-br"', 'br', 304, '"abc-br"'],
    ['"abc"', '', 304, '"abc"'],
    ['"abc"', 'gzip', 304, '"abc"'],
    ['*', 'gzip', 304, '"abc"'],
    ['"abc-gzip"', '*;q=0.1', 200, '"abc-br"'],
    ['"abc-gzip"', '', 200, '"abc"'],
    ['"abc-gzip"', 'gzip;q=0', 200, '"abc"'],
    ['"abc", "abc-br", "abc-gzip"', 'gzip', 304, '"abc-gzip"'],
    ['"abc", "abc-br", "abc-gzip"', '', 304, '"abc"'],
    ['"x-gzip"', 'gzip', 200, '"abc-gzip"'],
    ['"abc-gzip-gzip"', 'gzip', 200, '"abc-gzip"'],
  ])('%s, from who takes "%s", makes a %i with %s', async (...row) => {
    const [known, accepted, status, etag] = row
    const lines = [
      ['if-none-match', known],
      ['accept-encoding', accepted],
    ] as const
    const answered = await answerTagged('"abc"', lines)
    expect(answered.status).toBe(status)
    expect(answered.headers).toContainEqual(['ETag', etag])
    expect(answered.headers).toContainEqual(VARY)
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
      const matched = await answerTagged(tag, [['if-match', tag]])
      expect(matched.status).toBe(200)
    },
  )
})

/** Content with a tag, as the application makes it. */
function answerTagged(
  etag: string,
  lines: readonly FieldLine[],
): Promise<HttpResponse> {
  const headers = [TYPE, ['ETag', etag]] as const
  const handler: Handler = () => ({ status: 200, headers, body: LONG })
  return Promise.resolve(
    compose([compression, conditional], handler)(requestWith(lines)),
  )
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
  return {
    method: 'GET',
    target: '/',
    version: 'HTTP/1.1',
    headers: new HttpHeaders(lines),
    body: new RequestBody((async function* () {})()),
    client: '127.0.0.1',
    signal: new AbortController().signal,
  }
}
