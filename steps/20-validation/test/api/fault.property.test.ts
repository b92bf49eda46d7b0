// Random requests, compared with what is slow but plain: queries with a model
// that groups by hand, bodies with zod asked directly. A run that fails prints
// its seed.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { body, query } from '#src/api/markers.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { jsonRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask } = askWith({ catchErrors, requestFor })

type Pair = readonly [name: string, value: string]

const NAMES = ['text', 'number', 'list', 'numbers', '__proto__', 'x', '']

const pairs: fc.Arbitrary<readonly Pair[]> = fc.array(
  fc.tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom('', '5', '-1', 'a', 'é&=', '1e3', 'true', 'null'),
  ),
  { maxLength: 8 },
)

const Model = z.object({
  text: z.string().min(1),
  number: z.coerce.number().max(10),
  list: z.array(z.string().min(1)).max(3),
  numbers: z.array(z.coerce.number()).min(1).default([]),
})

const Body = z.strictObject({
  title: z.string().min(1),
  year: z.int().optional(),
  tags: z.array(z.string().min(1)).max(3),
  author: z.object({ name: z.string(), born: z.int().nullable() }),
  more: z.record(z.string(), z.union([z.boolean(), z.int()])).optional(),
})

const leaf = fc.constantFrom(null, true, 0, 1.5, -1, '', 'a', 'é', [], {})
const key = fc.constantFrom('name', 'born', '__proto__', 'constructor', '0')
const list = fc.array(fc.oneof(leaf, fc.constant('a')), { maxLength: 5 })
const object = fc.dictionary(key, leaf, { maxKeys: 4 })
const member = fc.oneof(leaf, list, object)

const value = fc.oneof(
  { weight: 1, arbitrary: member },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        title: fc.oneof(fc.constant('a'), member),
        year: fc.oneof(fc.constant(1815), member),
        tags: fc.oneof(list, member),
        author: fc.oneof(
          fc.record({ name: fc.constant('a'), born: leaf }),
          member,
        ),
        more: fc.oneof(object, member),
        other: member,
      },
      { requiredKeys: [] },
    ),
  },
)

// A few seconds of a core, which other tests may keep busy.
describe('an app', { timeout: 120_000 }, () => {
  it('agrees with a naive reader on 3,000 random queries', async () => {
    const app = new App()
    app.get('/model', [query(Model)], (all) => all)
    const { text, number, list: texts, numbers } = Model.shape
    const each = [
      query('text', text),
      query('number', number),
      query('list', texts),
      query('numbers', numbers),
    ] as const
    app.get('/each', each, (...all) => ({
      text: all[0],
      number: all[1],
      list: all[2],
      numbers: all[3],
    }))
    const property = fc.asyncProperty(pairs, async (sent) => {
      const expected = naive(sent)
      const search = new URLSearchParams(sent.map(([...pair]) => pair))
      for (const place of ['/model', '/each']) {
        expect(await outcomeOf(app, `${place}?${String(search)}`)).toEqual(
          expected,
        )
      }
    })
    await fc.assert(property, { numRuns: 3_000 })
  })

  it('agrees with zod on 5,000 random bodies', async () => {
    const app = new App()
    app.post('/', [body(Body)], (all) => all)
    const property = fc.asyncProperty(value, async (sent) => {
      const asked = jsonRequest('POST /', sent)
      const received: unknown = JSON.parse(JSON.stringify(sent))
      const { data, error } = Body.safeParse(received)
      const outcome = await outcomeOf(app, asked)
      expect(outcome).toEqual(placesIn('body', error) ?? toJson(data))
    })
    await fc.assert(property, { numRuns: 5_000 })
  })
})

/** What the handler got, or where the faults are. */
async function outcomeOf(
  app: App,
  asked: Parameters<typeof ask>[1],
): Promise<unknown> {
  const { status, text, content } = await ask(app, asked)
  if (status === 200) return content
  if (status !== 422) throw new Error(`got ${status} ${text}`)
  const { detail } = Object(content)
  return detail.map(({ loc }: { readonly loc: unknown }) => loc)
}

/** Lists where the model has lists, else the last one. */
function naive(sent: readonly Pair[]): unknown {
  const values: Record<string, unknown> = {}
  for (const name of ['text', 'number', 'list', 'numbers']) {
    const own = sent.filter((pair) => pair[0] === name).map((pair) => pair[1])
    const isList = name.startsWith('list') || name === 'numbers'
    if (own.length > 0) values[name] = isList ? own : own.at(-1)
  }
  const { data, error } = Model.safeParse(values)
  return placesIn('query', error) ?? toJson(data)
}

/** Each place once. */
function placesIn(
  source: string,
  error: z.ZodError | undefined,
): unknown[] | undefined {
  const places = error?.issues.map(({ path }) =>
    JSON.stringify([source, ...path]),
  )
  return places && [...new Set(places)].map((place) => JSON.parse(place))
}

function toJson(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data))
}
