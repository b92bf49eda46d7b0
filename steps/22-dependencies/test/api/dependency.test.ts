// Dependencies, as a client of the app sees them.
import { setImmediate } from 'node:timers/promises'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, get } from '#src/api/decorators.ts'
import { type Dependency, dependency } from '#src/api/dependency.ts'
import { body, depends, query } from '#src/api/markers.ts'
import { TestClient, type TestResponse } from '#src/web/test-client.ts'
import { HttpError } from '#src/wire/http-error.ts'

const errors = watchErrors()

/** Answers with what a dependency makes. */
function give(wanted: Dependency, target = '/'): Promise<TestResponse> {
  const app = new App()
  app.get('/', [depends(wanted)], (value) => ({ value }))
  return new TestClient(app.handle).get(target)
}

const SOON = { scope: 'function' } as const

function* generate(): Generator<string, void, void> {
  yield 'made'
}

async function* generateLater(): AsyncGenerator<string, void, void> {
  await setImmediate()
  yield 'made'
}

describe('a dependency', () => {
  it.each<[string, Dependency]>([
    ['a function', dependency([], () => 'made')],
    ['a promise', dependency([], () => Promise.resolve('made'))],
    ['a generator', dependency([], generate)],
    ['an async generator', dependency([], generateLater)],
    ['a function that calls a generator', dependency([], () => generate())],
    [
      'a function that calls an async one',
      dependency([], () => generateLater()),
    ],
    ['a bound generator', dependency([], generate.bind(undefined))],
  ])('is what comes from %s', async (_, wanted) => {
    expect((await give(wanted)).json()).toEqual({ value: 'made' })
  })

  it.each([undefined, null, 0, '', false])('may be %j', async (value) => {
    const app = new App()
    const run = vi.fn<() => unknown>(() => value)
    const wanted = dependency([], run)
    const seen: unknown[] = []
    app.get('/', [depends(wanted), depends(wanted)], (...values) => {
      seen.push(...values)
    })
    await new TestClient(app.handle).get('/')
    expect(seen).toEqual([value, value])
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('gives a generator where it promises one', async () => {
    const wanted = dependency([], async () => generate())
    const app = new App()
    app.get('/', [depends(wanted)], (made) => [...made])
    const answer = await new TestClient(app.handle).get('/')
    expect(answer.json()).toEqual(['made'])
  })

  it('has markers of its own', async () => {
    const page = dependency(
      [query('skip', z.coerce.number().default(0)), query('q', z.string())],
      (skip, q) => `${q} from ${skip}`,
    )
    const answer = await give(page, '/?q=a&skip=5')
    expect(answer.json()).toEqual({ value: 'a from 5' })
  })

  it('stands on others', async () => {
    const one = dependency([], () => 1)
    const two = dependency([depends(one)], async (a) => a + 1)
    const four = dependency([depends(one), depends(two)], (a, b) => a + b + 1)
    expect((await give(four)).json()).toEqual({ value: 4 })
  })

  it('is made in the order of the markers, one after the other', async () => {
    const steps: string[] = []
    const step = (name: string) =>
      dependency([], async () => {
        steps.push(`${name} begins`)
        await setImmediate()
        steps.push(`${name} ends`)
      })
    const app = new App()
    app.get('/', [depends(step('a')), depends(step('b'))], () => 1)
    await new TestClient(app.handle).get('/')
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  it('is a 500 without a yield, and the others are cleaned up', async () => {
    const ends = vi.fn<() => void>()
    const before = dependency([], function* () {
      try {
        yield 1
      } finally {
        ends()
      }
    })
    const never = dependency([depends(before)], function* () {
      if (Date.now() < 0) yield 1
    })
    errors.mockImplementation(() => {})
    const answer = await give(never)
    expect([answer.status, answer.json()]).toEqual([
      500,
      { detail: 'Internal Server Error' },
    ])
    expect(ends).toHaveBeenCalledTimes(1)
    const sentence = 'A dependency has to yield, once'
    expect(errors.mock.calls).toEqual([[new Error(sentence)]])
    errors.mockClear()
  })
})

describe('a dependency that cleans up', () => {
  const early = dependency([], generate, SOON)
  const later = dependency([depends(early)], () => 'made')

  it.each([
    ['directly', early],
    ['through another', later],
  ])('may not stand on what is gone by then: %s', (_, below) => {
    const sentence = "It needs { scope: 'function' }, as what it stands on"
    const markers = [depends(below)]
    expect(() => dependency(markers, generate)).toThrow(sentence)
    expect(() => dependency(markers, generateLater)).toThrow(sentence)
  })

  it.each<[string, () => Dependency]>([
    ['it is gone as soon', () => dependency([depends(early)], generate, SOON)],
    ['it does not clean up', () => dependency([depends(early)], () => 'made')],
  ])('may where %s', async (_, create) => {
    expect((await give(create())).json()).toEqual({ value: 'made' })
  })
})

describe('for each request', () => {
  /** A route whose dependency counts how often it is made. */
  function createCounter() {
    let made = 0
    const count = dependency([], async () => {
      await setImmediate()
      made += 1
      return made
    })
    return { count, made: () => made }
  }

  it('a dependency is made once, however many ask for it', async () => {
    const { count, made } = createCounter()
    const left = dependency([depends(count)], (n) => `left ${n}`)
    const right = dependency([depends(count)], (n) => `right ${n}`)
    const app = new App({ dependencies: [count] })
    app.get(
      '/',
      [depends(count), depends(left), depends(right), depends(count)],
      (...values) => values,
      { dependencies: [count, left] },
    )
    const answer = await new TestClient(app.handle).get('/')
    expect(answer.json()).toEqual([1, 'left 1', 'right 1', 1])
    expect(made()).toBe(1)
  })

  it('is made anew for others, also for requests in flight', async () => {
    const { count } = createCounter()
    const app = new App()
    app.get('/a', [depends(count), depends(count)], (...values) => values)
    app.get('/b', [depends(count), depends(count)], (...values) => values)
    const client = new TestClient(app.handle)
    const targets = Array.from({ length: 20 }, (_, i) => (i % 2 ? '/a' : '/b'))
    const answers = await Promise.all(targets.map((each) => client.get(each)))
    const pairs = answers.map((each) =>
      z.tuple([z.int(), z.int()]).parse(each.json()),
    )
    expect(pairs.every(([one, other]) => one === other)).toBe(true)
    const numbers = pairs.map(([one]) => one).toSorted((a, b) => a - b)
    expect(numbers).toEqual(targets.map((_, i) => i + 1))
  })
})

describe('dependencies beside the markers', () => {
  it('are called for app, controller and route, in this order', async () => {
    const calls: string[] = []
    const note = (name: string) =>
      dependency([], () => {
        calls.push(name)
        return name
      })
    @controller('/c', { dependencies: [note('controller')] })
    class Things {
      @get('', [depends(note('marker'))], { dependencies: [note('route')] })
      read(name: string) {
        calls.push(`handler of ${name}`)
      }

      @get('/other', [])
      readOther() {}
    }
    const app = new App({ dependencies: [note('app')] })
    app.include(Things)
    app.get('/plain', [], () => 1)
    const client = new TestClient(app.handle)
    await client.get('/c')
    expect(calls).toEqual([
      'app',
      'controller',
      'route',
      'marker',
      'handler of marker',
    ])
    calls.length = 0
    await client.get('/c/other')
    expect(calls).toEqual(['app', 'controller'])
    calls.length = 0
    await client.get('/plain')
    expect(calls).toEqual(['app'])
  })

  it('refuse before anything is read', async () => {
    const refuse = dependency([], () => {
      throw new HttpError(403, 'Not you')
    })
    const app = new App()
    const handler = vi.fn<() => void>()
    const options = { dependencies: [refuse] }
    app.post(
      '/',
      [query('n', z.coerce.number()), body(z.string())],
      handler,
      options,
    )
    const client = new TestClient(app.handle)
    const sent = { body: '{{', headers: { 'content-type': 'application/json' } }
    const answer = await client.post('/?n=x', sent)
    expect([answer.status, answer.json()]).toEqual([403, { detail: 'Not you' }])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('overrides', () => {
  const real = dependency([], () => 'real')
  const above = dependency([depends(real)], (value) => `above ${value}`)

  function createApp(): App {
    const app = new App({ dependencies: [above] })
    app.get('/', [depends(real), depends(above)], (...values) => values)
    return app
  }

  it('stand in wherever the other one is asked for', async () => {
    const app = createApp()
    const client = new TestClient(app.handle)
    app.overrides.set(
      real,
      dependency([query('as', z.string())], (as) => as),
    )
    expect((await client.get('/?as=fake')).json()).toEqual([
      'fake',
      'above fake',
    ])
    app.overrides.delete(real)
    expect((await client.get('/')).json()).toEqual(['real', 'above real'])
  })

  it('bring their own faults and not those of the other', async () => {
    const strict = dependency([query('n', z.coerce.number())], (n) => n)
    const app = new App()
    app.get('/', [depends(strict)], (n) => n)
    app.overrides.set(
      strict,
      dependency([], () => 7),
    )
    const answer = await new TestClient(app.handle).get('/?n=x')
    expect(answer.json()).toBe(7)
  })

  it('clean up like others', async () => {
    const ends = vi.fn<() => void>()
    const app = createApp()
    app.overrides.set(
      real,
      dependency([], function* () {
        yield 'fake'
        ends()
      }),
    )
    const client = new TestClient(app.handle)
    expect((await client.get('/')).json()).toEqual(['fake', 'above fake'])
    await app.stop()
    expect(ends).toHaveBeenCalledTimes(1)
  })

  it('belong to one app', async () => {
    const app = createApp()
    app.overrides.set(
      real,
      dependency([], () => 'fake'),
    )
    const answer = await new TestClient(createApp().handle).get('/')
    expect(answer.json()).toEqual(['real', 'above real'])
  })
})

describe('faults', () => {
  const number = z.coerce.number<string>()
  const run = vi.fn<(n: number) => number>((n) => n)
  const faulty = dependency([query('n', number)], run)
  const onTop = dependency(
    [depends(faulty), query('m', number)],
    (n, m) => n + m,
  )

  beforeEach(() => void run.mockClear())

  it('are all told, of dependencies and of the handler, once', async () => {
    const app = new App()
    const handler = vi.fn<() => void>()
    const markers = [
      depends(onTop),
      depends(faulty),
      query('l', number),
    ] as const
    app.get('/', markers, handler, { dependencies: [faulty] })
    const answer = await new TestClient(app.handle).get('/?n=x&m=y&l=z')
    expect(answer.status).toBe(422)
    const { detail } = z
      .object({ detail: z.array(z.object({ loc: z.array(z.string()) })) })
      .parse(answer.json())
    const places = detail.map(({ loc }) => loc.join('.'))
    expect(places).toEqual(['query.n', 'query.m', 'query.l'])
    expect(handler).not.toHaveBeenCalled()
    expect(run).not.toHaveBeenCalled()
  })

  it('of one do not keep the others from being made and ended', async () => {
    const ended: unknown[] = []
    const opened = dependency([], function* () {
      try {
        yield 1
      } catch (error) {
        ended.push(error)
        throw error
      }
    })
    const app = new App()
    app.get('/', [depends(faulty), depends(opened)], () => 1)
    const answer = await new TestClient(app.handle).get('/?n=x')
    expect(answer.status).toBe(422)
    expect(ended).toEqual([expect.objectContaining({ status: 422 })])
  })

  it('come behind what a dependency refuses', async () => {
    const user = dependency([], () => {
      throw new HttpError(401, 'Who are you?')
    })
    const app = new App()
    app.get('/', [depends(faulty), query('m', number), depends(user)], () => 1)
    const answer = await new TestClient(app.handle).get('/?n=x')
    expect(answer.status).toBe(401)
  })
})
