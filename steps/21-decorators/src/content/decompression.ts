// Reads bodies that a client has compressed. A few bytes can unfold to
// gigabytes, so what comes out is counted.
import type { Middleware } from '../web/middleware.ts'
import { HttpError } from '../wire/http-error.ts'
import { parseList } from '../wire/list.ts'
import { RequestBody } from '../wire/request-body.ts'
import { CODINGS, DECODERS, recode } from './codings.ts'

/** Decodes bodies of up to so many bytes. Throws 400, 413 or 415. */
export function decompression(maxBytes: number): Middleware {
  return (request, next) => {
    const codings = parseList(request.headers.getAll('content-encoding'))
    const [coding = 'identity', ...others] = codings
    if (coding === 'identity' && others.length === 0) return next(request)
    const createDecoder = DECODERS.get(coding)
    if (createDecoder === undefined || others.length > 0) {
      const list = CODINGS.join(', ')
      const field = ['Accept-Encoding', list] as const
      throw new HttpError(415, `Can only decode one of ${list}`, [field])
    }
    const pieces = recode(request.body, createDecoder)
    const body = new RequestBody(countPieces(pieces, maxBytes))
    return next({ ...request, body })
  }
}

async function* countPieces(
  pieces: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer, void> {
  let allowed = maxBytes
  try {
    for await (const piece of pieces) {
      allowed -= piece.length
      if (allowed < 0) throw new HttpError(413, 'Body unfolds to too much')
      yield piece
    }
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw new HttpError(400, 'Cannot decode the body')
  }
}
