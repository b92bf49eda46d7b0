// The Authorization field: a scheme, and what that scheme calls credentials
// (RFC 9110 §11.6.2).
import type { HttpHeaders } from '../wire/headers.ts'
import { HttpError } from '../wire/http-error.ts'

/** Credentials of one of the two schemes that are understood. */
export type Credentials =
  | { readonly scheme: 'Basic'; readonly user: string; readonly secret: string }
  | { readonly scheme: 'Bearer'; readonly secret: string }

/** Undefined when the client sends none. Throws 401 at what is none. */
export function parseAuthorization(
  headers: HttpHeaders,
): Credentials | undefined {
  const values = headers.getAll('authorization')
  if (values.length === 0) return undefined
  // credentials = auth-scheme 1*SP token68. With two fields this fails too.
  const [, scheme = '', secret = ''] =
    /^(basic|bearer) +([\w\-.~+/]+=*)$/i.exec(values.join()) ?? []
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'Bearer', secret }
  return parseBasic(secret)
}

// user-pass = user-id ":" password, in UTF-8, in Base64 (RFC 7617 §2). A user
// has no colon, a password may.
function parseBasic(text: string): Credentials {
  const pair = Buffer.from(text, 'base64').toString()
  const [, user, secret] = /^([^:]*):(.*)$/s.exec(pair) ?? []
  // What does not come back the same was no Base64, or no UTF-8.
  const exact = Buffer.from(pair).toString('base64') === text
  const clean = exact && !/[\0-\x1f\x7f]/.test(pair)
  if (!clean || user === undefined || secret === undefined) {
    throw unauthorized('Cannot parse Authorization')
  }
  return { scheme: 'Basic', user, secret }
}

/** A 401 with a challenge for each scheme (RFC 9110 §11.6.1). */
export function unauthorized(message: string, bearer = ''): HttpError {
  return new HttpError(401, message, [
    ['WWW-Authenticate', 'Basic realm="bookshelf", charset="UTF-8"'],
    ['WWW-Authenticate', `Bearer realm="bookshelf"${bearer}`],
  ])
}
