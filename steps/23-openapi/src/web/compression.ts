// Sends content in the coding that the client likes best. Text shrinks to a
// third or less; pictures and films are compressed already.
import { buffer } from 'node:stream/consumers'
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
import { fieldOf, withHeaders } from './middleware.ts'

/** What fits into one packet does not arrive sooner when it is smaller. */
const LEAST_BYTES = 1024

// Events are small and sent one by one, so they are left alone.
const TEXT =
  /^(?:text\/(?!event-stream)|application\/(?:.*json|.*xml|wasm)|image\/svg)/

/** A middleware around the one that gives content its tag. Throws 406. */
export async function compression(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  const coding = chooseCoding(request.headers.getAll('accept-encoding'))
  const response = await next(withPlainTags(request, coding))
  // A 304 and a 206 say what the whole would have said (RFC 9110 §15.3.7).
  const partial = response.status === 304 || response.status === 206
  if (!partial && !canShrink(response)) return response
  const varied = withHeaders(response, ['Vary', 'Accept-Encoding'])
  if (coding === undefined || response.status === 206) return varied
  if (partial) return withKnownTag(request, varied, coding)
  return encode(varied, coding)
}

function canShrink(response: HttpResponse): boolean {
  const { body = '', length } = response
  const size = length ?? (isStream(body) ? Infinity : Buffer.byteLength(body))
  const coded = fieldOf(response, 'content-encoding') !== undefined
  const type = fieldOf(response, 'content-type') ?? ''
  return size >= LEAST_BYTES && !coded && TEXT.test(type)
}

async function encode(
  { status, headers = [], body = '' }: HttpResponse,
  coding: Coding,
): Promise<HttpResponse> {
  const coded = headers
    // Parts of the content would be parts of something else.
    .filter(([name]) => !/^accept-ranges$/i.test(name))
    .map((line) => withCodedTag(line, coding))
  const pieces = recode(isStream(body) ? body : [body], ENCODERS[coding])
  return {
    status,
    headers: [...coded, ['Content-Encoding', coding]],
    body: isStream(body) ? pieces : await buffer(pieces),
  }
}

// Other bytes need another strong tag (RFC 9110 §8.8.3.3): "abc" becomes
// "abc-gzip". It names the same state, so what comes back loses its ending.
function withCodedTag([name, value]: FieldLine, coding: Coding): FieldLine {
  if (!/^etag$/i.test(name) || value.startsWith('W/')) return [name, value]
  return [name, value.replace(/"$/, `-${coding}"`)]
}

// The tag as it came stays in the list: a plain one may end like that, too.
function withPlainTags(
  request: HttpRequest,
  coding: Coding | undefined,
): HttpRequest {
  const lines = [...request.headers].map(([name, value]): FieldLine => {
    if (!/^if-(?:none-)?match$/.test(name)) return [name, value]
    // Whoever changes something may know it in any coding.
    const codings = name === 'if-match' ? CODINGS : [coding ?? 'none']
    const coded = new RegExp(`((?:W/)?"[^"]*)-(?:${codings.join('|')})"`, 'g')
    return [name, value.replaceAll(coded, '$&, $1"')]
  })
  return { ...request, headers: new HttpHeaders(lines) }
}

// A 304 has the tag of what the client has.
function withKnownTag(
  request: HttpRequest,
  { headers = [], ...response }: HttpResponse,
  coding: Coding,
): HttpResponse {
  const known = request.headers.getAll('if-none-match').join()
  const etag = fieldOf({ ...response, headers }, 'etag') ?? ''
  const coded = withCodedTag(['ETag', etag], coding)[1]
  if (!known.includes(coded)) return { ...response, headers }
  const lines = headers.map((line) => withCodedTag(line, coding))
  return { ...response, headers: lines }
}
