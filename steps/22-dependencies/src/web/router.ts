// Finds the function for a method and a path. A path that nobody has is 404,
// a method that the path does not have 405, one that nobody knows 501
// (RFC 9110 §15.5.5, §15.5.6, §15.6.2).
import { HttpError } from '../wire/http-error.ts'
import type { Handler, HttpResponse } from '../wire/message.ts'
import { type RouteHandler, RouteTree } from './route-tree.ts'
import { parseTarget } from './target.ts'

const STANDARD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)$/

/** A table of routes. Its `handle` is a Handler. */
export class Router {
  readonly #tree = new RouteTree()
  readonly #methods = new Set(['HEAD', 'OPTIONS'])

  /** Answers a method at a pattern: "/books/{id}", "/files/{path:path}". */
  add(method: string, pattern: string, handler: RouteHandler): void {
    const [start, ...segments] = pattern.split('/')
    const handlers = this.#tree.at(segments)
    const wrong = start !== '' || segments.length === 0
    if (wrong || handlers.has(method)) {
      const reason = wrong ? 'it must begin with "/"' : 'it is there already'
      throw new Error(`Cannot add ${method} "${pattern}": ${reason}`)
    }
    handlers.set(method, handler)
    this.#methods.add(method)
  }

  /** Answers a request with the most specific route, whatever their order. */
  readonly handle: Handler = (request) => {
    const { method, target } = request
    if (!STANDARD.test(method) && !this.#methods.has(method)) {
      throw new HttpError(501, `Nobody knows how to ${method.slice(0, 80)}`)
    }
    if (target === '*') return allow(this.#methods)
    const { segments, query } = parseTarget(target)
    const matches = this.#tree.match(segments)
    for (const { handlers, values } of matches) {
      // HEAD is a GET whose body is not sent (RFC 9110 §9.3.2).
      const get = method === 'HEAD' ? handlers.get('GET') : undefined
      const handler = handlers.get(method) ?? get
      if (handler) return handler({ query, ...request }, ...values)
    }
    const methods = matches.flatMap(({ handlers }) => [...handlers.keys()])
    if (methods.length === 0) throw new HttpError(404, 'Not Found')
    return refuse(method, new Set(methods))
  }
}

function refuse(method: string, methods: Set<string>): HttpResponse {
  if (methods.has('GET')) methods.add('HEAD')
  const options = allow(methods.add('OPTIONS'))
  if (method === 'OPTIONS') return options
  throw new HttpError(405, 'Method Not Allowed', options.headers)
}

/** What OPTIONS is answered with (RFC 9110 §9.3.7). */
function allow(methods: ReadonlySet<string>): HttpResponse {
  return { status: 204, headers: [['Allow', [...methods].join(', ')]] }
}
