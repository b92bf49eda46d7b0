// What the compiler knows about dependencies: what they make, what they need,
// and who asks for something else.
import {
  describeCompiler,
  type Refusal,
} from '@barewire/test-kit/describe-compiler'
import { join } from 'node:path'
import { inject } from 'vitest'

const src = join(inject('step').folder, 'src')

const given = `
import { type } from 'arktype'
import * as v from 'valibot'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, get, post } from '#src/api/decorators.ts'
import { type Dependency, dependency } from '#src/api/dependency.ts'
import { body, depends, header, path, query } from '#src/api/markers.ts'
import { request } from '#src/api/markers.ts'

interface User { readonly id: number; readonly name: string }
interface Database { find(id: number): User | undefined }

const app = new App()
const Id = z.coerce.number().int()
const Token = z.string()
const database = dependency([], async function* () {
  const made: Database = { find: (id) => ({ id, name: 'Ada' }) }
  try { yield made } finally { /* closed */ }
})
`

const refused: Record<string, Refusal> = {
  'an override that makes something else': [
    `app.overrides.set(database, dependency([], () => 42)) // <-`,
    "Type 'number' is not assignable to type 'Database'",
  ],
  'a method that wants what the dependency does not make': [
    `export class Wrong {
       @get('', [depends(database)]) // <-
       list(database: { search(): void }) {}
     }`,
    "Types of parameters 'database' and 'marker_0' are incompatible",
    "Property 'search' is missing in type 'Database'",
  ],
  'a method that wants the generator and not what it yields': [
    `export class Wrong {
       @get('', [depends(database)]) // <-
       list(database: AsyncGenerator<Database>) {}
     }`,
    "Types of parameters 'database' and 'marker_0' are incompatible",
    "Type 'Database' is missing the following properties from type 'AsyncGen",
  ],
  'a method that has forgotten one of two': [
    `export class Wrong {
       @get('', [depends(database), query('q', Token)]) // <-
       list(database: Database) {}
     }`,
    'Mistake<"Parameters: 1, markers: 2">',
  ],
  'a function that does with it what it cannot do': [
    `app.get('', [depends(database)], (made) => made.search()) // <-`,
    "Property 'search' does not exist on type 'Database'",
  ],
  'a function that wants another': [
    `app.get('', [depends(database)], (made: Date) => made) // <-`,
    "Types of parameters 'made' and 'marker_0' are incompatible",
    "Type 'Database' is missing the following properties from type 'Date'",
  ],
  'a dependency with a parameter of another type': [
    `dependency([header('token', Token)], (token: number) => token) // <-`,
    "Types of parameters 'token' and 'marker_0' are incompatible",
    "Type 'string' is not assignable to type 'number'",
  ],
  'a generator with a parameter of another type': [
    `dependency([header('token', Token)], function* (token: number) { // <-
       yield token
     })`,
    "Types of parameters 'token' and 'marker_0' are incompatible",
    "Type 'string' is not assignable to type 'number'",
  ],
  'a dependency with parameters in another order': [
    `dependency(
       [header('token', Token), depends(database)],
       async (made: Database, token: string) => made, // <-
     )`,
    "Types of parameters 'made' and 'marker_0' are incompatible",
    "Type 'string' is not assignable to type 'Database'",
  ],
  'a dependency with a parameter without a marker': [
    `dependency([depends(database)], (made, extra: string) => extra) // <-`,
    "to parameter of type '(marker_0: Database) => Provision<string>'",
    'Expected 2 or more, but got 1',
  ],
  'a dependency that does not take care of undefined': [
    `dependency(
       [query('q', Token.optional())],
       (q) => q.length, // <-
     )`,
    "'q' is possibly 'undefined'",
  ],
  'a plain function instead of a dependency': [
    `app.get('', [depends(() => 1)], (one) => one) // <-`,
    "'() => number' is not assignable to parameter of type 'Dependency<",
  ],
  'a dependency without depends()': [
    `app.get('', [database], (made) => made) // <-`,
    "Type 'Dependency<Database>' is missing the following properties",
    "from type 'Marker<unknown, Source, string>'",
  ],
  'what is not a dependency before a route': [
    `app.get('', [], () => 1, { dependencies: [depends(database)] }) // <-`,
    'Type \'Marker<Database, "dependency", string>\' is missing',
    "from type 'Dependency<unknown>'",
  ],
  'a lifetime that does not exist': [
    `dependency([], function* () { yield 1 }, { scope: 'app' }) // <-`,
    `Type '"app"' is not assignable to type 'Lifetime'`,
  ],
  'content of another type, from a dependency': [
    `const response = z.object({ id: z.int() })
     const found = (made: Database) => made.find(1)
     app.get('', [depends(database)], found, { response }) // <-`,
    "Type 'undefined' is not assignable to type 'Reply<{ id: number; }>'",
  ],
}

// A type test: `made` has to be a dependency that makes exactly that.
const MAKES = `
  type Same<A, B> = [A, B] extends [B, A] ? true : false
  function makes<T>() {
    return <U>(made: Dependency<U>, same: Same<T, U>) => [made, same]
  }`

const accepted: Record<string, string> = {
  'a class with dependencies': `
    const currentUser = dependency(
      [header('authorization', Token), depends(database)],
      async (token, made) => ({ token, made, role: 'admin' as const }),
    )
    const User = z.object({ id: z.int(), name: z.string() })
    const Text = v.optional(v.string(), '')
    const NewUser = type({ name: 'string > 0' })
    @controller('/users', { dependencies: [currentUser] })
    export class Users {
      @get(
        '/{id}',
        [path('id', Id), query('q', Text), depends(database)],
        { response: User },
      )
      read(id: number, q: string, made: Database) {
        const user = made.find(id)
        if (!user) throw new Error('404')
        return user
      }

      @post('', [body(NewUser), depends(currentUser), request()], {
        status: 201,
        response: User,
      })
      async add(
        input: { name: string },
        me: { role: 'admin' },
        asked: { method: string },
      ) {
        return { id: 1, name: input.name }
      }
    }
    app.include(Users)
    app.get('/{id}', [path('id', Id), depends(database)], (id, made) =>
      made.find(Math.abs(id)),
    )
    const user = dependency(
      [path('id', Id), depends(database)],
      (id, made) => made.find(id),
    )
    app.get('/{id}/name', [depends(user)], (found) => found?.name)`,
  'every kind of function, by what it makes': `${MAKES}
    makes<Database>()(database, true)
    makes<number>()(dependency([], () => Math.random()), true)
    makes<string>()(dependency([query('q', Token)], (q) => q), true)
    makes<string>()(dependency([query('q', Token)], async (q) => q), true)
    makes<Date>()(dependency([], function* () { yield new Date() }), true)
    makes<void>()(dependency([depends(database)], () => {}), true)
    makes<never>()(dependency([], () => { throw new Error('401') }), true)
    makes<User | undefined>()(
      dependency([query('id', Id), depends(database)], (id, made) =>
        made.find(id),
      ),
      true,
    )`,
  'a lifetime for what is cleaned up': `
    const options = { scope: 'function' } as const
    dependency([], function* () { yield 1 }, options)
    dependency([], async function* () { yield 1 }, options)`,
  'a more general type than what is made': `
    export class Wide {
      @get('/a', [depends(database)])
      list(made: object) { return made }
    }
    const anything: Dependency = database
    app.get('/b', [], () => 1, { dependencies: [anything, database] })`,
}

describeCompiler({ src, given, refused, accepted })
