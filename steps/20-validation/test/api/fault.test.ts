// The shape of faults: FastAPI's, member by member, and never more than a
// client can be asked to read.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { memberAt, validate, ValidationError } from '#src/api/fault.ts'
import { body, cookie, header, path, query } from '#src/api/markers.ts'
import type { Schema } from '#src/api/schema.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { jsonRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask, faultsOf } = askWith({ catchErrors, requestFor })

const MISSING = { type: 'missing', msg: 'Field required' }

describe('faults', () => {
  it('are all there at once, in the order of the markers', async () => {
    const app = new App()
    const number = z.coerce.number().int()
    app.post(
      '/{id}',
      [
        header('x-a', z.string()),
        body('item', z.object({ a: z.string(), b: z.number() })),
        path('id', number),
        query('q', number),
        cookie('c', z.string()),
      ],
      () => null,
    )
    const asked = jsonRequest('POST /x?q=1.5', { item: { b: '' } })
    expect(await faultsOf(app, asked)).toMatchObject([
      { ...MISSING, loc: ['header', 'x-a'], input: null },
      { ...MISSING, loc: ['body', 'item', 'a'], input: { b: '' } },
      { type: 'invalid_type', loc: ['body', 'item', 'b'], input: '' },
      { type: 'invalid_type', loc: ['path', 'id'], input: 'x' },
      { type: 'invalid_type', loc: ['query', 'q'], input: '1.5' },
      { ...MISSING, loc: ['cookie', 'c'], input: null },
    ])
  })

  it('keep the handler from being called', async () => {
    const app = new App()
    let calls = 0
    app.get('/', [query('q', z.string())], () => (calls += 1))
    await faultsOf(app, '/')
    expect(calls).toBe(0)
  })

  it('come as {"detail": […]} in JSON', async () => {
    const app = new App()
    app.get('/', [query('q', z.string())], () => null)
    const { status, headers, text } = await ask(app, '/')
    expect(status).toBe(422)
    expect(headers).toEqual({ 'Content-Type': 'application/json' })
    expect(text).toBe(
      '{"detail":[{"type":"missing","loc":["query","q"],' +
        '"msg":"Field required","input":null}]}',
    )
  })

  it.each<[string, Schema, string, unknown]>([
    ['least', z.string().min(3), 'too_small', { minimum: 3 }],
    ['most', z.string().max(1), 'too_big', { maximum: 1 }],
    ['values', z.enum(['a', 'b']), 'invalid_value', { values: ['a', 'b'] }],
    ['type', z.coerce.number(), 'invalid_type', { expected: 'number' }],
    ['format', z.email(), 'invalid_format', { format: 'email' }],
    ['bigint', z.coerce.bigint().min(9n), 'too_small', { minimum: '9' }],
    ['date', z.coerce.date().min(new Date(5e14)), 'too_small', {}],
  ])('say in ctx the %s that is wanted', async (what, schema, type, ctx) => {
    const input = { bigint: '7', date: '2000' }[what] ?? 'xy'
    const app = new App()
    app.get('/', [query('q', schema)], () => null)
    expect(await faultsOf(app, `/?q=${input}`)).toEqual([
      {
        type,
        loc: ['query', 'q'],
        msg: expect.any(String),
        input,
        ctx: expect.objectContaining(ctx),
      },
    ])
  })

  it('leave a rule its own words about what is not there', async () => {
    const app = new App()
    const model = z
      .object({ a: z.string().optional() })
      .refine(({ a }) => a, { path: ['a'], message: 'Say a' })
    app.post('/', [body(model)], () => null)
    expect(await faultsOf(app, jsonRequest('POST /', {}))).toEqual([
      { type: 'custom', loc: ['body', 'a'], msg: 'Say a' },
    ])
  })

  it('miss nothing in a text that a schema has taken apart', async () => {
    const app = new App()
    const list = z.string().transform((text) => text.split(','))
    const numbers = list.pipe(z.array(z.coerce.number<string>()))
    app.get('/', [query('q', numbers)], () => null)
    expect(await faultsOf(app, '/?q=1,x')).toMatchObject([
      { type: 'invalid_type', loc: ['query', 'q', 1] },
    ])
  })

  it('have no ctx where a schema says nothing more', async () => {
    const app = new App()
    app.get(
      '/',
      [
        query(
          'q',
          z.string().refine(() => false, 'No'),
        ),
      ],
      () => null,
    )
    expect(await faultsOf(app, '/?q=a')).toEqual([
      { type: 'custom', loc: ['query', 'q'], msg: 'No', input: 'a' },
    ])
  })
})

describe('an answer is short, though', () => {
  it('a value is long', async () => {
    const app = new App()
    app.post('/', [body('a', z.string().max(1))], () => null)
    const fits = 'é'.repeat(998)
    const [short] = await faultsOf(app, jsonRequest('POST /', { a: fits }))
    expect(short).toHaveProperty('input', fits)
    for (const long of [`${fits}e`, Array.from({ length: 999 }, () => 1)]) {
      const [fault] = await faultsOf(app, jsonRequest('POST /', { a: long }))
      expect(fault).not.toHaveProperty('input')
    }
  })

  it('what misses a member is long', async () => {
    const app = new App()
    app.post('/', [body(z.object({ a: z.string() }))], () => null)
    const asked = jsonRequest('POST /', { b: 'x'.repeat(1000) })
    expect(await faultsOf(app, asked)).toEqual([
      { ...MISSING, loc: ['body', 'a'] },
    ])
  })

  it('much is wrong', async () => {
    const app = new App()
    const list = z.array(z.string())
    app.post('/', [body('a', list), body('b', list)], () => null)
    const many = Array.from({ length: 100_000 }, () => 0)
    const asked = jsonRequest('POST /', { a: many, b: many })
    const faults = await faultsOf(app, asked)
    expect(faults).toHaveLength(200)
    expect(faults[100]).toMatchObject({ loc: ['body', 'b', 0] })
  })

  it('names in the body are long, and on the way to many faults', async () => {
    const app = new App()
    const model = z.record(z.string(), z.array(z.string()))
    app.post('/', [body(model)], () => null)
    const wrong = Array.from({ length: 100_000 }, () => 1)
    const value = { ['n'.repeat(500_000)]: wrong }
    const { status, text } = await ask(app, jsonRequest('POST /', value))
    expect(status).toBe(422)
    expect(text.length).toBeLessThan(30_000)
  })

  it('a message quotes what was sent', async () => {
    const app = new App()
    app.post('/', [body(z.strictObject({}))], () => null)
    const asked = jsonRequest('POST /', { ['n'.repeat(100_000)]: 1 })
    const { status, text } = await ask(app, asked)
    expect(status).toBe(422)
    expect(text.length).toBeLessThan(2_000)
  })
})

describe('validate', () => {
  it('gives what a schema makes of a value', async () => {
    expect(await validate(z.coerce.number(), '5', ['a'])).toBe(5)
  })

  it('throws all that is wrong, with its place', async () => {
    const schema = z.object({ a: z.string(), b: z.array(z.number()) })
    const checked = validate(schema, { b: ['x'] }, ['body', 'c'])
    await expect(checked).rejects.toBeInstanceOf(ValidationError)
    await expect(checked).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(
        /^body\.c\.a: Field required; body\.c\.b\.0: /,
      ),
      detail: [{ loc: ['body', 'c', 'a'] }, { loc: ['body', 'c', 'b', 0] }],
    })
  })
})

describe('memberAt', () => {
  const value: unknown = JSON.parse('{"a":[{"__proto__":1}],"n":null}')

  it.each([
    [[], value],
    [['a', 0, '__proto__'], 1],
    [['n'], null],
    [['n', 'x'], undefined],
    [['a', 1], undefined],
    [['a', 0, 'constructor'], undefined],
    [['toString'], undefined],
    [['a', 'map'], undefined],
  ])('at %j finds its own %j', (place, member) => {
    expect(memberAt(value, place)).toEqual(member)
  })
})
