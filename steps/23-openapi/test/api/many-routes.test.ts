// How much work many routes are for the compiler. Time depends on the machine,
// so what counts is how often the compiler has to fill in a type.
import { compile } from '@barewire/test-kit/compile'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'

const src = join(inject('step').folder, 'src')

const ROUTES = 300

// Measured: 613, of which Zod takes 150. A type that looks at all routes, or
// into schemas, takes thousands.
const LIMIT = 900

it(`checks ${ROUTES} routes with little work`, () => {
  const none = measure(0)
  const all = measure(ROUTES)
  const each = (all.instantiations - none.instantiations) / ROUTES
  console.log(`${all.time}, and ${Math.round(each)} instantiations a route`)
  expect(each).toBeLessThan(LIMIT)
})

function measure(count: number) {
  const files = { 'routes.ts': createRoutes(count) }
  const { diagnostics, statistics } = compile({ src, files })
  expect(diagnostics).toEqual({ 'routes.ts': [] })
  return {
    instantiations: Number(statistics['Instantiations']),
    time: statistics['Check time'],
  }
}

/** Half of them as methods, ten a class, and half as functions. */
function createRoutes(count: number): string {
  const numbers = numbersTo(count)
  const classes = numbers.filter((i) => i % 20 === 0).map(createClass)
  const calls = numbers.filter((i) => i % 2 === 0).map(createCall)
  return [given, ...classes, ...calls].join('\n')
}

const given = `
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, post } from '#src/api/decorators.ts'
import { dependency } from '#src/api/dependency.ts'
import { body, depends, path, query } from '#src/api/markers.ts'

type Items = Map<number, { id: number; name: string }>
const Id = z.coerce.number().int()
const Item = z.object({ id: z.int(), name: z.string() })
const items = dependency([], (): Items => new Map())
const app = new App()
`

function createClass(i: number): string {
  const methods = numbersTo(10).map((j) => createMethod(i + j))
  return `@controller('/class${i}')
export class Items${i} {
${methods.join('\n')}
}`
}

function createMethod(i: number): string {
  return `  @post('/method${i}/{id}', ${markersOf(i)}, { response: Item })
  method${i}(id: number, q: string, item: { n${i}: number }, all: Items) {
    return all.get(id) ?? { id: item.n${i}, name: q }
  }`
}

function createCall(i: number): string {
  return `app.post('/call${i}/{id}', ${markersOf(i)}, (id, q, item, all) =>
  all.get(id) ?? { id: item.n${i}, name: q }, { response: Item })`
}

/** Every route has a body of its own. */
function markersOf(i: number): string {
  const own = `body(z.object({ n${i}: z.number() }))`
  return `[path('id', Id), query('q', z.string()), ${own}, depends(items)]`
}

function numbersTo(end: number): number[] {
  return Array.from({ length: end }, (_, i) => i)
}
