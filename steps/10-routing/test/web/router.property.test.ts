// 10,000 random tables of routes, compared with a matcher that is slow but
// plain: a regular expression a route, and a sort.
import { requestsOf } from '@barewire/test-kit/requests'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Router } from '#src/web/router.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { HttpError } from '#src/wire/http-error.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

/** "GET" and "/a/{x}". */
interface Route {
  readonly method: string
  readonly pattern: string
}

/** A request, and its path as it means, segment by segment. */
interface Asked {
  readonly method: string
  readonly target: string
  readonly path: readonly string[]
}

/** The route that answers and its values, or a status and its Allow. */
type Outcome = readonly [string | number, ...string[]]

const STANDARD = 'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE'.split(' ')

// As sent and as meant, by hand: decoding must not test itself.
const SEGMENTS = [
  ['a', 'a'],
  ['b', 'b'],
  ['c', 'c'],
  ['%61', 'a'],
  ['', ''],
  ['%2F', '/'],
  ['a%2Fb', 'a/b'],
  ['%C3%A9', 'é'],
  ['%2561', '%61'],
  ['+', '+'],
  ['%7Bx%7D', '{x}'],
  ['%7Bname%7D', '{name}'],
] as const

const segment = fc.constantFrom('a', 'b', 'é', '', '{x}', '{y}', '{x}')
const rest = fc.constantFrom('', '', '/{x:path}', '/{y:path}')

const pattern = fc
  .tuple(fc.array(segment, { maxLength: 3 }), rest)
  .map(([parts, end]) => parts.map((part) => `/${part}`).join('') + end || '/')

const route: fc.Arbitrary<Route> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PURGE'),
  pattern,
})

const table = fc.uniqueArray(route, {
  maxLength: 12,
  selector: ({ method, pattern: own }) => method + own.replaceAll('y', 'x'),
})

const question: fc.Arbitrary<Asked> = fc
  .record({
    method: fc.constantFrom(
      ...STANDARD,
      ...STANDARD.slice(0, 3),
      'PURGE',
      'get',
    ),
    host: fc.constantFrom('', '', 'http://localhost', 'HTTP://[::1]:80'),
    parts: fc.array(fc.constantFrom(...SEGMENTS), {
      minLength: 1,
      maxLength: 4,
    }),
    query: fc.constantFrom('', '', '?', '?/a=/b&%2F'),
  })
  .map(({ method, host, parts, query }) => ({
    method,
    target: `${host}/${parts.map(([sent]) => sent).join('/')}${query}`,
    path: parts.map(([, meant]) => meant),
  }))

// A table, and the same routes in another order.
const orders = table.chain((routes) =>
  fc.tuple(
    fc.constant(routes),
    fc.shuffledSubarray(routes, { minLength: routes.length }),
  ),
)

const questions = fc.array(question, { minLength: 1, maxLength: 5 })

// A few seconds of a core, which other tests may keep busy.
describe('Router', { timeout: 120_000 }, () => {
  it('agrees with a naive matcher on 10,000 random tables', async () => {
    const property = fc.asyncProperty(table, questions, async (routes, all) => {
      const expected = all.map((each) => naive(routes, each))
      expect(await askAll(routes, all)).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 10_000 })
  })

  it('answers alike in whatever order routes are added', async () => {
    const property = fc.asyncProperty(orders, questions, async (pair, all) => {
      const [routes, shuffled] = pair
      const expected = await askAll(routes, all)
      expect(await askAll(shuffled, all)).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 2_000 })
  })
})

/** What a router with these routes answers. */
function askAll(
  routes: readonly Route[],
  all: readonly Asked[],
): Promise<Outcome[]> {
  const router = new Router()
  for (const { method, pattern: own } of routes) {
    router.add(method, own, (_, ...values) => ({
      status: 200,
      body: JSON.stringify([`${method} ${own}`, ...values]),
    }))
  }
  return Promise.all(all.map((asked) => outcomeOf(router, asked)))
}

async function outcomeOf(
  router: Router,
  { method, target }: Asked,
): Promise<Outcome> {
  try {
    const response = await router.handle(requestFor(method, target))
    if (typeof response.body === 'string') return JSON.parse(response.body)
    return [response.status, ...allowed(response.headers)]
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return [error.status, ...allowed(error.headers)]
  }
}

function allowed(headers: HttpError['headers'] = []): string[] {
  return headers.flatMap(([, value]) => value.split(', ')).toSorted()
}

function naive(routes: readonly Route[], { method, path }: Asked): Outcome {
  const known = [...STANDARD, ...routes.map((each) => each.method)]
  if (!known.includes(method)) return [501]
  const fitting = routes
    .map((each) => ({ ...each, values: valuesOf(each.pattern, path) }))
    .filter(({ values }) => values !== undefined)
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const [best] = fitting.filter(
    (each) =>
      each.method === method || (method === 'HEAD' && each.method === 'GET'),
  )
  if (best) return [`${best.method} ${best.pattern}`, ...(best.values ?? [])]
  const methods = new Set(fitting.map((each) => each.method))
  if (methods.size === 0) return [404]
  if (methods.has('GET')) methods.add('HEAD')
  methods.add('OPTIONS')
  return [method === 'OPTIONS' ? 204 : 405, ...[...methods].toSorted()]
}

/** Sorts literals before parameters before the rest. */
function rank({ method, pattern: own }: Route): string {
  const kinds = own.split('/').map((part) => {
    if (part.endsWith(':path}')) return 3
    return part.startsWith('{') ? 2 : 1
  })
  // A HEAD route comes before the GET route at the same place.
  return `${kinds.join('')} ${method === 'HEAD' ? 0 : 1}`
}

/** Undefined: the pattern does not fit. No segment has a line feed. */
function valuesOf(own: string, path: readonly string[]): string[] | undefined {
  const source = own
    .slice(1)
    .replaceAll('/', '\n')
    .replaceAll(/\{\w+\}/g, '([^\n]+)')
    .replaceAll(/\{\w+:path\}/g, '([^]*)')
  const match = new RegExp(`^${source}$`).exec(path.join('\n'))
  return match?.slice(1).map((value) => value.replaceAll('\n', '/'))
}
