// Who is asking, as a dependency: it gives what the client has sent to name
// itself, or answers 401 with a challenge. The document says how to send it.
import { parseAuthorization } from '../web/authorization.ts'
import { parseCookies } from '../web/cookies.ts'
import type { RoutedRequest } from '../web/route-tree.ts'
import { HttpError } from '../wire/http-error.ts'
import type { Dependency, SecurityScheme } from './dependency.ts'
import { request } from './markers.ts'

type Read<T> = (request: RoutedRequest) => T | undefined

/** A way to name oneself, and what the document says of it. */
class Security<T> implements Dependency<T> {
  readonly markers = [request()]
  readonly scope = 'request'
  readonly security: SecurityScheme
  readonly #read: Read<T>
  readonly #challenge: string

  constructor(security: SecurityScheme, challenge: string, read: Read<T>) {
    this.security = security
    this.#challenge = challenge
    this.#read = read
  }

  readonly run = (asked: RoutedRequest): T => {
    try {
      const found = this.find(asked)
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
    }
    const challenge = ['WWW-Authenticate', this.#challenge] as const
    throw new HttpError(401, 'Not authenticated', [challenge])
  }

  /** Undefined when the client does not name itself. Throws 401 at nonsense. */
  find(asked: RoutedRequest): T | undefined {
    return this.#read(asked)
  }
}

/** Gives undefined for clients that do not name themselves. */
export function optional<T>(security: Security<T>): Dependency<T | undefined> {
  const { markers, scope, security: scheme } = security
  const run = (asked: RoutedRequest) => security.find(asked)
  return { markers, scope, security: scheme, run }
}

/** What Basic sends. */
export interface BasicCredentials {
  readonly user: string
  readonly secret: string
}

/** Authorization: Basic, a name and a password (RFC 7617). */
export class HttpBasic extends Security<BasicCredentials> {
  constructor({ realm = 'api', schemeName = 'HTTPBasic' } = {}) {
    const description = { type: 'http', scheme: 'basic' }
    const scheme = { name: schemeName, description }
    // A quoted-pair for what would end a quoted-string (RFC 9110 §5.6.4).
    const quoted = realm.replaceAll(/["\\]/g, '\\$&')
    super(scheme, `Basic realm="${quoted}"`, ({ headers }) => {
      const found = parseAuthorization(headers)
      return found?.scheme === 'Basic' ? found : undefined
    })
  }
}

/** Authorization: Bearer, a token (RFC 6750). */
export class HttpBearer extends Security<string> {
  constructor({ schemeName = 'HTTPBearer' } = {}) {
    const description = { type: 'http', scheme: 'bearer' }
    super({ name: schemeName, description }, 'Bearer', bearerToken)
  }
}

interface OAuth2Options {
  /** Where a client posts a name and a password for a token. */
  readonly tokenUrl: string
  /** What tokens allow, by their names. */
  readonly scopes?: Readonly<Record<string, string>>
  readonly schemeName?: string
}

/** The same, and where a token can be had for a password (RFC 6749 §4.3). */
export class OAuth2PasswordBearer extends Security<string> {
  constructor({
    tokenUrl,
    scopes = {},
    schemeName = 'OAuth2PasswordBearer',
  }: OAuth2Options) {
    const password = { scopes, tokenUrl }
    const description = { type: 'oauth2', flows: { password } }
    super({ name: schemeName, description }, 'Bearer', bearerToken)
  }
}

function bearerToken({ headers }: RoutedRequest): string | undefined {
  const found = parseAuthorization(headers)
  return found?.scheme === 'Bearer' ? found.secret : undefined
}

interface KeyOptions {
  /** What the field, parameter or cookie is called. */
  readonly name: string
  readonly schemeName?: string
}

/** A key in a header field. */
export class ApiKeyHeader extends Security<string> {
  constructor({ name, schemeName = 'APIKeyHeader' }: KeyOptions) {
    super(keyScheme('header', name, schemeName), 'APIKey', ({ headers }) =>
      some(headers.getAll(name.toLowerCase()).at(-1)),
    )
  }
}

/** A key in the query. It ends up in logs: better in a field. */
export class ApiKeyQuery extends Security<string> {
  constructor({ name, schemeName = 'APIKeyQuery' }: KeyOptions) {
    super(keyScheme('query', name, schemeName), 'APIKey', ({ query }) =>
      some(query.getAll(name).at(-1)),
    )
  }
}

/** A key in a cookie. */
export class ApiKeyCookie extends Security<string> {
  constructor({ name, schemeName = 'APIKeyCookie' }: KeyOptions) {
    super(keyScheme('cookie', name, schemeName), 'APIKey', ({ headers }) =>
      some(parseCookies(headers).get(name)),
    )
  }
}

// An empty key is none.
function some(key: string | undefined): string | undefined {
  return key === '' ? undefined : key
}

function keyScheme(
  place: string,
  name: string,
  schemeName: string,
): SecurityScheme {
  return { name: schemeName, description: { type: 'apiKey', in: place, name } }
}
