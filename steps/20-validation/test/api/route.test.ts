// What the compiler knows of a route. Each wrong line is an error, and so is
// each "@ts-expect-error" above a right one; `npm run typecheck` tells.
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { body, file, header, path, query, request } from '#src/api/markers.ts'
import { directly } from '#src/api/reply.ts'
import type { UploadedFile } from '#src/content/form.ts'

const Item = z.object({ id: z.int() })

describe('a handler', () => {
  it('gets its types from the markers', () => {
    const app = new App()
    const markers = [
      path('id', z.coerce.number()),
      query('q', z.string().optional()),
      body(Item),
      file('f', { optional: true }),
      request(),
    ] as const
    app.post('/{id}', markers, (id, q, item, upload, asked) => {
      expectTypeOf(id).toEqualTypeOf<number>()
      expectTypeOf(q).toEqualTypeOf<string | undefined>()
      expectTypeOf(item).toEqualTypeOf<{ id: number }>()
      expectTypeOf(upload).toEqualTypeOf<UploadedFile | undefined>()
      expectTypeOf(asked.query).toEqualTypeOf<URLSearchParams>()
    })
    expect(markers).toHaveLength(5)
  })

  it('may take less than there is, and no more', () => {
    const app = new App()
    const id = path('id', z.coerce.number())
    app.get('/a/{id}', [id], () => null)
    app.get('/b/{id}', [id], (one: number) => one)
    // @ts-expect-error There is no second one.
    app.get('/c/{id}', [id], (one: number, other: number) => one + other)
    expect(app).toBeInstanceOf(App)
  })

  it('may not have another type', () => {
    const app = new App()
    // @ts-expect-error A number is no string.
    app.get('/a', [query('n', z.coerce.number())], (n: string) => n)
    // @ts-expect-error It may be undefined.
    app.get('/b', [query('n', z.string().optional())], (n: string) => n)
    const two = [
      query('a', z.string()),
      header('b', z.coerce.number()),
    ] as const
    // @ts-expect-error They are swapped.
    app.get('/c', two, (b: number, a: string) => `${a}${b}`)
    expect(app).toBeInstanceOf(App)
  })

  it('gives what the response schema takes, or a response', () => {
    const app = new App()
    const options = { response: Item } as const
    app.get('/a', [], () => ({ id: 1, more: 2 }), options)
    app.get('/b', [], () => directly({ status: 204 }), options)
    app.get('/c', [], () => Promise.resolve({ id: 1 }), options)
    // @ts-expect-error A text is no number.
    app.get('/d', [], () => ({ id: '1' }), options)
    // @ts-expect-error Nothing is no item.
    app.get('/e', [], () => {}, options)
    expect(app).toBeInstanceOf(App)
  })
})
