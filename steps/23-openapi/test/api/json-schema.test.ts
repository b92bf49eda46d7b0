import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Components } from '#src/api/json-schema.ts'
import type { Schema } from '#src/api/schema.ts'

const POINTER = '#/components/schemas/'

describe('a schema in the document', () => {
  it.each<[string, Schema, unknown]>([
    ['a text', z.string(), { type: 'string' }],
    ['a whole number', z.int().min(1), { type: 'integer', minimum: 1 }],
    ['a number that was a text', z.coerce.number(), { type: 'number' }],
    ['a choice', z.enum(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
    ['a default', z.int().default(3), { type: 'integer', default: 3 }],
    [
      'a description, examples, and that it is deprecated',
      z.string().meta({
        description: 'A word',
        examples: ['one', 'two'],
        deprecated: true,
      }),
      {
        type: 'string',
        description: 'A word',
        examples: ['one', 'two'],
        deprecated: true,
      },
    ],
    ['an object', type({ a: 'string' }), objectOf({ a: { type: 'string' } })],
    [
      'what ArkType knows',
      type('string').configure({ description: 'A word', examples: ['one'] }),
      { type: 'string', description: 'A word', examples: ['one'] },
    ],
    ['nothing, where a library cannot say', v.string(), {}],
  ])('has %s', (_, schema, expected) => {
    for (const direction of ['input', 'output'] as const) {
      const described = new Components().describe(schema, direction)
      expect(described).toEqual(expected)
    }
  })

  it('is anything when there is none', () => {
    expect(new Components().describe(undefined, 'output')).toEqual({})
  })

  it('is anything when its library has no word for it', () => {
    const say = (): never => {
      throw new Error('A function has no JSON')
    }
    const jsonSchema = { input: say, output: say }
    const standard = { ...z.string()['~standard'], jsonSchema }
    for (const direction of ['input', 'output'] as const) {
      const mute = { '~standard': standard }
      expect(new Components().describe(mute, direction)).toEqual({})
    }
  })

  it('is what stands before a function, or behind it', () => {
    const length = z.string().transform((text) => text.length)
    const components = new Components()
    expect(components.describe(length, 'input')).toEqual({ type: 'string' })
    expect(components.describe(length, 'output')).toEqual({ type: 'string' })
    const count = z.string().pipe(z.coerce.number<string>().int())
    expect(components.describe(count, 'input')).toEqual({ type: 'string' })
    expect(components.describe(count, 'output')).toEqual({ type: 'integer' })
  })

  it('has a hole where JSON has no word for a member', () => {
    const event = z.object({ name: z.string(), day: z.date() })
    const described = new Components().describe(event, 'output')
    const properties = { name: { type: 'string' }, day: {} }
    expect(described).toEqual(objectOf(properties))
  })

  it('says what is refused on the way in, and promises nothing else', () => {
    const strict = z.strictObject({ a: z.string() })
    const expected = objectOf({ a: { type: 'string' } })
    expect(new Components().describe(strict, 'input')).toEqual({
      ...expected,
      additionalProperties: false,
    })
    expect(new Components().describe(strict, 'output')).toEqual(expected)
  })

  it('keeps numbers that only look like the end of all numbers', () => {
    const most = Number.MAX_SAFE_INTEGER
    const schema = z
      .int()
      .default(most)
      .meta({ examples: [-most] })
    expect(new Components().describe(schema, 'input')).toEqual({
      type: 'integer',
      default: most,
      examples: [-most],
    })
  })
})

describe('a named schema', () => {
  const Author = z.object({ name: z.string() }).meta({ id: 'Author' })

  it('stands in the components once, and others point to it', () => {
    const components = new Components()
    const Book = z.object({ author: Author }).meta({ id: 'Book' })
    const pointer = { $ref: `${POINTER}Book` }
    expect(components.describe(Book, 'input')).toEqual(pointer)
    expect(components.describe(z.array(Book), 'output')).toEqual({
      type: 'array',
      items: pointer,
    })
    expect(components.schemas).toEqual({
      Author: objectOf({ name: { type: 'string' } }),
      Book: objectOf({ author: { $ref: `${POINTER}Author` } }),
    })
  })

  it('stands there twice when what goes in is not what comes out', () => {
    const components = new Components()
    const Tagged = z
      .object({ tags: z.array(z.string()).default([]) })
      .meta({ id: 'Tagged' })
    components.describe(Tagged, 'input')
    const found = components.describe(Tagged, 'output')
    expect(found).toEqual({ $ref: `${POINTER}Tagged-output` })
    expect(components.schemas).toMatchObject({
      Tagged: { type: 'object' },
      'Tagged-output': { required: ['tags'] },
    })
    expect(components.schemas['Tagged']).not.toHaveProperty('required')
    // Whoever asks again gets the same.
    expect(components.describe(Tagged, 'output')).toEqual(found)
    expect(Object.keys(components.schemas)).toHaveLength(2)
  })

  it('gives way to others of that name', () => {
    const components = new Components()
    const found = ['string', 'integer', 'boolean'].map((each) =>
      components.describe(pointerTo('Same', each), 'input'),
    )
    expect(found.map(({ $ref }) => $ref)).toEqual([
      `${POINTER}Same`,
      `${POINTER}Same-input`,
      `${POINTER}Same-input2`,
    ])
    expect(components.schemas).toEqual({
      Same: { type: 'string' },
      'Same-input': { type: 'integer' },
      'Same-input2': { type: 'boolean' },
    })
  })

  it('may hold itself', () => {
    const components = new Components()
    const Named = z
      .object({
        get parts() {
          return z.array(Named)
        },
      })
      .meta({ id: 'Named' })
    components.describe(Named, 'input')
    const items = { $ref: `${POINTER}Named` }
    const expected = objectOf({ parts: { type: 'array', items } })
    expect(components.schemas).toEqual({ Named: expected })
  })

  it('is called Recursive when it holds itself and has no name', () => {
    const components = new Components()
    const Nameless = z.object({
      get parts() {
        return z.array(Nameless)
      },
    })
    const items = { $ref: `${POINTER}Recursive` }
    const expected = objectOf({ parts: { type: 'array', items } })
    expect(components.describe(Nameless, 'input')).toEqual(expected)
    expect(components.schemas).toEqual({ Recursive: expected })
  })

  it('has no character that OpenAPI does not allow in names', () => {
    const components = new Components()
    const page = z.object({ next: z.int() }).meta({ id: 'Page<Book>' })
    const found = components.describe(page, 'input')
    expect(found).toEqual({ $ref: `${POINTER}Page_Book_` })
    expect(Object.keys(components.schemas)).toEqual(['Page_Book_'])
  })

  it('is not taken for a text that looks like a pointer', () => {
    const text = z.literal('#/$defs/Author')
    const found = new Components().describe(text, 'input')
    expect(found).toMatchObject({ const: '#/$defs/Author' })
  })

  it('shows its members to who asks for an object', () => {
    const members = { name: { type: 'string' } }
    expect(new Components().describeObject(Author)).toEqual(objectOf(members))
  })
})

function objectOf(properties: Readonly<Record<string, unknown>>): object {
  return { type: 'object', properties, required: Object.keys(properties) }
}

/** A schema that some library calls so. */
function pointerTo(name: string, described: string): Schema {
  const $defs = { [name]: { type: described } }
  const input = () => ({ $ref: `#/$defs/${name}`, $defs })
  const jsonSchema = { input, output: input }
  return { '~standard': { validate: (value) => ({ value }), jsonSchema } }
}
