// How long a request's body is and how it is delimited (RFC 9112 §6.3). Two
// parties who answer this differently can be played against each other: that
// is request smuggling (§11.2), so whatever is in doubt is refused.
import { HttpError } from './http-error.ts'
import type { Limits } from './limits.ts'
import { parseList } from './list.ts'
import type { RequestHead } from './request-head.ts'

/** A body of so many bytes, or one that comes in chunks. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked'; readonly length?: undefined }

/** Decides from the head alone. Throws 400, 413 or 501. */
export function parseFraming(head: RequestHead, limits: Limits): Framing {
  const lengths = head.headers.getAll('content-length')
  if (head.headers.getAll('transfer-encoding').length > 0) {
    checkCodings(head, lengths)
    return { kind: 'chunked' }
  }
  return { kind: 'length', length: parseContentLength(lengths, limits) }
}

// Content-Length = 1*DIGIT (RFC 9110 §8.6). No signs, no "0x", no lists, no
// second line, not even an equal one.
function parseContentLength(values: string[], limits: Limits): number {
  const [value = '0'] = values
  if (values.length > 1 || !/^[0-9]+$/.test(value)) {
    throw new HttpError(400, `Cannot parse Content-Length "${values.join()}"`)
  }
  const length = Number(value)
  if (length <= limits.bodyBytes) return length
  throw new HttpError(413, `Body is longer than ${limits.bodyBytes} bytes`)
}

// Transfer-Encoding = #transfer-coding, "chunked" once and last
// (RFC 9112 §6.1)
function checkCodings(head: RequestHead, lengths: string[]): void {
  if (head.version === 'HTTP/1.0' || lengths.length > 0) {
    throw new HttpError(400, 'Transfer-Encoding with 1.0 or a Content-Length')
  }
  const codings = parseList(head.headers.getAll('transfer-encoding'))
  if (codings.pop() !== 'chunked' || codings.includes('chunked')) {
    throw new HttpError(400, 'Transfer-Encoding must have chunked once, last')
  }
  if (codings.length > 0) {
    throw new HttpError(501, `Cannot decode "${codings.join(', ')}"`)
  }
}
