// Who is who: by name and password, by token, or by session cookie.
import { parseAuthorization, unauthorized } from './web/authorization.ts'
import { parseCookies } from './web/cookies.ts'
import { isPassword } from './web/passwords.ts'
import { Sessions } from './web/sessions.ts'
import type { HttpRequest } from './wire/message.ts'

export const SESSION_COOKIE = 'session'

/** Seconds. */
export const DAY = 24 * 60 * 60

export const sessions = new Sessions(DAY)

// Names, and what hashPassword makes of "lovelace" and "enigma".
const USERS = new Map([
  [
    'ada',
    'CNQgJU25NGZGG5BxPAHZyw==.LCfCQqdWlnPIXMFUmz0DYiNP5h6tpe8I3yES/bJbtec=',
  ],
  [
    'alan',
    'ea4ho4UmfZZ8fGwEynNVjQ==.7p9+0fJZV+vQBb6YcKh1lmbDTlurcOoupOWZOj9eiGk=',
  ],
])

/** The user whose name and password a request brings. Throws 401. */
export async function findByPassword({
  headers,
}: HttpRequest): Promise<string | undefined> {
  const credentials = parseAuthorization(headers)
  if (credentials?.scheme !== 'Basic') return undefined
  const { user, secret } = credentials
  // An unknown name takes as long as a wrong password: nobody can try names.
  const right = await isPassword(secret, USERS.get(user) ?? '')
  if (right && USERS.has(user)) return user
  throw unauthorized('Wrong credentials')
}

/** The user that a request speaks for, if it names one. Throws 401. */
export async function findUser(
  request: HttpRequest,
): Promise<string | undefined> {
  const named = await findByPassword(request)
  const user = named ?? sessions.find(tokenOf(request))
  // A cookie may be old, but who sends a token means it (RFC 6750 §3.1).
  if (user === undefined && parseAuthorization(request.headers)) {
    throw unauthorized('Unknown token', ', error="invalid_token"')
  }
  return user
}

/** The user that a request speaks for. Throws 401. */
export async function getUser(request: HttpRequest): Promise<string> {
  const user = await findUser(request)
  if (user === undefined) throw unauthorized('Not authenticated')
  return user
}

/** The token of a session, from where programs or browsers put it. */
export function tokenOf({ headers }: HttpRequest): string {
  const credentials = parseAuthorization(headers)
  if (credentials?.scheme === 'Bearer') return credentials.secret
  return parseCookies(headers).get(SESSION_COOKIE) ?? ''
}
