// Content codings: brotli, gzip and deflate, each way (RFC 9110 §8.4.1).
import { pipeline, Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { parseWeights } from '../web/weights.ts'
import { HttpError } from '../wire/http-error.ts'
import { deriveStream } from './derived-stream.ts'

/** What is spoken here, the best first. */
export const CODINGS = ['br', 'gzip', 'deflate'] as const

export type Coding = (typeof CODINGS)[number]

const { BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY, Z_SYNC_FLUSH } =
  zlib.constants

// What has been written goes out at once, or a reader would wait for more.
const FLUSH = { flush: Z_SYNC_FLUSH }
const BROTLI = {
  flush: BROTLI_OPERATION_FLUSH,
  params: { [BROTLI_PARAM_QUALITY]: 4 }, // 11, the default, is for archives
}

/** Makes what codes pieces, by the name of the coding. */
export const ENCODERS: Readonly<Record<Coding, () => Transform>> = {
  br: () => zlib.createBrotliCompress(BROTLI),
  gzip: () => zlib.createGzip(FLUSH),
  deflate: () => zlib.createDeflate(FLUSH),
}

/** And what decodes them. */
export const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['br', () => zlib.createBrotliDecompress()],
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', () => zlib.createInflate()],
])

/** Sends pieces through a coder, as fast as somebody asks for the result. */
export function recode(
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  createCoder: () => Transform,
): AsyncIterableIterator<Buffer, void> {
  const source = pieces instanceof Readable ? pieces : Readable.from(pieces)
  let coded: AsyncIterator<Buffer, void> | undefined
  // Destroyed, a source returns what it reads from, even if that is silent.
  const end = { return: () => source.destroy() }
  return deriveStream(end, () => {
    // When one of them breaks or is left, the other is ended too.
    coded ??= pipeline(source, createCoder(), () => {})[Symbol.asyncIterator]()
    return coded.next()
  })
}

/**
 * The coding of ours that a client likes best (RFC 9110 §12.5.3); undefined:
 * content as it is. Throws 406 when it takes neither.
 */
export function chooseCoding(values: readonly string[]): Coding | undefined {
  const weights = parseWeights(values)
  const others = weights.get('*')
  const weightOf = (coding: Coding) => weights.get(coding) ?? others ?? 0
  const [best = 'br'] = CODINGS.toSorted((a, b) => weightOf(b) - weightOf(a))
  // "identity" is welcome unless somebody says that it is not.
  const identity = weights.get('identity')
  if (weightOf(best) > 0 && weightOf(best) >= (identity ?? 0)) return best
  if ((identity ?? others ?? 1) > 0) return undefined
  throw new HttpError(406, `Can only send ${CODINGS.join(', ')}`)
}
