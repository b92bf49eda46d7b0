// Any Standard Schema checks a parameter: the same route in three libraries,
// and in one written by hand.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { body, query } from '#src/api/markers.ts'
import type { Schema } from '#src/api/schema.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { jsonRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask, faultsOf } = askWith({ catchErrors, requestFor })

interface Library {
  readonly text: Schema
  readonly list: Schema
  readonly shortList: Schema
  readonly item: Schema
}

const LIBRARIES: readonly (readonly [string, Library])[] = [
  [
    'zod',
    {
      text: z.string().min(2),
      list: z.array(z.string().min(2)),
      shortList: z.array(z.string()).max(2),
      item: z.object({ name: z.string().min(2), tags: z.array(z.string()) }),
    },
  ],
  [
    'valibot',
    {
      text: v.pipe(v.string(), v.minLength(2)),
      list: v.array(v.pipe(v.string(), v.minLength(2))),
      shortList: v.pipe(v.array(v.string()), v.maxLength(2)),
      item: v.object({
        name: v.pipe(v.string(), v.minLength(2)),
        tags: v.array(v.string()),
      }),
    },
  ],
  [
    'arktype',
    {
      text: type('string >= 2'),
      list: type('(string >= 2)[]'),
      shortList: type('string[] <= 2'),
      item: type({ name: 'string >= 2', tags: 'string[]' }),
    },
  ],
]

describe.each(LIBRARIES)('a schema of %s', (_, { text, list, ...others }) => {
  const app = new App()
  app.get('/text', [query('q', text)], (q) => ({ q }))
  app.get('/list', [query('q', list)], (q) => ({ q }))
  app.get('/short', [query('q', others.shortList)], (q) => ({ q }))
  app.post('/item', [body(others.item)], (item) => ({ item }))

  it('lets through what fits', async () => {
    const item = { name: 'ab', tags: ['x'] }
    const asked = jsonRequest('POST /item', item)
    expect((await ask(app, '/text?q=ab')).content).toEqual({ q: 'ab' })
    expect((await ask(app, asked)).content).toEqual({ item })
  })

  it('gets all of a name where it wants a list', async () => {
    const { content } = await ask(app, '/list?q=ab&q=cd&q=ef')
    expect(content).toEqual({ q: ['ab', 'cd', 'ef'] })
    expect((await ask(app, '/list?q=ab')).content).toEqual({ q: ['ab'] })
  })

  it('says where and what was wrong, and of what kind', async () => {
    expect(await faultsOf(app, '/text?q=a')).toEqual([
      expect.objectContaining({
        type: expect.stringMatching(/^\w+$/),
        loc: ['query', 'q'],
        msg: expect.stringMatching(/./),
        input: 'a',
      }),
    ])
  })

  it('says it of members, by name and number', async () => {
    const asked = jsonRequest('POST /item', { name: 'a', tags: ['x', 1] })
    const faults = await faultsOf(app, asked)
    expect(faults).toHaveLength(2)
    for (const fault of [
      { loc: ['body', 'name'], input: 'a' },
      { loc: ['body', 'tags', 1], input: 1 },
    ]) {
      expect(faults).toContainEqual(expect.objectContaining(fault))
    }
  })

  it('has one word for what is missing', async () => {
    const missing = { type: 'missing', msg: 'Field required' }
    expect(await faultsOf(app, '/text')).toEqual([
      { ...missing, loc: ['query', 'q'], input: null },
    ])
    const input = { tags: [] }
    expect(await faultsOf(app, jsonRequest('POST /item', input))).toEqual([
      { ...missing, loc: ['body', 'name'], input },
    ])
  })

  it('says which member of a list is wrong', async () => {
    expect(await faultsOf(app, '/list?q=ab&q=c&q=de')).toEqual([
      expect.objectContaining({ loc: ['query', 'q', 1], input: 'c' }),
    ])
  })

  it('sees a list that is too long as a list', async () => {
    expect(await faultsOf(app, '/short?q=a&q=b&q=c')).toEqual([
      expect.objectContaining({ loc: ['query', 'q'], input: ['a', 'b', 'c'] }),
    ])
  })
})

describe('a schema by hand', () => {
  const even: Schema<number> = {
    '~standard': {
      validate: (value) =>
        /^\d*[02468]$/.test(String(value))
          ? { value: Number(value) }
          : { issues: [{ message: 'Not even', path: [{ key: 'a' }, 1] }] },
    },
  }

  it('needs to say no more than what is wrong', async () => {
    const app = new App()
    app.post('/', [body(even)], (number) => ({ number }))
    const faulty = jsonRequest('POST /', { a: [2, 3] })
    expect((await ask(app, jsonRequest('POST /', 4))).content).toEqual({
      number: 4,
    })
    expect(await faultsOf(app, faulty)).toEqual([
      { type: 'value_error', loc: ['body', 'a', 1], msg: 'Not even', input: 3 },
    ])
  })

  it('may take its time', async () => {
    const slow: Schema<string> = {
      '~standard': {
        validate: async (value) => {
          await Promise.resolve()
          return value === 'a' ? { value: 'b' } : { issues: [{ message: 'x' }] }
        },
      },
    }
    const app = new App()
    app.get('/', [query('q', slow)], (q) => ({ q }))
    expect((await ask(app, '/?q=a')).content).toEqual({ q: 'b' })
    expect(await faultsOf(app, '/?q=b')).toHaveLength(1)
  })
})

it('waits for a refinement of zod', async () => {
  const known = z.string().refine((id) => Promise.resolve(id === 'a'), 'Who?')
  const app = new App()
  app.get('/', [query('q', known)], (q) => ({ q }))
  expect((await ask(app, '/?q=a')).content).toEqual({ q: 'a' })
  expect(await faultsOf(app, '/?q=b')).toEqual([
    { type: 'custom', loc: ['query', 'q'], msg: 'Who?', input: 'b' },
  ])
})
