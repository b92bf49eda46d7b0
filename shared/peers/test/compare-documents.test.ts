// What counts as a difference between two OpenAPI documents.
import { describe, expect, it } from 'vitest'
import { compareDocuments, type Document } from '../src/compare-documents.ts'

/** A document of one operation that gives what the schema says. */
function giving(schema: unknown, schemas = {}): Document {
  const responses = { 200: { content: { 'application/json': { schema } } } }
  return {
    paths: { '/a': { get: { responses } } },
    components: { schemas, securitySchemes: {} },
  }
}

function taking(name: string, required = true, schema = {}): Document {
  const parameters = [{ name, in: 'query', required, schema }]
  return {
    paths: { '/a': { get: { parameters, responses: {} } } },
    components: { schemas: {}, securitySchemes: {} },
  }
}

const NOTHING: Document = {
  paths: {},
  components: { schemas: {}, securitySchemes: {} },
}

const CONTENT = 'GET /a 200 application/json'

describe('documents that differ', () => {
  it.each<[string, string[], Document, Document]>([
    ['a path', ['GET /a 200', CONTENT, 'GET /a security'], giving({}), NOTHING],
    [
      'a type',
      [CONTENT],
      giving({ type: 'string' }),
      giving({ type: 'number' }),
    ],
    ['a length', [CONTENT], giving({ maxLength: 1 }), giving({ maxLength: 2 })],
    [
      'a parameter',
      ['GET /a query b', 'GET /a query c'],
      taking('b'),
      taking('c'),
    ],
    [
      'a required parameter',
      ['GET /a query b'],
      taking('b'),
      taking('b', false),
    ],
    ['a required member', [CONTENT], giving({ required: ['a'] }), giving({})],
    [
      'a property called title',
      [CONTENT],
      giving({ properties: { title: {} } }),
      giving({ properties: {} }),
    ],
  ])('finds %s', (_, parts, ours, theirs) => {
    expect(compareDocuments(ours, theirs).map((each) => each.part)).toEqual(
      parts,
    )
  })
})

describe('documents that do not', () => {
  it.each<[string, Document, Document]>([
    ['titles', giving({ title: 'A' }), giving({ title: 'B' })],
    ['descriptions', giving({ description: 'A' }), giving({})],
    [
      'the order of names',
      giving({ required: ['a', 'b'] }),
      giving({ required: ['b', 'a'] }),
    ],
    [
      'names of schemas',
      giving({ $ref: '#/components/schemas/A' }, { A: { type: 'null' } }),
      giving({ type: 'null' }),
    ],
    [
      'null',
      giving({ anyOf: [{ type: 'string' }, { type: 'null' }] }),
      giving({ type: 'string', nullable: true }),
    ],
  ])('skips %s', (_, ours, theirs) => {
    expect(compareDocuments(ours, theirs)).toEqual([])
  })
})
