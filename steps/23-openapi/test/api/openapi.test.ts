import { documentOf, type ReadDocument } from '@barewire/test-kit/document-of'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, get } from '#src/api/decorators.ts'
import { dependency } from '#src/api/dependency.ts'
import {
  body,
  cookie,
  depends,
  file,
  form,
  header,
  path,
  query,
} from '#src/api/markers.ts'
import { HttpBearer, OAuth2PasswordBearer } from '#src/api/security.ts'
import { createBookshelf } from '#src/app.ts'
import { TestClient } from '#src/web/test-client.ts'

describe('the document of an app', () => {
  it('says nothing of an app that has nothing', () => {
    expect(documentOf(new App())).toEqual({
      openapi: '3.1.0',
      info: { title: 'Barewire', version: '0.1.0' },
      paths: {},
      components: { schemas: {}, securitySchemes: {} },
    })
  })

  it('says what the app is', () => {
    const info = { title: 'Zoo', version: '2.0', description: 'Animals' }
    expect(documentOf(new App(info)).info).toEqual(info)
  })

  it('has the operations of a path together', () => {
    const app = new App()
    app.get('/a', [], one)
    app.post('/a', [], one)
    app.get('/b', [], one)
    const { paths } = documentOf(app)
    expect(Object.keys(paths)).toEqual(['/a', '/b'])
    expect(Object.keys(paths['/a'] ?? {})).toEqual(['get', 'post'])
  })

  it('has a path for what takes the rest of a path', () => {
    const app = new App()
    app.get('/files/{name:path}', [path('name', z.string())], one)
    expect(documentOf(app).paths).toMatchObject({
      '/files/{name}': { get: { operationId: 'one_files__name__get' } },
    })
  })

  it('has no hidden route, nor what only that needs', () => {
    const app = new App()
    const Secret = z.object({ a: z.int() }).meta({ id: 'Secret' })
    const guarded = [body(Secret), depends(new HttpBearer())] as const
    app.post('/secret', guarded, () => 1, { hidden: true })
    app.get('/open', [], one)
    const { paths, components } = documentOf(app)
    expect(Object.keys(paths)).toEqual(['/open'])
    expect(components).toEqual({ schemas: {}, securitySchemes: {} })
  })

  it('describes a 422 where there can be one', () => {
    const app = new App()
    app.get('/a', [query('q', z.string())], one)
    const { schemas } = documentOf(app).components
    expect(schemas).toEqual({
      HTTPValidationError: {
        type: 'object',
        properties: {
          detail: {
            type: 'array',
            items: { $ref: '#/components/schemas/ValidationError' },
          },
        },
      },
      ValidationError: {
        type: 'object',
        properties: {
          loc: {
            type: 'array',
            items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
          },
          msg: { type: 'string' },
          type: { type: 'string' },
          input: {},
          ctx: { type: 'object' },
        },
        required: ['loc', 'msg', 'type'],
      },
    })
  })

  it('does not give two operations one id', () => {
    const app = new App()
    app.get('/a-b', [], one)
    app.get('/a_b', [], one)
    expect(() => app.document()).toThrow(
      'Two operations are called "one_a_b_get"',
    )
  })

  it('has routes that came after somebody has read it', () => {
    const app = new App()
    app.document()
    app.get('/late', [], one)
    expect(documentOf(app).paths).toHaveProperty('/late')
  })

  it('has the routes of classes and of functions', () => {
    @controller('/zoo', { tags: ['zoo'] })
    class Zoo {
      @get('/{name}', [path('name', z.string())], { tags: ['one'] })
      readAnimal(name: string): string {
        return name
      }
    }
    const app = new App()
    app.include(Zoo)
    expect(documentOf(app).paths).toMatchObject({
      '/zoo/{name}': {
        get: {
          tags: ['zoo', 'one'],
          summary: 'Read Animal',
          operationId: 'readAnimal_zoo__name__get',
        },
      },
    })
  })
})

describe('where the document is', () => {
  it('is /openapi.json, for everybody', async () => {
    const refuse = dependency([], () => {
      throw new Error('Nobody may come in')
    })
    const app = new App({ dependencies: [refuse] })
    const client = new TestClient(app.handle)
    const { status, headers, json } = await client.get('/openapi.json')
    expect(status).toBe(200)
    expect(headers.getAll('content-type')).toEqual(['application/json'])
    expect(json()).toEqual(documentOf(app))
    expect((await client.get('/docs')).status).toBe(200)
  })

  it('is another place on demand', async () => {
    const app = new App({ openapiPath: '/api/v1.json', docsPath: '/help' })
    const client = new TestClient(app.handle)
    expect((await client.get('/api/v1.json')).json()).toEqual(documentOf(app))
    expect((await client.get('/help')).status).toBe(200)
    expect((await client.get('/help/start.js')).text).toMatch('/api/v1.json')
    expect((await client.get('/openapi.json')).status).toBe(404)
    expect((await client.get('/docs')).status).toBe(404)
  })

  it('is nowhere on demand, and then there is nothing to read', async () => {
    const client = new TestClient(new App({ openapiPath: null }).handle)
    for (const target of ['/openapi.json', '/docs', '/docs/start.js']) {
      expect((await client.get(target)).status).toBe(404)
    }
  })
})

describe('a document of all that there is', () => {
  const Node = z
    .object({
      name: z.string().meta({ examples: ['root'] }),
      day: z.date().optional(),
      get parts() {
        return z.array(Node).default([])
      },
    })
    .meta({ id: 'Node<T>' })
  const Page = z.object({ page: z.coerce.number().default(1) })

  it('is valid, and points to nothing that is not there', async () => {
    const app = new App({ description: 'All' })
    const oauth = new OAuth2PasswordBearer({ tokenUrl: '/token' })
    const guarded = { status: 204, dependencies: [oauth], deprecated: true }
    app.put('/nodes', [body(Node)], (node) => node, { response: Node })
    app.post('/pair', [body('a', Node), body('b', z.int())], one, guarded)
    app.patch('/maybe', [body(type({ a: 'string' }).array())], one)
    app.post('/form', [form(Page), file('cover', { optional: true })], one)
    app.get('/{a}/{b:path}', [path('a', z.any()), path('b', z.string())], one)
    app.get('/page', [query(Page), header(Page), cookie(Page)], one)
    app.get('/text', [query('v', v.string())], String, { mediaType: 'a/b' })
    await expectValid(documentOf(app))
  })
})

describe('the document of the bookshelf', () => {
  it('is valid, and points to nothing that is not there', async () => {
    await expectValid(documentOf(createBookshelf()))
  })

  it('has every route that is not hidden, each under an id', () => {
    const app = createBookshelf()
    const routes = app.routes
      .filter(({ options }) => !options.hidden)
      .map(({ method, template }) => `${method} ${template}`)
    const { paths } = documentOf(app)
    const operations = Object.entries(paths).flatMap(([name, each]) =>
      Object.keys(each).map((method) => `${method.toUpperCase()} ${name}`),
    )
    const plain = routes.map((route) => route.replace(':path}', '}'))
    expect(operations.toSorted()).toEqual(plain.toSorted())
    expect(operations).toContain('PATCH /books/{id}')
    expect(Object.keys(paths)).not.toContain('/form')
    const ids = Object.values(paths).flatMap((each) =>
      Object.values(each).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(operations.length)
  })

  it('has the schemas and the schemes that it uses, and no other', () => {
    const { schemas, securitySchemes } =
      documentOf(createBookshelf()).components
    expect(Object.keys(schemas).toSorted()).toEqual([
      'Book',
      'BookPatch',
      'HTTPValidationError',
      'NewBook',
      'ValidationError',
    ])
    expect(securitySchemes).toEqual({
      HTTPBasic: { type: 'http', scheme: 'basic' },
      HTTPBearer: { type: 'http', scheme: 'bearer' },
      APIKeyCookie: { type: 'apiKey', in: 'cookie', name: 'session' },
    })
  })
})

async function expectValid(document: ReadDocument): Promise<void> {
  const validator = new Validator()
  const { valid, errors } = await validator.validate({ ...document })
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(JSON.stringify(document)).toMatch('"$ref":"#/components/schemas/')
  // Throws where a pointer leads nowhere.
  validator.resolveRefs()
}

function one(): number {
  return 1
}
