// Answers GET with 304 Not Modified when the client has the content already
// (RFC 9110 §15.4.5). Clients and caches learn what may be reused.
import type { FieldLine } from '../wire/headers.ts'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { endStream } from '../wire/response-stream.ts'
import { etagOf } from './etag.ts'
import { fieldOf, withHeaders } from './middleware.ts'
import { checkPreconditions } from './preconditions.ts'

/** Gives content a tag, and sends it only if it is new. Throws 412. */
export async function conditional(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  const response = await next(request)
  const got = /^(?:GET|HEAD)$/.test(request.method)
  if (!got || response.status !== 200) return response
  return ifChanged(request, withHeaders(response, ...missingFields(response)))
}

/** The content, or 304 if the client has what its tag names. Throws 412. */
export function ifChanged(
  request: HttpRequest,
  response: HttpResponse,
): HttpResponse {
  const etag = fieldOf(response, 'etag')
  const lastModified = fieldOf(response, 'last-modified')
  if (!checkPreconditions(request, { etag, lastModified })) return response
  endStream(response.body)
  const headers = response.headers?.filter(([name]) => !DESCRIBES.test(name))
  return { status: 304, headers: headers ?? [] }
}

// A 304 describes the content that it does not send as little as it can.
const DESCRIBES = /^(?:content-(?!location$)|last-modified$)/i

// "no-cache" may be stored, but has to be asked about before each use.
function missingFields(response: HttpResponse): FieldLine[] {
  const control = fieldOf(response, 'cache-control')
  if (control?.includes('no-store')) return []
  const lines: FieldLine[] = []
  if (control === undefined) lines.push(['Cache-Control', 'no-cache'])
  const { body } = response
  const inMemory = typeof body === 'string' || body instanceof Uint8Array
  if (inMemory && fieldOf(response, 'etag') === undefined) {
    lines.push(['ETag', etagOf(body)])
  }
  return lines
}
