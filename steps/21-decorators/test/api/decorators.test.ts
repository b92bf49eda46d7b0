// Routes as methods of a class, and what becomes of them below a parent.
import { askWith } from '@barewire/test-kit/ask-app'
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import {
  type Controller,
  controller,
  del,
  get,
  head,
  options,
  patch,
  post,
  put,
} from '#src/api/decorators.ts'
import { body, path, query } from '#src/api/markers.ts'
import { catchErrors } from '#src/web/catch-errors.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { jsonRequest, requestFor } = requestsOf({ HttpHeaders, RequestBody })
const { ask, faultsOf } = askWith({ catchErrors, requestFor })

describe('a class of routes', () => {
  it('has them below its prefix', async () => {
    @controller('/a/b')
    class Some {
      @get('', [])
      all() {
        return 'all'
      }

      @get('/{id}', [path('id', z.coerce.number())])
      one(id: number) {
        return id
      }
    }
    const app = appOf(Some)
    expect((await ask(app, '/a/b')).content).toBe('all')
    expect((await ask(app, '/a/b/5')).content).toBe(5)
    expect(await faultsOf(app, '/a/b/x')).toMatchObject([
      { loc: ['path', 'id'] },
    ])
    expect((await ask(app, '/5')).status).toBe(404)
  })

  it('needs no prefix, and may have an empty one', async () => {
    class Bare {
      @get('/bare', [])
      read() {
        return 'bare'
      }
    }
    @controller('')
    class Empty {
      @get('/empty', [])
      read() {
        return 'empty'
      }
    }
    const app = appOf(Bare, Empty)
    expect((await ask(app, '/bare')).content).toBe('bare')
    expect((await ask(app, '/empty')).content).toBe('empty')
  })

  it('has a decorator for each method', async () => {
    class All {
      @get('/a', [])
      get() {
        return 'GET'
      }

      @head('/b', [])
      head() {
        return 'HEAD'
      }

      @post('/a', [])
      post() {
        return 'POST'
      }

      @put('/a', [])
      put() {
        return 'PUT'
      }

      @patch('/a', [])
      patch() {
        return 'PATCH'
      }

      @del('/a', [])
      del() {
        return 'DELETE'
      }

      @options('/b', [])
      options() {
        return 'OPTIONS'
      }
    }
    const app = appOf(All)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { content } = await ask(app, requestFor(method, '/a'))
      expect(content).toBe(method)
    }
    for (const method of ['HEAD', 'OPTIONS']) {
      const { content } = await ask(app, requestFor(method, '/b'))
      expect(content).toBe(method)
    }
  })

  it('answers HEAD and OPTIONS where it has GET', async () => {
    class Some {
      @get('/', [])
      read() {
        return null
      }
    }
    const app = appOf(Some)
    expect((await ask(app, requestFor('HEAD', '/'))).status).toBe(200)
    const { status, headers } = await ask(app, requestFor('OPTIONS', '/'))
    expect([status, headers['Allow']]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect((await ask(app, requestFor('POST', '/'))).status).toBe(405)
  })

  it('has one method for two routes, if it is marked twice', async () => {
    class Some {
      @get('/a', [])
      @get('/b', [])
      @post('/b', [])
      read() {
        return 'x'
      }
    }
    const app = appOf(Some)
    const asked = ['/a', '/b', requestFor('POST', '/b')]
    for (const each of asked) expect((await ask(app, each)).content).toBe('x')
  })

  it('takes the markers of a function, its options too', async () => {
    class Some {
      @post('/', [body(z.object({ a: z.int() })), query('q', z.string())], {
        status: 201,
        response: z.object({ sum: z.string() }),
      })
      add({ a }: { a: number }, q: string) {
        return { sum: `${a}${q}`, secret: 1 }
      }
    }
    const answer = await ask(appOf(Some), jsonRequest('POST /?q=b', { a: 1 }))
    expect([answer.status, answer.text]).toEqual([201, '{"sum":"1b"}'])
  })

  it('stands beside functions and other classes', async () => {
    class One {
      @get('/one', [])
      read() {
        return 1
      }
    }
    class Two {
      @get('/two', [])
      read() {
        return 2
      }
    }
    const app = appOf(One, Two)
    app.get('/three', [], () => 3)
    const targets = ['/one', '/two', '/three']
    const answers = await Promise.all(targets.map((each) => ask(app, each)))
    expect(answers.map(({ content }) => content)).toEqual([1, 2, 3])
    expect(() => app.include(One)).toThrow('Cannot add GET "/one"')
  })
})

describe('a method', () => {
  it('has its object for this, with fields and private ones', async () => {
    class Counter {
      count = 0
      readonly #step = 2

      @post('/', [])
      add() {
        this.count += this.#step
        return this.#said()
      }

      #said() {
        return this.count
      }
    }
    const app = appOf(Counter)
    const asked = () => ask(app, requestFor('POST', '/'))
    expect((await asked()).content).toBe(2)
    expect((await asked()).content).toBe(4)
  })

  it('has one object a time that its class is included', async () => {
    let made = 0
    class Some {
      readonly number: number
      constructor() {
        made += 1
        this.number = made
      }

      @get('/a', [])
      a() {
        return this.number
      }

      @get('/b', [])
      b() {
        return this.number
      }
    }
    const [one, other] = [appOf(Some), appOf(Some)]
    const answers = await Promise.all([
      ask(one, '/a'),
      ask(one, '/b'),
      ask(one, '/a'),
      ask(other, '/b'),
    ])
    expect(answers.map(({ content }) => content)).toEqual([1, 1, 1, 2])
    expect(made).toBe(2)
  })

  it('may be async, and may throw', async () => {
    class Some {
      @get('/a', [])
      async a() {
        return Promise.resolve('later')
      }
    }
    expect((await ask(appOf(Some), '/a')).content).toBe('later')
  })

  it('may be called by what is no name', async () => {
    const key = Symbol('key')
    class Some {
      @get('/a', [])
      [key]() {
        return 'symbol'
      }

      @get('/b', [])
      'a-b'() {
        return 'text'
      }
    }
    const app = appOf(Some)
    expect((await ask(app, '/a')).content).toBe('symbol')
    expect((await ask(app, '/b')).content).toBe('text')
  })

  it('that is private or static is refused', () => {
    expect(() => {
      class Some {
        // @ts-expect-error A static method has no object to be called on.
        @get('/', [])
        static read() {
          return 1
        }

        other() {
          return 2
        }
      }
      return Some
    }).toThrow('Cannot route to read')
    expect(() => {
      class Some {
        // @ts-expect-error A private method cannot be called from here.
        @get('/', [])
        #read() {
          return 1
        }

        other() {
          return this.#read()
        }
      }
      return Some
    }).toThrow('Cannot route to #read')
  })

  it('whose parameters do not fit does not compile', () => {
    class Some {
      // @ts-expect-error A number is no string.
      @get('/a', [query('n', z.coerce.number())])
      wrong(n: string) {
        return n
      }

      // @ts-expect-error There is no second one.
      @get('/b', [query('n', z.string())])
      extra(n: string, other: string) {
        return n + other
      }

      // @ts-expect-error It may be undefined.
      @get('/c', [query('n', z.string().optional())])
      maybe(n: string) {
        return n
      }

      // @ts-expect-error A text is no number.
      @get('/d', [], { response: z.object({ id: z.int() }) })
      gives() {
        return { id: '1' }
      }

      // @ts-expect-error Nobody looks at the marker.
      @get('/e', [query('n', z.string())])
      less() {
        return 1
      }
    }
    expect(() => appOf(Some)).not.toThrow()
  })

  it('whose names do not agree is refused when it is included', () => {
    class Some {
      // @ts-expect-error '{id}' has no path() marker
      @get('/{id}', [])
      read() {
        return 1
      }
    }
    expect(() => appOf(Some)).toThrow("'{id}' in '/{id}' has no path() marker")
  })
})

describe('a class below another', () => {
  @controller('/parent')
  class Parent {
    readonly word: string = 'parent'

    @get('/a', [])
    a() {
      return `${this.word} a`
    }

    @get('/b', [])
    b() {
      return `${this.word} b`
    }
  }

  it('has the routes of its parent, and its prefix', async () => {
    class Child extends Parent {
      override readonly word = 'child'

      @get('/c', [])
      c() {
        return 'c'
      }
    }
    const app = appOf(Child)
    expect((await ask(app, '/parent/a')).content).toBe('child a')
    expect((await ask(app, '/parent/c')).content).toBe('c')
  })

  it('may have a prefix of its own, beside its parent', async () => {
    @controller('/child')
    class Child extends Parent {
      override readonly word = 'child'
    }
    const app = appOf(Parent, Child)
    expect((await ask(app, '/parent/a')).content).toBe('parent a')
    expect((await ask(app, '/child/a')).content).toBe('child a')
  })

  it('needs no decorator at all', async () => {
    class Child extends Parent {
      override readonly word = 'child'
    }
    expect((await ask(appOf(Child), '/parent/b')).content).toBe('child b')
  })

  it('answers with a method of its own at the same route', async () => {
    class Child extends Parent {
      override a() {
        return `own ${super.a()}`
      }
    }
    const app = appOf(Child)
    expect((await ask(app, '/parent/a')).content).toBe('own parent a')
  })

  it('moves a route that it marks anew', async () => {
    class Child extends Parent {
      @post('/moved', [])
      override a() {
        return 'moved'
      }
    }
    const app = appOf(Child)
    const asked = requestFor('POST', '/parent/moved')
    expect((await ask(app, asked)).content).toBe('moved')
    expect((await ask(app, '/parent/a')).status).toBe(404)
    expect((await ask(app, '/parent/b')).content).toBe('parent b')
  })

  it('leaves its parent and its siblings as they are', async () => {
    class One extends Parent {
      @get('/one', [])
      one() {
        return 1
      }

      @get('/moved', [])
      override b() {
        return 'moved'
      }
    }
    class Two extends Parent {
      @get('/two', [])
      two() {
        return 2
      }
    }
    appOf(One)
    const [parent, two] = [appOf(Parent), appOf(Two)]
    expect((await ask(parent, '/parent/one')).status).toBe(404)
    expect((await ask(parent, '/parent/b')).content).toBe('parent b')
    expect((await ask(two, '/parent/one')).status).toBe(404)
    expect((await ask(two, '/parent/two')).content).toBe(2)
    expect((await ask(two, '/parent/b')).content).toBe('parent b')
  })

  it('knows its grandparent', async () => {
    class Child extends Parent {
      @get('/c', [])
      c() {
        return 'c'
      }
    }
    @controller('/grandchild')
    class Grandchild extends Child {
      @get('/a2', [])
      override a() {
        return 'a2'
      }
    }
    const app = appOf(Grandchild)
    expect((await ask(app, '/grandchild/c')).content).toBe('c')
    expect((await ask(app, '/grandchild/a2')).content).toBe('a2')
    expect((await ask(app, '/grandchild/a')).status).toBe(404)
  })
})

describe('a class without routes', () => {
  @controller('/a')
  class Marked {
    a() {
      return 1
    }
  }
  class Plain extends Object {}
  class Below extends Plain {}

  it.each([Marked, Plain, Below])('is refused: %o', (type) => {
    expect(() => appOf(type)).toThrow(`${type.name} has no routes`)
  })
})

it('finds Symbol.metadata wherever the program runs', () => {
  class Some {
    @get('/', [])
    read() {
      return 1
    }
  }
  expect(typeof Symbol.metadata).toBe('symbol')
  expect(Some[Symbol.metadata]).toBeTypeOf('object')
})

it('has no parameters in a prefix', () => {
  // @ts-expect-error A prefix has no parameters: put them into the routes
  @controller('/{id}')
  class Some {
    @get('/a', [])
    read() {
      return 1
    }
  }
  expect(() => appOf(Some)).toThrow('no path() marker')
})

function appOf(...types: readonly Controller[]): App {
  const app = new App()
  for (const type of types) app.include(type)
  return app
}
