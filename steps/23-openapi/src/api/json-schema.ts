// JSON Schemas for the document. What has a name stands there once, and the
// others point to it: in Zod, `schema.meta({ id: 'Book' })` names a schema.
import type { JsonSchema, Schema } from './schema.ts'

/** Whether a schema describes what it takes, or what it gives. */
export type Direction = 'input' | 'output'

/** What operations point to, by its name. */
export class Components {
  readonly schemas: Record<string, unknown> = {}
  readonly securitySchemes: Record<string, unknown> = {}

  /** A schema for others to read. `{}` if its library cannot say. */
  describe(schema: Schema | undefined, direction: Direction): JsonSchema {
    const converted = JSON.stringify(convert(schema, direction))
    const text = converted.replaceAll(NOISE[direction], '')
    let read = readDefinitions(text, '')
    // What a schema takes and what it gives can differ, by its defaults.
    for (let n = 1; this.#hasOther(read.named); n++) {
      read = readDefinitions(text, `-${direction}${n > 1 ? n : ''}`)
    }
    Object.assign(this.schemas, read.named)
    return read.found
  }

  /** The members of an object of texts, by what becomes of them. */
  describeObject(schema: Schema | undefined): ObjectSchema {
    const { properties, ...others } = this.#find(schema, 'input')
    const given = this.#find(schema, 'output').properties
    return { ...others, properties: { ...properties, ...given } }
  }

  /** An object, which may stand behind a pointer. */
  #find(schema: Schema | undefined, direction: Direction): ObjectSchema {
    const found = this.describe(schema, direction)
    const name = String(found['$ref']).replace(/^.*\//, '')
    return Object(this.schemas[name] ?? found)
  }

  #hasOther(named: JsonSchema): boolean {
    return Object.entries(named).some(([name, definition]) => {
      const known = this.schemas[name] ?? definition
      return JSON.stringify(known) !== JSON.stringify(definition)
    })
  }
}

/** What an object schema says of its members. */
export interface ObjectSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

// Zod says where whole numbers end in JavaScript, and that what it gives has no
// more members. Nobody needs to read that.
const NOISE = {
  input: /,"m..imum":-?9007199254740991\b/g,
  output: /,"(?:m..imum":-?9007199254740991\b|additionalProperties":false)/g,
}

/** Definitions by name, and what points to them. */
function readDefinitions(
  text: string,
  ending: string,
): { readonly named: JsonSchema; readonly found: JsonSchema } {
  // What points to itself has none, and "#" would be the whole document.
  const rename = (name = 'Recursive') =>
    name.replaceAll(/[^\w.-]/g, '_') + ending
  const moved = text.replaceAll(
    /"\$ref":"#(?:\/\$defs\/([^"]*))?"/g,
    (_, name?: string) => `"$ref":"#/components/schemas/${rename(name)}"`,
  )
  const { $schema: _, $defs = {}, ...found } = JSON.parse(moved)
  if (text.includes('"$ref":"#"')) $defs.Recursive = found
  const named = Object.entries($defs).map(([n, each]) => [rename(n), each])
  return { named: Object.fromEntries(named), found }
}

// A function in a schema has no JSON; what stands before it may have. And Zod
// can say all but the one member that has none.
const TARGETS = [
  { target: 'draft-2020-12' },
  { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } },
] as const

function convert(schema: Schema | undefined, direction: Direction): JsonSchema {
  const other = direction === 'input' ? 'output' : 'input'
  for (const target of TARGETS) {
    for (const each of [direction, other] as const) {
      try {
        return schema?.['~standard'].jsonSchema?.[each](target) ?? {}
      } catch {
        continue
      }
    }
  }
  return {}
}
