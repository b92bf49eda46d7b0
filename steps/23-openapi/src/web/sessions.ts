// Sessions: a long random number that stands for a user who has signed in.
import { createHash, randomBytes } from 'node:crypto'

interface Session {
  readonly user: string
  readonly end: number
}

/** Sessions in memory; they do not outlive the program. */
export class Sessions {
  /** How long a session lasts, in seconds. */
  readonly seconds: number
  readonly #sessions = new Map<string, Session>()

  constructor(seconds: number) {
    this.seconds = seconds
  }

  /** The token of a new session. */
  begin(user: string): string {
    for (const [key, { end }] of this.#sessions) {
      if (end < Date.now()) this.#sessions.delete(key)
    }
    const token = randomBytes(32).toString('base64url')
    const end = Date.now() + this.seconds * 1000
    this.#sessions.set(keyOf(token), { user, end })
    return token
  }

  /** The user of a session that has not ended. */
  find(token: string): string | undefined {
    const session = this.#sessions.get(keyOf(token))
    return session && session.end > Date.now() ? session.user : undefined
  }

  end(token: string): void {
    this.#sessions.delete(keyOf(token))
  }
}

// How long a look-up takes tells something about the keys, so the keys are
// not the tokens.
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
