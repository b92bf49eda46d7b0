// Texts from queries, field lines, cookies, paths and forms: they become what a
// schema asks for, and nothing else. Names may repeat.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { cookie, form, header, path, query } from '#src/api/markers.ts'
import type { Schema } from '#src/api/schema.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { bodyRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask, faultsOf } = askWith({ catchErrors, requestFor })

const FORM_TYPE = 'application/x-www-form-urlencoded'
const MISSING = { type: 'missing', msg: 'Field required', input: null }

const List = z.array(z.string().min(1))
const Model = z.object({
  q: z.string(),
  n: z.coerce.number().int().default(7),
  tag: z.array(z.string().min(1)).max(3).default([]),
})

describe('a text', () => {
  it.each<[string, Schema, string, unknown]>([
    ['stays a text', z.string(), '/?q=5', '5'],
    ['stays a text', z.string(), '/?q=true', 'true'],
    ['stays empty', z.string(), '/?q=', ''],
    ['stays empty', z.string(), '/?q', ''],
    ['is decoded', z.string(), '/?q=a%26b+c%C3%A9', 'a&b cé'],
    ['becomes a number', z.coerce.number(), '/?q=5', 5],
    ['becomes a truth', z.stringbool(), '/?q=no', false],
    ['becomes a date', z.coerce.date(), '/?q=2000', '2000-01-01T00:00:00.000Z'],
    ['may be missing', z.string().optional(), '/', undefined],
    ['may be missing', z.string().default('a'), '/', 'a'],
    ['is what an alias says', z.string(), '/?%71=5', '5'],
    ['is the last of its name', z.string(), '/?q=a&q=b', 'b'],
    ['is the last of its name', z.coerce.number(), '/?q=a&q=5', 5],
  ])('%s with %o at %s', async (_, schema, target, value) => {
    expect(await valueOf(schema, target)).toEqual(value)
  })

  it.each<[Schema, string]>([
    [z.number(), '5'],
    [z.boolean(), 'true'],
    [z.null(), 'null'],
    [z.object({}), '{}'],
    [z.coerce.number(), 'x'],
    [z.coerce.number(), '1,2'],
    [z.string().max(1), 'ab'],
  ])('does not become %o by itself: %s', async (schema, text) => {
    const app = appFor(schema)
    expect(await faultsOf(app, `/?q=${text}`)).toEqual([
      expect.objectContaining({ loc: ['query', 'q'], input: text }),
    ])
  })

  it('says which was the wrong one of two: the last', async () => {
    const app = appFor(z.string().max(1))
    expect(await faultsOf(app, '/?q=a&q=bc')).toEqual([
      expect.objectContaining({ type: 'too_big', input: 'bc' }),
    ])
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'called %s is there when it was sent, and only then',
    async (name) => {
      const app = new App()
      app.get('/', [query(name, z.string())], (value) => ({ value }))
      expect((await ask(app, `/?${name}=a`)).content).toEqual({ value: 'a' })
      expect(await faultsOf(app, '/')).toEqual([
        { ...MISSING, loc: ['query', name] },
      ])
    },
  )
})

describe('a list', () => {
  it.each<[string, Schema, string, unknown]>([
    ['one', List, '/?q=a', ['a']],
    ['many', List, '/?q=a&x=b&q=c&q=a', ['a', 'c', 'a']],
    ['none, by default', List.default(['x']), '/?r=1', ['x']],
    ['none', List.optional(), '/', undefined],
    ['numbers', z.array(z.coerce.number()), '/?q=1&q=2', [1, 2]],
    ['a set', List.transform((all) => all.join('+')), '/?q=a&q=b', 'a+b'],
    ['a pair', z.tuple([z.string(), z.string()]), '/?q=a&q=b', ['a', 'b']],
  ])('of %s', async (_, schema, target, value) => {
    expect(await valueOf(schema, target)).toEqual(value)
  })

  it('is missing where it has to be there', async () => {
    expect(await faultsOf(appFor(List), '/')).toEqual([
      { ...MISSING, loc: ['query', 'q'] },
    ])
  })

  it('has faults at its members', async () => {
    expect(await faultsOf(appFor(List), '/?q=&q=b&q=')).toMatchObject([
      { type: 'too_small', loc: ['query', 'q', 0], input: '' },
      { type: 'too_small', loc: ['query', 'q', 2], input: '' },
    ])
  })

  it.each<[string, Schema, readonly string[]]>([
    ['too_big', List.max(1), ['a', 'b']],
    ['too_small', List.min(2), ['a']],
    ['custom', List.refine(() => false), ['a', 'b']],
  ])('is %s as a list, not as a text', async (type, schema, input) => {
    const target = `/?${input.map((text) => `q=${text}`).join('&')}`
    expect(await faultsOf(appFor(schema), target)).toMatchObject([
      { type, loc: ['query', 'q'], input },
    ])
  })
})

describe('a model of a query', () => {
  it('has what the schema names, each as it wants it', async () => {
    const app = modelApp()
    expect((await ask(app, '/?q=1&tag=a&n=5&tag=b&x=y')).content).toEqual({
      q: '1',
      n: 5,
      tag: ['a', 'b'],
    })
    expect((await ask(app, '/?q=a&q=b&tag=c')).content).toEqual({
      q: 'b',
      n: 7,
      tag: ['c'],
    })
  })

  it('has faults of lists and others side by side', async () => {
    const faults = await faultsOf(modelApp(), '/?n=a&n=b&tag=x&tag=')
    expect(faults).toMatchObject([
      {
        type: 'missing',
        loc: ['query', 'q'],
        input: { n: 'b', tag: ['x', ''] },
      },
      { type: 'invalid_type', loc: ['query', 'n'], input: 'b' },
      { type: 'too_small', loc: ['query', 'tag', 1], input: '' },
    ])
  })

  it('keeps its lists when something else is wrong', async () => {
    const faults = await faultsOf(modelApp(), '/?q=a&n=x&tag=b')
    expect(faults).toHaveLength(1)
    expect(faults).toMatchObject([{ loc: ['query', 'n'] }])
  })

  it('says of a list that it is too long', async () => {
    const target = '/?q=a&tag=1&tag=2&tag=3&tag=4'
    expect(await faultsOf(modelApp(), target)).toMatchObject([
      {
        type: 'too_big',
        loc: ['query', 'tag'],
        input: ['1', '2', '3', '4'],
        ctx: { maximum: 3 },
      },
    ])
  })

  it('refuses more where its schema is strict', async () => {
    const app = new App()
    app.get('/', [query(z.strictObject({ q: z.string() }))], (all) => all)
    expect(await faultsOf(app, '/?q=a&constructor=b')).toMatchObject([
      { type: 'unrecognized_keys', loc: ['query'] },
    ])
    expect((await ask(app, '/?q=a')).content).toEqual({ q: 'a' })
  })

  it.each([z.looseObject({}), z.record(z.string(), z.string())])(
    'gets no prototype from a client',
    async (schema) => {
      const app = new App()
      app.get('/', [query(schema)], (all) => ({
        inherits: Object.getPrototypeOf(all) === Object.prototype,
        polluted: 'x' in all && !Object.hasOwn(all, 'x'),
      }))
      const target = '/?__proto__=x&__proto__=y&constructor=z&a=b'
      expect((await ask(app, target)).content).toEqual({
        inherits: true,
        polluted: false,
      })
    },
  )

  it('of thousands of wrong names is refused in good time', async () => {
    const app = new App()
    const numbers = z.record(z.string(), z.coerce.number())
    app.get('/', [query(numbers)], () => null)
    const names = Array.from({ length: 3_000 }, (_, i) => i.toString(36))
    const start = performance.now()
    const faults = await faultsOf(app, `/?${names.join('=x&')}=x`)
    expect(faults).toHaveLength(100)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('a model', () => {
  const schema = z.object({ a: z.string(), b: z.coerce.number() })

  it.each([
    [
      'header',
      header(schema),
      [
        ['a', 'x'],
        ['b', '1'],
      ],
    ],
    ['cookie', cookie(schema), [['cookie', 'a=x; b=1; a=y']]],
  ] as const)('is made of each %s', async (source, marker, lines) => {
    const app = new App()
    app.get('/', [marker], (all) => all)
    const right = requestFor('GET', '/', ...lines)
    expect((await ask(app, right)).content).toEqual({ a: 'x', b: 1 })
    expect(await faultsOf(app, '/')).toMatchObject([
      { type: 'missing', loc: [source, 'a'] },
      { loc: [source, 'b'] },
    ])
  })

  it('is made of a form, whose faults are in the body', async () => {
    const app = new App()
    app.post('/', [form(schema)], (all) => all)
    const post = (text: string) => bodyRequest(['POST /', FORM_TYPE, text])
    const { content } = await ask(app, post('a=x+y&b=2'))
    expect(content).toEqual({ a: 'x y', b: 2 })
    expect(await faultsOf(app, post('b=z'))).toMatchObject([
      { type: 'missing', loc: ['body', 'a'], input: { b: 'z' } },
      { type: 'invalid_type', loc: ['body', 'b'], input: 'z' },
    ])
  })
})

describe('each source', () => {
  it('has its own names', async () => {
    const app = new App()
    const text = z.string().default('none')
    app.post(
      '/{a}',
      [
        path('a', z.string()),
        query('a', text),
        header('a', text),
        cookie('a', text),
        form('a', text),
      ],
      (...all) => all,
    )
    const lines = [
      ['a', 'h'],
      ['cookie', 'a=c'],
    ] as const
    const sent = ['POST /p?a=q', FORM_TYPE, 'a=f'] as const
    const asked = bodyRequest(sent, ...lines)
    expect((await ask(app, asked)).content).toEqual(['p', 'q', 'h', 'c', 'f'])
    const bare = bodyRequest(['POST /%2Fp%20', FORM_TYPE, ''])
    const none = Array.from({ length: 4 }, () => 'none')
    expect((await ask(app, bare)).content).toEqual(['/p ', ...none])
  })
})

function appFor(schema: Schema): App {
  const app = new App()
  app.get('/', [query('q', schema)], (value) => ({ value }))
  return app
}

async function valueOf(schema: Schema, target: string): Promise<unknown> {
  const { content } = await ask(appFor(schema), target)
  return Object(content).value
}

function modelApp(): App {
  const app = new App()
  app.get('/', [query(Model)], (all) => all)
  return app
}
