// CORS: a browser asks whether a page of another origin may read a response,
// and before some requests ("preflight") whether it may send them at all
// (WHATWG Fetch §3.3). Programs that are no browsers never ask.
import { TOKEN } from '../wire/grammar.ts'
import type { FieldLine } from '../wire/headers.ts'
import { parseList } from '../wire/list.ts'
import type { HttpRequest, HttpResponse } from '../wire/message.ts'
import { fieldOf, type Middleware, withHeaders } from './middleware.ts'

/** Who may do what. */
export interface CorsOptions {
  /** "https://example.com", as browsers write it. */
  readonly origins: readonly string[]
  /** Whether cookies and Authorization may come along. */
  readonly credentials?: boolean
  /** Response fields that a page may read. */
  readonly exposed?: readonly string[]
}

/** Tells browsers what pages of other origins may do. */
export function cors(options: CorsOptions): Middleware {
  return async (request, next) => {
    const response = await next(request)
    // The origin decides about the response, so caches must keep it apart.
    const lines: FieldLine[] = [['Vary', 'Origin']]
    const origin = request.headers.getAll('origin').join()
    if (options.origins.includes(origin)) {
      lines.push(['Access-Control-Allow-Origin', origin])
      if (options.credentials) {
        lines.push(['Access-Control-Allow-Credentials', 'true'])
      }
      lines.push(...permissions(request, response, options))
    }
    return withHeaders(response, ...lines)
  }
}

function permissions(
  { method, headers }: HttpRequest,
  response: HttpResponse,
  { exposed = [] }: CorsOptions,
): FieldLine[] {
  const preflight = headers.getAll('access-control-request-method').length > 0
  if (method !== 'OPTIONS' || !preflight) {
    return [['Access-Control-Expose-Headers', exposed.join(', ')]]
  }
  // The router has said in Allow what the path can do.
  const allowed = fieldOf(response, 'allow') ?? ''
  const asked = parseList(headers.getAll('access-control-request-headers'))
  return [
    ['Access-Control-Allow-Methods', allowed],
    ['Access-Control-Allow-Headers', asked.filter(isToken).join(', ')],
    ['Access-Control-Max-Age', '600'],
  ]
}

function isToken(name: string): boolean {
  return TOKEN.test(name)
}
