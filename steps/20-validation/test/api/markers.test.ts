// What is left of the markers: files, forms with files, the request itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { askWith } from '@barewire/test-kit/ask-app'
import { multipart, type PartText } from '@barewire/test-kit/multipart'
import { ownTemporary } from '@barewire/test-kit/own-temporary'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { file, form, query, request } from '#src/api/markers.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { bodyRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask, faultsOf } = askWith({ catchErrors, requestFor })

const TYPE = 'multipart/form-data; boundary=b'
const A_FILE: PartText = [
  '; name="a"; filename="a.txt"\r\nContent-Type: text/plain',
  'content',
]
const MISSING = { type: 'missing', msg: 'Field required', input: null }

describe('file', () => {
  it('is there while the handler looks at it, and then gone', async () => {
    const temporary = ownTemporary()
    const paths: string[] = []
    const app = new App()
    app.post('/', [file('a')], ({ path, ...others }) => {
      paths.push(path)
      return { ...others, text: readFileSync(path, 'utf8') }
    })
    expect((await ask(app, upload(A_FILE))).content).toEqual({
      name: 'a',
      filename: 'a.txt',
      type: 'text/plain',
      size: 7,
      text: 'content',
    })
    await vi.waitFor(
      () => expect(paths.map(existsSync)).toEqual([false]),
      5_000,
    )
    await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), 5_000)
  })

  it('is gone after a handler that throws, and after faults', async () => {
    const temporary = ownTemporary()
    const app = new App()
    const refuse = (): void => {
      throw new Error('nothing')
    }
    vi.spyOn(console, 'error').mockReturnValue()
    app.post('/throws', [file('a')], refuse)
    app.post('/faulty', [file('a'), query('q', z.string())], () => null)
    const thrown = await ask(app, upload(A_FILE, '/throws'))
    expect(thrown.status).toBe(500)
    const faults = await faultsOf(app, upload(A_FILE, '/faulty'))
    expect(faults).toEqual([{ ...MISSING, loc: ['query', 'q'] }])
    await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), 5_000)
    vi.restoreAllMocks()
  })

  it('is missing where no file has its name', async () => {
    const temporary = ownTemporary()
    const app = new App()
    app.post('/', [file('b'), file('a')], () => null)
    const text: PartText = ['; name="b"', 'not a file']
    const asked = bodyRequest(['POST /', TYPE, multipart('b', text, A_FILE)])
    expect(await faultsOf(app, asked)).toEqual([
      { ...MISSING, loc: ['body', 'b'] },
    ])
    await expectEmpty(temporary)
  })

  it('may be missing where it is optional', async () => {
    const temporary = ownTemporary()
    const app = new App()
    app.post(
      '/',
      [file('b', { optional: true }), form('x', z.string())],
      (none, x) => ({ none: none === undefined, x }),
    )
    const asked = bodyRequest([
      'POST /',
      TYPE,
      multipart('b', ['; name="x"', 'y']),
    ])
    expect((await ask(app, asked)).content).toEqual({ none: true, x: 'y' })
    await expectEmpty(temporary)
  })

  it('that nobody chose is missing', async () => {
    const temporary = ownTemporary()
    const app = new App()
    app.post('/', [file('a')], () => null)
    const none: PartText = ['; name="a"; filename=""', '']
    const asked = bodyRequest(['POST /', TYPE, multipart('b', none)])
    expect(await faultsOf(app, asked)).toHaveLength(1)
    await expectEmpty(temporary)
  })
})

describe('form', () => {
  it('reads fields beside a file, and lists of them', async () => {
    const temporary = ownTemporary()
    const app = new App()
    const markers = [
      form('tag', z.array(z.string())),
      form('n', z.coerce.number()),
      file('a'),
    ] as const
    app.post('/', markers, (tags, n, { size }) => ({ tags, n, size }))
    const parts: readonly PartText[] = [
      ['; name="tag"', 'x'],
      A_FILE,
      ['; name="n"', '5'],
      ['; name="tag"', 'y'],
    ]
    const asked = bodyRequest(['POST /', TYPE, multipart('b', ...parts)])
    expect((await ask(app, asked)).content).toEqual({
      tags: ['x', 'y'],
      n: 5,
      size: 7,
    })
    await expectEmpty(temporary)
  })

  it.each([
    ['application/json', '{"a":"b"}', 415],
    ['text/plain', 'a=b', 415],
    ['multipart/form-data', '', 400],
    ['application/x-www-form-urlencoded', 'a=%FF', 400],
    ['application/x-www-form-urlencoded', 'a&'.repeat(101), 413],
  ])('answers %s with %j', async (type, content, status) => {
    const app = new App()
    app.post('/', [form('a', z.string())], () => null)
    const asked = bodyRequest(['POST /', type, content])
    expect((await ask(app, asked)).status).toBe(status)
  })

  it.each(['__proto__', 'constructor'])(
    'gets no prototype from a field called %s',
    async (name) => {
      const app = new App()
      app.post('/', [form(z.looseObject({ a: z.string() }))], (all) => ({
        inherits: Object.getPrototypeOf(all) === Object.prototype,
        a: all.a,
      }))
      const type = 'application/x-www-form-urlencoded'
      const asked = bodyRequest(['POST /', type, `a=b&${name}=c&${name}=d`])
      expect((await ask(app, asked)).content).toEqual({
        inherits: true,
        a: 'b',
      })
    },
  )
})

describe('request', () => {
  it('is the request, with its query', async () => {
    const app = new App()
    app.get('/a', [request()], ({ target, query: all, client }) => ({
      target,
      all: [...all],
      client,
    }))
    expect((await ask(app, '/a?b=c&b=d%20')).content).toEqual({
      target: '/a?b=c&b=d%20',
      all: [
        ['b', 'c'],
        ['b', 'd '],
      ],
      client: '192.0.2.7',
    })
  })

  it('can be had more than once', async () => {
    const app = new App()
    app.get('/', [request(), request()], (one, other) => ({
      same: one === other,
    }))
    expect((await ask(app, '/')).content).toEqual({ same: true })
  })
})

it('asks for nothing where there are no markers', async () => {
  const app = new App()
  app.get('/', [], (...all: unknown[]) => ({ all }))
  expect((await ask(app, requestFor('GET', '/?a=b'))).content).toEqual({
    all: [],
  })
})

function upload(part: PartText, target = '/') {
  return bodyRequest([`POST ${target}`, TYPE, multipart('b', part)])
}

/** What is left behind a response goes in its own time. */
async function expectEmpty(folder: string): Promise<void> {
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]))
}
