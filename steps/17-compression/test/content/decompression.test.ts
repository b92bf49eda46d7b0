// What a client has compressed reaches the handler as it was before, as long
// as it does not unfold to too much.
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import * as zlib from 'node:zlib'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it, vi } from 'vitest'
import { decompression } from '#src/content/decompression.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler, HttpRequest } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const TEXT = 'Whatever is worth doing is worth doing well.'
const GZIP = zlib.gzipSync(TEXT)
const LIMIT = 1000

describe('a body that is decoded', () => {
  it.each([
    ['gzip', GZIP],
    ['x-gzip', GZIP],
    ['GZip', GZIP],
    ['deflate', zlib.deflateSync(TEXT)],
    ['br', zlib.brotliCompressSync(TEXT)],
    [', gzip ,', GZIP],
    [
      'gzip',
      Buffer.concat(TEXT.split(/\b/).map((word) => zlib.gzipSync(word))),
    ],
  ])('is what it was before %s', async (coding, bytes) => {
    expect(await read([coding], bytes)).toBe(TEXT)
    const octets = Array.from(bytes, (octet) => Buffer.of(octet))
    expect(await read([coding], ...octets)).toBe(TEXT)
  })

  it('comes piece by piece, and breaks as the wire says', async () => {
    const signs = new EventTarget()
    const finishFlush = zlib.constants.Z_SYNC_FLUSH
    const pieces = (async function* () {
      yield zlib.gzipSync('first', { finishFlush })
      await once(signs, 'go on')
      throw new HttpError(413, 'The wire has had enough')
    })()
    const body = await openBody(requestOf(['gzip'], pieces))
    expect(String(await body.read())).toBe('first')
    const next = body.read()
    signs.dispatchEvent(new Event('go on'))
    const refusal = { status: 413, message: 'The wire has had enough' }
    await expect(next).rejects.toMatchObject(refusal)
  })

  it('is not touched before the handler reads it', async () => {
    const pieces = vi.fn<() => Buffer>(() => Buffer.from('no gzip'))
    const body = (async function* () {
      yield pieces()
    })()
    await openBody(requestOf(['gzip'], body))
    await setImmediate()
    expect(pieces).not.toHaveBeenCalled()
  })

  it.each([[[]], [['']], [['identity']], [['IDENTITY']]])(
    'is the same when Content-Encoding is %j',
    async (values) => {
      const request = requestOf(values, produce(GZIP))
      expect(await openBody(request)).toBe(request.body)
    },
  )
})

describe('a body that is refused', () => {
  it.each([
    [['zstd']],
    [['compress']],
    [['*']],
    [['gzip;q=1']],
    [['__proto__']],
    [['gzip, gzip']],
    [['gzip', 'br']],
    [['identity, gzip']],
    [['gzip', 'identity']],
  ])('for %j gets 415, with what is read here', (values) => {
    const next = vi.fn<Handler>()
    const request = requestOf(values, produce(GZIP))
    const refusal = expect.objectContaining({
      status: 415,
      headers: [['Accept-Encoding', 'br, gzip, deflate']],
    })
    expect(() => decompression(LIMIT)(request, next)).toThrow(refusal)
    expect(next).not.toHaveBeenCalled()
  })

  it.each([
    ['not coded', 'gzip', Buffer.from(TEXT)],
    ['coded otherwise', 'br', GZIP],
    ['coded without a frame', 'deflate', zlib.deflateRawSync(TEXT)],
    ['cut off', 'gzip', GZIP.subarray(0, -1)],
    ['cut off after its magic number', 'gzip', GZIP.subarray(0, 2)],
    ['cut off', 'deflate', zlib.deflateSync(TEXT).subarray(0, -1)],
    ['cut off', 'br', zlib.brotliCompressSync(TEXT).subarray(0, -1)],
    ['changed', 'gzip', flipBit(GZIP, GZIP.length - 8)],
    ['changed', 'deflate', flipBit(zlib.deflateSync(TEXT), 20)],
  ])('for it is %s gets 400: %s', async (_what, coding, bytes) => {
    const refusal = { status: 400, message: 'Cannot decode the body' }
    await expect(read([coding], bytes)).rejects.toMatchObject(refusal)
  })

  it.each([
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
  ] as const)('when it is more than the limit: %s', async (coding, encode) => {
    const most = encode('a'.repeat(LIMIT))
    expect(await read([coding], most)).toHaveLength(LIMIT)
    const more = encode('a'.repeat(LIMIT + 1))
    const refusal = { status: 413, message: 'Body unfolds to too much' }
    await expect(read([coding], more)).rejects.toMatchObject(refusal)
  })

  it('is not read any further, however much would come', async () => {
    const zeros = zlib.gzipSync(Buffer.alloc(1024 * 1024))
    let taken = 0
    const bomb = (async function* () {
      for (; taken < 1024; taken += 1) yield zeros
    })()
    const body = await openBody(requestOf(['gzip'], bomb), 1024 * 1024)
    await expect(body.bytes()).rejects.toMatchObject({ status: 413 })
    // Each is 1 KiB, and a stream of Node 22 reads 64 KiB ahead.
    expect(taken).toBeLessThan(100)
  })
})

async function read(
  values: readonly string[],
  ...pieces: readonly Buffer[]
): Promise<string> {
  return (await openBody(requestOf(values, produce(...pieces)))).text()
}

/** The body as the handler gets it. */
async function openBody(
  request: HttpRequest,
  maxBytes = LIMIT,
): Promise<RequestBody> {
  const next = vi.fn<Handler>(() => ({ status: 200 }))
  await decompression(maxBytes)(request, next)
  const [seen = request] = next.mock.lastCall ?? []
  return seen.body
}

function requestOf(
  values: readonly string[],
  pieces: AsyncGenerator<Buffer, void>,
): HttpRequest {
  const lines = values.map((value) => ['content-encoding', value] as const)
  const request = requestFor('POST', '/', ...lines)
  return { ...request, body: new RequestBody(pieces) }
}

async function* produce(
  ...pieces: readonly Buffer[]
): AsyncGenerator<Buffer, void> {
  yield* pieces
}

function flipBit(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}
