import { documentOf, operationOf } from '@barewire/test-kit/document-of'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { App } from '#src/api/app.ts'
import { controller, patch } from '#src/api/decorators.ts'
import { dependency } from '#src/api/dependency.ts'
import type { Markers } from '#src/api/marker.ts'
import {
  body,
  cookie,
  depends,
  file,
  form,
  header,
  path,
  query,
  request,
} from '#src/api/markers.ts'
import type { RouteOptions } from '#src/api/route.ts'
import {
  ApiKeyHeader,
  HttpBasic,
  HttpBearer,
  OAuth2PasswordBearer,
  optional,
} from '#src/api/security.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const Filter = z.object({
  limit: z.coerce.number().int().default(10),
  word: z.string().meta({ description: 'A part of the title' }),
})

const Animal = z.object({ name: z.string() }).meta({ id: 'Animal' })
const AnimalPatch = Animal.partial().meta({ id: 'AnimalPatch' })

@controller('/animals', { tags: ['animals'], dependencies: [new HttpBearer()] })
class Animals {
  @patch(
    '/{id}',
    [path('id', z.coerce.number().int().min(1)), body(AnimalPatch)],
    { response: Animal, responses: { 404: 'There is no such animal' } },
  )
  changeAnimal(id: number, { name }: z.output<typeof AnimalPatch>) {
    return { name: name ?? String(id) }
  }
}

describe('an operation', () => {
  it('is all that a route says', () => {
    const app = new App()
    app.include(Animals)
    expect(documentOf(app).paths['/animals/{id}']?.['patch']).toEqual({
      tags: ['animals'],
      summary: 'Change Animal',
      operationId: 'changeAnimal_animals__id__patch',
      parameters: [
        {
          name: 'id',
          in: 'path',
          required: true,
          schema: { type: 'integer', minimum: 1 },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': { schema: pointTo('AnimalPatch') },
          'application/json': { schema: pointTo('AnimalPatch') },
        },
      },
      responses: {
        200: success(pointTo('Animal')),
        404: { description: 'There is no such animal' },
        422: {
          description: 'Validation Error',
          content: { [JSON_TYPE]: { schema: pointTo('HTTPValidationError') } },
        },
      },
      security: [{ HTTPBearer: [] }],
    })
  })

  it('is short for a short route', () => {
    expect(describeRoute([])).toEqual({
      summary: 'Do It Now2',
      operationId: 'doIt_now2_a_get',
      responses: { 200: success({}) },
    })
  })

  it('has no title when its handler has no name', () => {
    const app = new App()
    app.get('/a', [], () => 1)
    const operation = operationOf(app)
    expect(operation).not.toHaveProperty('summary')
    expect(operation['operationId']).toBe('_a_get')
  })

  it('says what its options say', () => {
    const options = {
      tags: ['one', 'two'],
      summary: 'Do it',
      description: 'At *once*.',
      operationId: 'do-it',
      deprecated: true,
    }
    expect(describeRoute([], options)).toMatchObject(options)
  })
})

describe('parameters', () => {
  it.each([
    ['path', path('x', z.string()), true],
    ['path', path('x', z.any()), true],
    ['query', query('x', z.string()), true],
    ['query', query('x', z.string().optional()), false],
    ['query', query('x', z.string().default('a')), false],
    ['header', header('x', z.string()), true],
    ['cookie', cookie('x', z.string().optional()), false],
  ])('come from %s: %j', (place, marker, required) => {
    const operation = describeRoute([marker], {}, '/{x}')
    expect(operation['parameters']).toMatchObject([
      { name: 'x', in: place, required },
    ])
  })

  it('are required when nobody can tell without waiting or at all', () => {
    const slow = z.string().refine(() => Promise.reject(new Error('No')))
    const loud = z.preprocess((value) => String(value).at(0), z.string())
    const broken = z.preprocess((value) => Object(value).a.b, z.string())
    // Zod rejects then, and Valibot throws.
    const length = v.transform((value) => String(Object(value).a.b))
    const throwing = v.pipe(v.unknown(), length)
    for (const schema of [slow, broken, throwing]) {
      const operation = describeRoute([query('q', schema)])
      expect(operation['parameters']).toMatchObject([{ required: true }])
    }
    const operation = describeRoute([query('q', loud)])
    expect(operation['parameters']).toMatchObject([{ required: false }])
  })

  it('are the members of a model', () => {
    const models = [query(Filter), header(Filter), cookie(Filter)]
    for (const model of models) {
      const { parameters } = describeRoute([model])
      expect(parameters).toEqual([
        {
          name: 'limit',
          in: model.source,
          required: false,
          schema: { default: 10, type: 'integer' },
        },
        {
          name: 'word',
          in: model.source,
          required: true,
          description: 'A part of the title',
          schema: { description: 'A part of the title', type: 'string' },
        },
      ])
    }
  })

  it('are described alike, alone and as members of a model', () => {
    const count = z
      .string()
      .regex(/^\d+$/)
      .pipe(z.coerce.number<string>().int())
      .default(20)
    const found = [query('n', count), query(z.object({ n: count }))].map(
      (marker) => describeRoute([marker])['parameters'],
    )
    expect(found[1]).toEqual(found[0])
    expect(found[0]).toMatchObject([
      { required: false, schema: { default: 20, type: 'integer' } },
    ])
  })

  it('are the members of a model with a name', () => {
    const Named = z.object({ q: z.string() }).meta({ id: 'NamedFilter' })
    const { parameters } = describeRoute([query(Named)])
    expect(parameters).toMatchObject([{ name: 'q', in: 'query' }])
  })

  it('say what their schemas say of them', () => {
    const about = { description: 'Any', deprecated: true, examples: ['a'] }
    const { parameters } = describeRoute([query('q', z.string().meta(about))])
    expect(parameters).toMatchObject([
      { description: 'Any', deprecated: true, schema: { examples: ['a'] } },
    ])
  })

  it('are those of dependencies, too, each of them once', () => {
    const page = dependency([query('page', z.coerce.number())], (n) => n)
    const other = dependency(
      [depends(page), query('page', z.coerce.number())],
      (n) => n,
    )
    const { parameters } = describeRoute([depends(page)], {
      dependencies: [other],
    })
    expect(parameters).toMatchObject([{ name: 'page', in: 'query' }])
    expect(parameters).toHaveLength(1)
  })

  it('are not what the framework gives', () => {
    const operation = describeRoute([request()])
    expect(operation).not.toHaveProperty('parameters')
    expect(operation['responses']).not.toHaveProperty('422')
  })
})

describe('a body', () => {
  const Thing = z.object({ a: z.int() }).meta({ id: 'Thing' })

  it('is what a schema takes', () => {
    expect(describeRoute([body(Thing)])['requestBody']).toEqual({
      required: true,
      content: { [JSON_TYPE]: { schema: pointTo('Thing') } },
    })
  })

  it('may be missing where that is enough', () => {
    for (const schema of [Thing.optional(), Thing.default({ a: 1 })]) {
      const { requestBody } = describeRoute([body(schema)])
      expect(requestBody).toMatchObject({ required: false })
    }
  })

  it('is an object of what is taken out of it', () => {
    const markers = [body('thing', Thing), body('n', z.int().default(1))]
    expect(describeRoute(markers)['requestBody']).toEqual({
      required: true,
      content: {
        [JSON_TYPE]: {
          schema: {
            type: 'object',
            properties: {
              thing: pointTo('Thing'),
              n: { default: 1, type: 'integer' },
            },
            required: ['thing'],
          },
        },
      },
    })
    const { requestBody } = describeRoute([body('n', z.int().default(1))])
    expect(requestBody).toMatchObject({ required: false })
  })

  it('is a form', () => {
    const markers = [form('a', z.string()), form('b', z.string().optional())]
    expect(describeRoute(markers)['requestBody']).toEqual({
      required: true,
      content: {
        [FORM_TYPE]: {
          schema: {
            type: 'object',
            properties: { a: { type: 'string' }, b: { type: 'string' } },
            required: ['a'],
          },
        },
      },
    })
  })

  it('is a form even if all of it may be missing', () => {
    const marker = form('a', z.string().optional())
    expect(describeRoute([marker])['requestBody']).toMatchObject({
      required: true,
    })
  })

  it('is what goes in, while a parameter is what comes out', () => {
    const count = z.string().pipe(z.coerce.number<string>().int())
    const markers = [query('a', count), body('b', count)]
    const { parameters, requestBody } = describeRoute(markers)
    expect(parameters).toMatchObject([{ schema: { type: 'integer' } }])
    const properties = { b: { type: 'string' } }
    expect(requestBody).toMatchObject({
      content: { [JSON_TYPE]: { schema: { properties } } },
    })
  })

  it('is a form by its model', () => {
    const { requestBody } = describeRoute([form(Filter)])
    expect(requestBody).toMatchObject({
      content: {
        [FORM_TYPE]: {
          schema: {
            properties: { limit: { default: 10 }, word: { type: 'string' } },
            required: ['word'],
          },
        },
      },
    })
  })

  it('is a form of parts where there are files', () => {
    const cover = file('cover', { optional: true })
    const markers = [form('a', z.string()), file('text'), cover]
    const binary = { type: 'string', format: 'binary' }
    expect(describeRoute(markers)['requestBody']).toEqual({
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: { a: { type: 'string' }, text: binary, cover: binary },
            required: ['a', 'text'],
          },
        },
      },
    })
  })
})

describe('responses', () => {
  it('have the status and the schema of the route', () => {
    const options = { status: 201, response: z.array(z.string()) }
    const schema = { type: 'array', items: { type: 'string' } }
    const { responses } = describeRoute([], options)
    expect(responses).toEqual({ 201: success(schema) })
  })

  it('have no content with 204', () => {
    const { responses } = describeRoute([], { status: 204 })
    expect(responses).toEqual({ 204: { description: 'Successful Response' } })
  })

  it('are texts of another media type', () => {
    const { responses } = describeRoute([], { mediaType: 'text/csv' })
    expect(responses).toEqual({
      200: {
        description: 'Successful Response',
        content: { 'text/csv': { schema: { type: 'string' } } },
      },
    })
  })

  it('are what else may come', () => {
    const options = { responses: { 404: 'No such thing', 422: 'No' } }
    const { responses } = describeRoute([query('q', z.string())], options)
    expect(responses).toEqual({
      200: success({}),
      404: { description: 'No such thing' },
      422: { description: 'No' },
    })
  })

  it.each<[string, Markers]>([
    ['a parameter', [query('q', z.string())]],
    ['a body', [body(z.string())]],
    ['a file', [file('a')]],
    [
      'a parameter of a dependency',
      [depends(dependency([header('a', z.string())], (a) => a))],
    ],
  ])('are 422, too, with %s', (_, markers) => {
    const { responses } = describeRoute(markers)
    expect(responses).toMatchObject({
      422: {
        description: 'Validation Error',
        content: { [JSON_TYPE]: { schema: pointTo('HTTPValidationError') } },
      },
    })
  })
})

describe('security', () => {
  const bearer = new HttpBearer()

  it('lists each way to name oneself, once', () => {
    const basic = optional(new HttpBasic())
    const key = new ApiKeyHeader({ name: 'X-Key', schemeName: 'Key' })
    const both = dependency([depends(bearer), depends(basic)], (one) => one)
    const options = { dependencies: [key, bearer] }
    const operation = describeRoute([depends(both)], options)
    const expected = [{ Key: [] }, { HTTPBearer: [] }, { HTTPBasic: [] }]
    expect(operation['security']).toEqual(expected)
    expect(operation).not.toHaveProperty('parameters')
  })

  it('is described in the components', () => {
    const app = new App()
    const scopes = { read: 'To look at' }
    const oauth = new OAuth2PasswordBearer({ tokenUrl: '/token', scopes })
    app.get('/a', [depends(oauth)], String)
    expect(documentOf(app).components.securitySchemes).toEqual({
      OAuth2PasswordBearer: {
        type: 'oauth2',
        flows: { password: { scopes, tokenUrl: '/token' } },
      },
    })
  })
})

function describeRoute(
  markers: Markers,
  options: RouteOptions = {},
  template = '/a',
): Readonly<Record<string, unknown>> {
  const app = new App()
  const names = markers.some(({ source }) => source === 'path')
  app.get(names ? template : '/a', markers, doIt_now2, options)
  return operationOf(app)
}

function doIt_now2(): number {
  return 1
}

function pointTo(name: string): unknown {
  return { $ref: `#/components/schemas/${name}` }
}

function success(schema: unknown): unknown {
  const content = { [JSON_TYPE]: { schema } }
  return { description: 'Successful Response', content }
}
