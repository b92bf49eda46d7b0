// Who is who: by name and password, by token, or by session cookie.
import { dependency } from './api/dependency.ts'
import { depends } from './api/markers.ts'
import {
  ApiKeyCookie,
  type BasicCredentials,
  HttpBasic,
  HttpBearer,
  optional,
} from './api/security.ts'
import { unauthorized } from './web/authorization.ts'
import { isPassword } from './web/passwords.ts'
import { Sessions } from './web/sessions.ts'

export const SESSION_COOKIE = 'session'

/** Seconds. */
export const DAY = 24 * 60 * 60

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

/** All sessions, from the start of the app to its end. */
export const sessions = dependency([], () => new Sessions(DAY))

const basic = optional(new HttpBasic({ realm: 'bookshelf' }))
const bearer = optional(new HttpBearer())
const cookie = optional(new ApiKeyCookie({ name: SESSION_COOKIE }))

/** The token of a session, from where programs or browsers put it. */
export const sessionToken = dependency(
  [depends(bearer), depends(cookie)],
  (token, kept) => token ?? kept ?? '',
)

/** The user whose name and password a request brings, if any. */
export const userByPassword = dependency([depends(basic)], findByPassword)

const userBySession = dependency(
  [depends(sessionToken), depends(sessions)],
  (token, all) => all.find(token),
)

/** The user that a request speaks for, if it names one. Wrong names are 401. */
export const maybeUser = dependency(
  [depends(userByPassword), depends(userBySession), depends(bearer)],
  (named, known, token) => {
    const user = named ?? known
    // A cookie may be old, but who sends a token means it (RFC 6750 §3.1).
    if (user === undefined && token !== undefined) {
      throw unauthorized('Unknown token', ', error="invalid_token"')
    }
    return user
  },
)

/** The user that a request speaks for. Without one, it is refused. */
export const currentUser = dependency([depends(maybeUser)], (user) => {
  if (user === undefined) throw unauthorized('Not authenticated')
  return user
})

async function findByPassword(
  credentials: BasicCredentials | undefined,
): Promise<string | undefined> {
  if (credentials === undefined) return undefined
  const { user, secret } = credentials
  // An unknown name takes as long as a wrong password: nobody can try names.
  const right = await isPassword(secret, USERS.get(user) ?? '')
  if (right && USERS.has(user)) return user
  throw unauthorized('Wrong credentials')
}
