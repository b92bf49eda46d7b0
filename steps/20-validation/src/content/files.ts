// Files from disk, whole or in parts. They are sent while they are read, so a
// large one takes no more memory than a small one.
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { withHeaders } from '../web/middleware.ts'
import { checkPreconditions, type Validators } from '../web/preconditions.ts'
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest, HttpResponse } from '../wire/message.ts'
import { isStream } from '../wire/response-stream.ts'
import { type Content, type Piece, sendRanges } from './byte-ranges.ts'
import { mediaTypeOf } from './media-types.ts'
import { openFile, readPieces } from './open-file.ts'
import { type ByteRange, parseRange } from './range.ts'

/**
 * Answers with a file of a folder; a path that ends with "/" means the
 * "index.html" there. Throws 404 for what is hidden, outside, or no file.
 */
export async function sendFrom(
  folder: string,
  path: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const name = join(folder, path, /(?:^|\/)$/.test(path) ? 'index.html' : '')
  const hidden = path.split('/').some((segment) => segment.startsWith('.'))
  // A slash that is encoded, or another system's separator, means no good.
  const [asked = ''] = request.target.split('?')
  const odd = /%2f|%5c/i.test(asked) || /[\\:]/.test(path)
  if (hidden || odd) throw new HttpError(404, 'Not Found')
  const handle = await openFile(folder, name)
  let response: HttpResponse | undefined
  try {
    response = await sendFile(handle, name, request)
    return response
  } finally {
    // A body that is sent closes the file at its end.
    const sent = request.method !== 'HEAD' && isStream(response?.body)
    if (!sent) await handle.close()
  }
}

const NO_CACHE = ['Cache-Control', 'no-cache'] as const

/** Answers with a file, or with the parts asked for. Throws 412 or 416. */
async function sendFile(
  handle: FileHandle,
  name: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const info = await handle.stat({ bigint: true })
  if (info.isDirectory()) return redirect(request)
  if (!info.isFile()) throw new HttpError(404, 'Not Found')
  const size = Number(info.size)
  const etag = `"${info.mtimeNs.toString(36)}-${info.size.toString(36)}"`
  // Nobody can have seen a state that is yet to come (RFC 9110 §8.8.2.1).
  const modified = Math.min(Number(info.mtimeMs), Date.now())
  const lastModified = new Date(modified).toUTCString()
  const validators = { etag, lastModified }
  // Preconditions come first (RFC 9110 §13.2.2), and a 304 has no parts.
  if (checkPreconditions(request, validators)) {
    return withHeaders({ status: 304 }, ['ETag', etag], NO_CACHE)
  }
  const ranges = wantedRanges(request, size, validators)
  const read = (pieces: readonly Piece[]) => readPieces(handle, pieces)
  const content = { type: mediaTypeOf(name), size, read }
  return withHeaders(
    ranges ? sendRanges(content, ranges) : sendWhole(content),
    ['ETag', etag],
    ['Last-Modified', lastModified],
    ['Accept-Ranges', 'bytes'],
    NO_CACHE,
    // Browsers would otherwise look into the content for a type they like.
    ['X-Content-Type-Options', 'nosniff'],
  )
}

function sendWhole({ type, size, read }: Content): HttpResponse {
  const body = read([{ first: 0, last: size - 1 }])
  return { status: 200, headers: [['Content-Type', type]], body, length: size }
}

/** The parts to send. Undefined: the whole. */
function wantedRanges(
  request: HttpRequest,
  size: number,
  validators: Validators,
): ByteRange[] | undefined {
  const { method, headers } = request
  const values = headers.getAll('range')
  if (method !== 'GET' || values.length === 0) return undefined
  const ifRange = headers.getAll('if-range')
  const { etag, lastModified } = validators
  const same = [etag, lastModified].includes(ifRange.join())
  const asked = same || ifRange.length === 0
  const ranges = asked ? parseRange(values.join(), size) : undefined
  if (ranges?.length !== 0) return ranges
  const field = ['Content-Range', `bytes */${size}`] as const
  throw new HttpError(416, `There are only ${size} bytes`, [field])
}

// In a folder without its "/" every relative link would lead astray. The way
// there is relative as well: "//a.example/" would be the page of another host.
function redirect({ target }: HttpRequest): HttpResponse {
  const [path = '', ...query] = target.split('?')
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === '') throw new HttpError(404, 'Not Found')
  const location = [`./${name}/`, ...query].join('?')
  return { status: 308, headers: [['Location', location]] }
}
