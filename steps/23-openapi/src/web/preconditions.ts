// Preconditions: "only if it is as I know it" and "only if it is not"
// (RFC 9110 §13). They save bodies, and they save work from being overwritten.
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest } from '../wire/message.ts'
import { namesTag } from './etag.ts'
import { parseHttpDate } from './http-date.ts'

/** What tells the states of a resource apart. */
export interface Validators {
  readonly etag: string | undefined
  /** An HTTP-date. */
  readonly lastModified: string | undefined
}

/**
 * Evaluates all preconditions in their order (RFC 9110 §13.2.2). True when
 * the client has what it asks for: 304. Throws 412.
 */
export function checkPreconditions(
  { method, headers }: HttpRequest,
  { etag, lastModified = '' }: Validators,
): boolean {
  const dateOf = (name: string) => parseHttpDate(headers.getAll(name).join())
  const modified = parseHttpDate(lastModified) ?? NaN
  const match = headers.getAll('if-match')
  const noneMatch = headers.getAll('if-none-match')
  const safe = method === 'GET' || method === 'HEAD'
  const changed =
    match.length > 0
      ? !namesTag(match, etag, 'strong')
      : modified > (dateOf('if-unmodified-since') ?? NaN)
  const known =
    noneMatch.length > 0
      ? namesTag(noneMatch, etag, 'weak')
      : safe && modified <= (dateOf('if-modified-since') ?? NaN)
  if (changed || (known && !safe)) {
    throw new HttpError(412, 'It is not in the state that you expect')
  }
  return known
}
