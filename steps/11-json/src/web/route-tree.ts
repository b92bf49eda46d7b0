// A tree over path segments: "/books/{id}" is "books", then any segment. A
// look-up follows the path; routes that go elsewhere cost it nothing.
import type { HttpRequest, HttpResponse } from '../wire/message.ts'

/** A request that has found its route. */
export interface RoutedRequest extends HttpRequest {
  /** Names repeat, and their order counts. */
  readonly query: URLSearchParams
}

/** Gets the values of the path's parameters in their order. */
export type RouteHandler = (
  request: RoutedRequest,
  ...values: string[]
) => HttpResponse | Promise<HttpResponse>

/** What answers at a place, and the values that a path has there. */
export interface Match {
  readonly handlers: ReadonlyMap<string, RouteHandler>
  readonly values: readonly string[]
}

/** A place in the tree, and all that is below it. */
export class RouteTree {
  readonly #handlers = new Map<string, RouteHandler>()
  readonly #children = new Map<string, RouteTree>()

  /** The handlers at a pattern by method. Throws at what is no pattern. */
  at(pattern: readonly string[]): Map<string, RouteHandler> {
    const [segment, ...others] = pattern
    if (segment === undefined) return this.#handlers
    const key = keyOf(segment)
    if (key === REST && others.length > 0) throw new Error(`After ${segment}?`)
    const child = this.#children.get(key) ?? new RouteTree()
    this.#children.set(key, child)
    return child.at(others)
  }

  /** Every place where a path fits from `at` on, the most specific first. */
  match(
    path: readonly string[],
    at = 0,
    values: readonly string[] = [],
  ): Match[] {
    const segment = path[at]
    if (segment === undefined) return [{ handlers: this.#handlers, values }]
    const same = this.#children.get(`/${segment}`)
    const matches = same?.match(path, at + 1, values) ?? []
    const one = segment === '' ? undefined : this.#children.get(ONE)
    if (one) matches.push(...one.match(path, at + 1, [...values, segment]))
    const rest = this.#children.get(REST)
    if (rest) {
      const value = path.slice(at).join('/')
      matches.push(...rest.match([], 0, [...values, value]))
    }
    return matches
  }
}

const ONE = '{name}'
const REST = '{name:path}'

function keyOf(segment: string): string {
  if (!/[{}]/.test(segment)) return `/${segment}`
  const key = segment.replace(/^\{\w+/, '{name')
  if (key === ONE || key === REST) return key
  throw new Error(`Cannot route "${segment}"`)
}
