// Who is asking: signing in, signing out, and being told who one is.
import { controller, del, get, post } from './api/decorators.ts'
import { request, response } from './api/markers.ts'
import type { ResponseHead } from './api/reply.ts'
import {
  DAY,
  findByPassword,
  getUser,
  SESSION_COOKIE,
  sessions,
  tokenOf,
} from './users.ts'
import { unauthorized } from './web/authorization.ts'
import { setCookie } from './web/cookies.ts'
import type { HttpRequest } from './wire/message.ts'

// For one pair of eyes: no cache may keep it (RFC 9111 §5.2.2.5).
const SECRET = { headers: [['Cache-Control', 'no-store']] } as const

@controller('')
export class Users {
  @get('/me', [request()], SECRET)
  async readUser(asked: HttpRequest): Promise<unknown> {
    return { user: await getUser(asked) }
  }

  /** Signs in who sends a name and a password: curl -u ada:lovelace */
  @post('/session', [request(), response()], { ...SECRET, status: 201 })
  async signIn(
    asked: HttpRequest,
    { headers }: ResponseHead,
  ): Promise<unknown> {
    const user = await findByPassword(asked)
    if (user === undefined) throw unauthorized('Not authenticated')
    const token = sessions.begin(user)
    headers.push(setCookie(SESSION_COOKIE, token, { maxAge: DAY }))
    return { user, token }
  }

  @del('/session', [request(), response()], { status: 204 })
  signOut(asked: HttpRequest, { headers }: ResponseHead): void {
    sessions.end(tokenOf(asked))
    headers.push(setCookie(SESSION_COOKIE, '', { maxAge: 0 }))
  }
}
