// Sends content in the coding that the client likes best. Text shrinks to a
// third or less; pictures and films are compressed already.
import { buffer } from 'node:stream/consumers'
import { ifChanged } from '../web/conditional.ts'
import { fieldOf, withHeaders } from '../web/middleware.ts'
import { type FieldLine, HttpHeaders } from '../wire/headers.ts'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { isStream } from '../wire/response-stream.ts'
import {
  chooseCoding,
  type Coding,
  CODINGS,
  ENCODERS,
  recode,
} from './codings.ts'

/** What fits into one packet does not arrive sooner when it is smaller. */
const LEAST_BYTES = 1024

// Events are small and sent one by one, so they are left alone.
const TEXT =
  /^(?:text\/(?!event-stream)|application\/(?:.*json|.*xml|wasm)|image\/svg)/

/** A middleware around the one that gives content its tag. Throws 406, 412. */
export async function compression(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  const coding = selectCoding(request)
  const response = await next(withPlainTags(request, coding))
  // A 304 and a 206 say what the whole would have said (RFC 9110 §15.3.7).
  const partial = response.status === 304 || response.status === 206
  if (!partial && !canShrink(response)) return ifNeeded(request, response)
  const varied = withHeaders(response, ['Vary', 'Accept-Encoding'])
  if (coding === undefined || partial) return varied
  const coded = withCodedFields(varied, coding)
  const answer = ifNeeded(request, coded)
  return answer === coded ? encode(coded, coding) : answer
}

/** Undefined: as it is. A part is counted in the bytes of the plain content. */
function selectCoding({ method, headers }: HttpRequest): Coding | undefined {
  const coding = chooseCoding(headers.getAll('accept-encoding'))
  const ranged = method === 'GET' && headers.getAll('range').length > 0
  return ranged ? undefined : coding
}

// The layers inside know plain tags only. GET and HEAD are compared later, with
// the tag of what would be sent (RFC 9110 §13.1.2).
function withPlainTags(
  request: HttpRequest,
  coding: Coding | undefined,
): HttpRequest {
  if (isRead(request) && coding === undefined) return request
  const lines = [...request.headers].flatMap(([name, value]): FieldLine[] => {
    if (!name.startsWith('if-')) return [[name, value]]
    if (isRead(request)) return []
    // To change something, it is enough to know it in any coding. The tag as it
    // came stays in the list: a plain one may end like that.
    return [[name, value.replaceAll(CODED_TAG, '$&, $1"')]]
  })
  return { ...request, headers: new HttpHeaders(lines) }
}

const CODED_TAG = new RegExp(`((?:W/)?"[^"]*)-(?:${CODINGS.join('|')})"`, 'g')

function isRead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** The response, or 304 if the client has just that. Throws 412. */
function ifNeeded(request: HttpRequest, response: HttpResponse): HttpResponse {
  if (!isRead(request) || response.status !== 200) return response
  return ifChanged(request, response)
}

function canShrink(response: HttpResponse): boolean {
  const { body = '', length } = response
  const size = length ?? (isStream(body) ? Infinity : Buffer.byteLength(body))
  const coded = fieldOf(response, 'content-encoding') !== undefined
  const type = fieldOf(response, 'content-type') ?? ''
  return size >= LEAST_BYTES && !coded && TEXT.test(type)
}

function withCodedFields(
  { headers = [], ...response }: HttpResponse,
  coding: Coding,
): HttpResponse {
  const coded = headers
    // Parts of the content would be parts of something else.
    .filter(([name]) => !/^accept-ranges$/i.test(name))
    .map((line) => withCodedTag(line, coding))
  return { ...response, headers: [...coded, ['Content-Encoding', coding]] }
}

// Other bytes need another strong tag (RFC 9110 §8.8.3.3): "abc" becomes
// "abc-gzip". It names the same state, so what comes back loses its ending.
function withCodedTag([name, value]: FieldLine, coding: Coding): FieldLine {
  if (!/^etag$/i.test(name) || value.startsWith('W/')) return [name, value]
  return [name, value.replace(/"$/, `-${coding}"`)]
}

async function encode(
  { status, headers = [], body = '' }: HttpResponse,
  coding: Coding,
): Promise<HttpResponse> {
  const pieces = recode(isStream(body) ? body : [body], ENCODERS[coding])
  const coded = isStream(body) ? pieces : await buffer(pieces)
  return { status, headers, body: coded }
}
