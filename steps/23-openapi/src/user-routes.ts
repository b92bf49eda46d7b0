// Who is asking: signing in, signing out, and being told who one is.
import { controller, del, get, post } from './api/decorators.ts'
import { depends, response } from './api/markers.ts'
import type { ResponseHead } from './api/reply.ts'
import {
  currentUser,
  DAY,
  SESSION_COOKIE,
  sessions,
  sessionToken,
  userByPassword,
} from './users.ts'
import { unauthorized } from './web/authorization.ts'
import { setCookie } from './web/cookies.ts'
import type { Sessions } from './web/sessions.ts'

// For one pair of eyes: no cache may keep it (RFC 9111 §5.2.2.5).
const SECRET = { headers: [['Cache-Control', 'no-store']] } as const

@controller('', { tags: ['users'] })
export class Users {
  @get('/me', [depends(currentUser)], SECRET)
  readUser(user: string): unknown {
    return { user }
  }

  /** Signs in who sends a name and a password: curl -u ada:lovelace */
  @post('/session', [depends(userByPassword), depends(sessions), response()], {
    ...SECRET,
    status: 201,
  })
  signIn(
    user: string | undefined,
    all: Sessions,
    { headers }: ResponseHead,
  ): unknown {
    if (user === undefined) throw unauthorized('Not authenticated')
    const token = all.begin(user)
    headers.push(setCookie(SESSION_COOKIE, token, { maxAge: DAY }))
    return { user, token }
  }

  @del('/session', [depends(sessionToken), depends(sessions), response()], {
    status: 204,
  })
  signOut(token: string, all: Sessions, { headers }: ResponseHead): void {
    all.end(token)
    headers.push(setCookie(SESSION_COOKIE, '', { maxAge: 0 }))
  }
}
