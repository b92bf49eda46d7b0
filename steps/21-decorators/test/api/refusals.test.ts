// What the compiler accepts, and what it refuses and in which words. It has to
// say them about the line that ends with an arrow.
import {
  describeCompiler,
  type Refusal,
} from '@barewire/test-kit/describe-compiler'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { get } from '#src/api/decorators.ts'

const src = join(inject('step').folder, 'src')

const given = `
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, del, get, post } from '#src/api/decorators.ts'
import { body, cookie, file, form, header, path } from '#src/api/markers.ts'
import { query, request, response } from '#src/api/markers.ts'
import { type DirectResponse, directly } from '#src/api/reply.ts'
import type { ResponseHead } from '#src/api/reply.ts'
import type { UploadedFile } from '#src/content/form.ts'
import type { HttpRequest } from '#src/wire/message.ts'

const app = new App()
const Id = z.coerce.number().int()
const User = z.object({ id: z.int(), name: z.string() })
type User = z.infer<typeof User>
`

const refused: Record<string, Refusal> = {
  'a parameter of another type': method(
    `@get('/{id}', [path('id', Id)]) // <-
     read(id: string) {}`,
    "Types of parameters 'id' and 'marker_0' are incompatible",
    "Type 'number' is not assignable to type 'string'",
  ),
  'a parameter without a marker': method(
    `@get('/{id}', [path('id', Id)]) // <-
     read(id: number, extra: string) {}`,
    "'(id: number, extra: string) => void' is not assignable",
    "to parameter of type '(this: Wrong, marker_0: number) => unknown'",
    'Expected 2 or more, but got 1',
  ),
  'a marker without a parameter': method(
    `@get('/{id}', [path('id', Id), query('q', z.string())]) // <-
     read(id: number) {}`,
    'Mistake<"Parameters: 1, markers: 2">',
  ),
  'a number that is asked of a text': method(
    `@get('', [query('n', z.number())]) // <-
     list(n: number) {}`,
    'It gets a text: take z.coerce.number(), not z.number()',
  ),
  'a number among the texts of an object': method(
    `@get('', [query(z.object({ q: z.string(), n: z.int().default(1) }))]) // <-
     list(page: { q: string; n: number }) {}`,
    `"'n' gets a text: z.coerce.number(), not z.number()"`,
  ),
  'parameters in another order': method(
    `@get('', [query('n', Id), query('s', z.string())]) // <-
     list(s: string, n: number) {}`,
    "Types of parameters 's' and 'marker_0' are incompatible",
    "Type 'number' is not assignable to type 'string'",
  ),
  'a parameter that forgets undefined': method(
    `@get('', [query('n', z.string().optional())]) // <-
     list(n: string) {}`,
    "Types of parameters 'n' and 'marker_0' are incompatible",
    "Type 'undefined' is not assignable to type 'string'",
  ),
  'a body of another shape': method(
    `@post('', [body(User)]) // <-
     add(user: { nickname: string }) {}`,
    "Types of parameters 'user' and 'marker_0' are incompatible",
    "Property 'nickname' is missing in type '{ id: number; name: string; }'",
  ),
  'a header and a cookie as numbers': method(
    `@get('', [header('age', Id), cookie('token', z.string())]) // <-
     list(age: number, token: number) {}`,
    "Types of parameters 'token' and 'marker_1' are incompatible",
    "Type 'string' is not assignable to type 'number'",
  ),
  'a field of a form as a file': method(
    `@post('', [form('cover', z.string())]) // <-
     add(cover: UploadedFile) {}`,
    "Types of parameters 'cover' and 'marker_0' are incompatible",
    "Type 'string' is not assignable to type 'UploadedFile'",
  ),
  'a file that may be missing as one that is there': method(
    `@post('', [file('cover', { optional: true })]) // <-
     add(cover: UploadedFile) {}`,
    "Types of parameters 'cover' and 'marker_0' are incompatible",
    "Type 'undefined' is not assignable to type 'UploadedFile'",
  ),
  'something else than the request': method(
    `@get('', [request()]) // <-
     list(request: Request) {}`,
    "Types of parameters 'request' and 'marker_0' are incompatible",
    "Type 'RoutedRequest' is missing the following properties from type",
  ),
  'a head with a status in words': method(
    `@post('', [response()]) // <-
     add(head: { status?: string }) {}`,
    "Types of parameters 'head' and 'marker_0' are incompatible",
    "Types of property 'status' are incompatible",
    "Type 'number' is not assignable to type 'string'",
  ),
  'other fields for a head': method(
    `@post('', [response()])
     add(head: ResponseHead) {
       head.headers = [] // <-
     }`,
    "Cannot assign to 'headers' because it is a read-only property",
  ),
  'a field line without a value': method(
    `@post('', [response()])
     add({ headers }: ResponseHead) {
       headers.push(['Location']) // <-
     }`,
    "'[string]' is not assignable to parameter of type 'FieldLine'",
    'Source has 1 element(s) but target requires 2',
  ),
  'a path marker that is not in the template': method(
    `@get('/users', [path('id', Id)]) // <-
     read(id: number) {}`,
    `Mistake<"path('id') is not in '/users'">`,
  ),
  'a name in the template without a marker': method(
    `@get('/{org}/{id}', [path('id', Id)]) // <-
     read(id: number) {}`,
    `Mistake<"'{org}' in '/{org}/{id}' has no path() marker">`,
  ),
  'a name with a slip of the pen': method(
    `@get('/{id}', [path('idd', Id)]) // <-
     read(id: number) {}`,
    `"'{id}' in '/{id}' has no path() marker"`,
    `"path('idd') is not in '/{id}'"`,
  ),
  'a path marker that is there twice': method(
    `@get('/{id}', [path('id', Id), path('id', z.string())]) // <-
     read(id: number, again: string) {}`,
    `Mistake<"path('id') is there twice">`,
  ),
  'a wrong name, before it looks at parameters': method(
    `@get('/{id}', [path('idd', Id)]) // <-
     read(id: string, extra: string) {}`,
    `"path('idd') is not in '/{id}'"`,
  ),
  'content of another type': method(
    `@get('', [], { response: User }) // <-
     read() { return { id: '1', name: 'Ada' } }`,
    "is not assignable to type 'Reply<{ id: number; name: string; }>'",
    "Types of property 'id' are incompatible",
    "Type 'string' is not assignable to type 'number'",
  ),
  'promised content of another type': method(
    `@post('', [body(User)], { response: User }) // <-
     async add(user: User) { return { id: user.id } }`,
    "is not assignable to type 'Reply<{ id: number; name: string; }>'",
    "Property 'name' is missing in type '{ id: number; }'",
  ),
  'one where a list is promised': method(
    `@get('', [], { response: z.array(User) }) // <-
     list(): User { return { id: 1, name: 'Ada' } }`,
    "is not assignable to type 'Reply<{ id: number; name: string; }[]>'",
  ),
  'content that may be missing': method(
    `@get('', [], { response: User }) // <-
     read(): User | undefined { return undefined }`,
    "'undefined' is not assignable to type 'Reply<{ id: number; name: string",
  ),
  'no content where some is promised': method(
    `@get('', [], { response: User }) // <-
     read() {}`,
    "Type 'void' is not assignable to type 'Reply<{ id: number; name: string",
  ),
  'an option that does not exist': method(
    `@post('', [], { response: User, stauts: 201 }) // <-
     add() { return { id: 1, name: 'Ada' } }`,
    "'stauts' does not exist in type 'RouteOptions<",
    "Did you mean to write 'status'?",
  ),
  'a static method': method(
    `@get('', []) // <-
     static list() {}`,
    "Types of property 'static' are incompatible",
  ),
  'a #private method': method(
    `@get('', []) // <-
     #list() {}`,
    "Types of property 'private' are incompatible",
  ),
  'a use that does not fit the marker': [
    `app.get('/{id}', [path('id', Id)], (id) => id.toUpperCase()) // <-`,
    "Property 'toUpperCase' does not exist on type 'number'",
  ],
  'a function with a parameter of another type': [
    `app.get('/{id}', [path('id', Id)], (id: string) => id) // <-`,
    "Types of parameters 'id' and 'marker_0' are incompatible",
    "Type 'number' is not assignable to type 'string'",
  ],
  'a function with a parameter without a marker': [
    `app.get('/{id}', [path('id', Id)], (id, extra: string) => extra) // <-`,
    "to parameter of type '(marker_0: number) => unknown'",
    'Expected 2 or more, but got 1',
  ],
  'a function for a template with another name': [
    `app.get('/{id}', [path('idd', Id)], (id: string) => id) // <-`,
    `"path('idd') is not in '/{id}'"`,
  ],
  'a function with other content': [
    `const other = () => ({ id: '1', name: 'Ada' })
     app.get('', [], other, { response: User }) // <-`,
    "Type 'string' is not assignable to type 'number'",
  ],
  'a function that promises other content': [
    `app.get('', [], async () => ({ id: 1 }), { response: User }) // <-`,
    "Property 'name' is missing in type '{ id: number; }'",
  ],
  'a schema where a marker belongs': [
    `app.get('', [z.string()], (q) => q) // <-`,
    "'ZodString' is missing the following properties from type 'Marker",
  ],
  'a path marker for all names': [
    `path(z.object({ id: Id })) // <-`,
    'Expected 2 arguments, but got 1',
  ],
  'a prefix with a parameter': [
    `@controller('/users/{id}') // <-
     export class Wrong {}`,
    'Mistake<"A prefix has no parameters: put them into the routes">',
  ],
  'a class that cannot be made without values': [
    `@controller('/users') // <-
     export class Wrong { constructor(name: string) {} }`,
    "'typeof Wrong' is not assignable to parameter of type 'Controller'",
    'Expected 1 or more, but got 0',
  ],
}

const accepted = {
  'a class of routes': `
    const NewUser = type({ name: 'string > 0' })
    @controller('/users')
    export class Users {
      readonly #users = new Map<number, User>()

      @get('/{id}', [path('id', Id), query('q', v.optional(v.string(), ''))], {
        response: User,
      })
      read(id: number, q: string) {
        const user = this.#users.get(id)
        if (!user) throw new Error('404')
        return user
      }

      @post('', [body(NewUser), request(), response()], {
        status: 201,
        response: User,
      })
      async add(
        user: { name: string },
        asked: HttpRequest,
        { headers }: ResponseHead,
      ) {
        headers.push(['Location', asked.target])
        return { id: 1, ...user }
      }

      @del('/{id}', [path('id', Id)], { status: 204 })
      remove(id: number): void {
        this.#users.delete(id)
      }
    }
    app.include(Users)`,
  'functions, whose parameters get their types': `
    app.get('/{id}', [path('id', Id)], (id) => Math.abs(id))
    app.get('/{a}/{b:path}', [path('b', Id), path('a', Id)], (b, a) => a + b)
    app.post('', [form('n', Id), file('f')], (n, { size }) => n + size)
    app.get('', [cookie('c', v.string())], async (c) => c.toUpperCase())
    app.get('', [query(z.object({ a: Id, b: Id }))], ({ a, b }) => a + b)`,
  'a function that ignores values, as callbacks may': `
    app.get('/{id}', [path('id', Id), request()], (id) => id + 1)
    app.get('/', [query('q', z.string())], () => {})`,
  'a response by hand beside content': `
    const page = directly({ status: 200, headers: [], body: '' })
    export class Pages {
      @get('/a', [], { response: User })
      sync(): User | DirectResponse { return page }
      @get('/b', [], { response: User })
      async late() { return page }
      @get('/c', [], { response: User })
      never(): never { throw new Error('404') }
    }
    app.get('/d', [], () => page, { response: User })`,
  'every parameter that takes what the marker gives': `
    const optional = [query('q', z.string().optional())] as const
    export class Wide {
      @get('/a/{id}', [path('id', Id)])
      wider(id: number | string) {}
      @get('/b', optional)
      optional(q?: string) {}
      @get('/c', optional)
      defaults(q = '') {}
      @get('/d/{id}', [path('id', Id), ...optional])
      rest(...all: unknown[]) {}
      @get('/e', [file('cover', { optional: true })])
      uploaded(cover: UploadedFile | undefined) {}
    }`,
  'what a schema takes, where it gives something else': `
    const Row = z.object({
      at: z.string().transform((text) => new Date(text)),
      role: z.string().default('reader'),
    })
    app.get('/a', [], () => ({ at: '2026-01-01' }), { response: Row })
    app.post('/b', [body(Row)], ({ at, role }) => at.toISOString() + role)`,
  'lists, records and unions': `
    const Users = z.array(User).readonly()
    const Either = z.union([User, z.object({ error: z.string() })])
    const Counts = v.record(v.string(), v.number())
    const Points = type({ x: 'number', 'y?': 'number' }).array()
    const either = (): User | { error: string } => ({ error: '' })
    app.get('/a', [], (): readonly User[] => [], { response: Users })
    app.get('/b', [], either, { response: Either })
    app.get('/c', [], () => ({ a: 1 }), { response: Counts })
    app.get('/d', [], async () => [{ x: 1 }], { response: Points })`,
  'routes of a class above, with a type parameter': `
    abstract class Shelf<T> {
      abstract readonly items: T[]
      @get('/{id}', [path('id', Id)])
      read(id: number): T | undefined { return this.items[id] }
    }
    @controller('/users')
    export class Users extends Shelf<User> {
      readonly items = []
      @get('', [], { response: z.array(User) })
      list(): User[] { return this.items }
    }
    app.include(Users)`,
}

/** Puts a method into a class. */
function method(code: string, ...words: string[]): Refusal {
  return [`export class Wrong {\n${code}\n}`, ...words]
}

describeCompiler({ src, given, refused, accepted })

// A program that runs has not always been compiled.
describe('a decorator', () => {
  it('throws at a static method', () => {
    const declare = () =>
      class Wrong {
        readonly routes = []
        // @ts-expect-error
        @get('', []) static list() {}
      }
    expect(declare).toThrow('Cannot route to list')
  })

  it('throws at a #private method', () => {
    const declare = () =>
      class Wrong {
        // @ts-expect-error
        @get('', []) #list() {}
        list = () => this.#list()
      }
    expect(declare).toThrow('Cannot route to #list')
  })
})
