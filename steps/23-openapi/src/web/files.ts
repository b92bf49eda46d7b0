// Files from disk, whole or in parts. They are sent while they are read, so a
// large one takes no more memory than a small one.
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { FieldLine } from '../wire/headers.ts'
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest, HttpResponse } from '../wire/message.ts'
import { type Content, sendRanges } from './byte-ranges.ts'
import { mediaTypeOf } from './media-types.ts'
import { withHeaders } from './middleware.ts'
import { checkPreconditions, type Validators } from './preconditions.ts'
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
  const file = join(folder, path, /(?:^|\/)$/.test(path) ? 'index.html' : '')
  const hidden = path.split('/').some((segment) => segment.startsWith('.'))
  // A slash that is encoded, or another system's separator, means no good.
  const [asked = ''] = request.target.split('?')
  const odd = /%2f|%5c/i.test(asked) || /[\\:]/.test(path)
  // Links are followed before anything is compared: they may lead outside.
  const real = hidden || odd ? '' : await realpath(file).catch(() => '')
  const root = await realpath(folder)
  if (real.startsWith(root + sep)) return sendFile(real, request)
  throw new HttpError(404, 'Not Found')
}

/** Answers with a file, or with the parts asked for. Throws 412 or 416. */
async function sendFile(
  path: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const info = await stat(path, { bigint: true }).catch(() => undefined)
  if (info?.isDirectory()) return redirect(request)
  if (!info?.isFile()) throw new HttpError(404, 'Not Found')
  const size = Number(info.size)
  const etag = `"${info.mtimeNs.toString(36)}-${info.size.toString(36)}"`
  // Nobody can have seen a state that is yet to come (RFC 9110 §8.8.2.1).
  const modified = Math.min(Number(info.mtimeMs), Date.now())
  const lastModified = new Date(modified).toUTCString()
  const ranges = wantedRanges(request, size, { etag, lastModified })
  const read = (range: ByteRange) => readSlice(path, range)
  const content = { type: mediaTypeOf(path), size, read }
  return withHeaders(
    ranges ? sendRanges(content, ranges) : sendWhole(content),
    ['ETag', etag],
    ['Last-Modified', lastModified],
    ['Accept-Ranges', 'bytes'],
    ['Cache-Control', 'no-cache'],
    // Browsers would otherwise look into the content for a type they like.
    ['X-Content-Type-Options', 'nosniff'],
  )
}

function sendWhole({ type, size, read }: Content): HttpResponse {
  const body = size > 0 ? read({ first: 0, last: size - 1 }) : ''
  const headers: readonly FieldLine[] = [['Content-Type', type]]
  return { status: 200, headers, body, length: size }
}

/** The parts to send. Undefined: the whole. */
function wantedRanges(
  request: HttpRequest,
  size: number,
  validators: Validators,
): ByteRange[] | undefined {
  const { method, headers } = request
  const values = headers.getAll('range')
  // Preconditions come first (RFC 9110 §13.2.2), and a 304 has no parts.
  const known = checkPreconditions(request, validators)
  if (known || method !== 'GET' || values.length === 0) return undefined
  const ifRange = headers.getAll('if-range')
  const { etag, lastModified } = validators
  const same = [etag, lastModified].includes(ifRange.join())
  const asked = same || ifRange.length === 0
  const ranges = asked ? parseRange(values.join(), size) : undefined
  if (ranges?.length !== 0) return ranges
  const field = ['Content-Range', `bytes */${size}`] as const
  throw new HttpError(416, `There are only ${size} bytes`, [field])
}

/** Opens the file when the first piece is asked for, and closes it. */
async function* readSlice(
  path: string,
  { first, last }: ByteRange,
): AsyncGenerator<Uint8Array, void> {
  yield* createReadStream(path, { start: first, end: last })
}

// In a folder without its "/" every relative link would lead astray.
function redirect({ target }: HttpRequest): HttpResponse {
  const [path = ''] = target.split('?')
  if (path.endsWith('/')) throw new HttpError(404, 'Not Found')
  return { status: 308, headers: [['Location', `${path}/`]] }
}
