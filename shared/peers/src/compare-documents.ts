// Compares two OpenAPI documents: the operations, and what each takes and
// gives. Words for people and the names of schemas do not count.
import { canonical, compareParts } from './compare-answers.ts'
import type { Mismatch } from './fastapi-differences.ts'

type Members = Readonly<Record<string, unknown>>

/** An OpenAPI document, as far as it is compared. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Members
    readonly securitySchemes: Members
  }
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Contents & { readonly required?: boolean }
  readonly responses: Readonly<Record<string, Contents>>
  readonly security?: readonly Members[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: unknown
}

interface Contents {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
}

/** What the documents say otherwise of the operations that both have. */
export function compareDocuments(ours: Document, theirs: Document): Mismatch[] {
  return compareParts(factsOf(ours), factsOf(theirs))
}

/** A document of fewer paths. */
export function withoutPaths(
  document: Document,
  left: readonly string[],
): Document {
  const kept = Object.entries(document.paths).filter(
    ([path]) => !left.includes(path),
  )
  return { ...document, paths: Object.fromEntries(kept) }
}

/** "GET /books/{id} path id": what the document says of it. */
function factsOf(document: Document): Record<string, string> {
  const facts: Record<string, string> = {}
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      for (const [part, value] of describe(operation, document)) {
        const place = `${method.toUpperCase()} ${path} ${part}`
        facts[place] = canonical(plain(value, document))
      }
    }
  }
  return facts
}

type Fact = readonly [part: string, value: unknown]

function describe(operation: Operation, document: Document): Fact[] {
  const { parameters = [], requestBody = {}, responses } = operation
  const { required = false } = requestBody
  return [
    ...parameters.map((each): Fact => {
      const { schema } = each
      return [`${each.in} ${each.name}`, { required: each.required, schema }]
    }),
    ...Object.entries(requestBody.content ?? {}).map(
      ([type, { schema }]): Fact => [`body ${type}`, { required, schema }],
    ),
    ...Object.entries(responses).flatMap(
      ([status, { content = {} }]): Fact[] => [
        [status, Object.keys(content)],
        ...Object.entries(content).map(([type, { schema }]): Fact => [
          `${status} ${type}`,
          schema,
        ]),
      ],
    ),
    ['security', schemesOf(operation, document)],
  ]
}

/** How clients may name themselves, whatever that is called. */
function schemesOf(
  { security = [] }: Operation,
  { components }: Document,
): string[] {
  const names = security.flatMap((each) => Object.keys(each))
  const schemes = names.map((name) => components.securitySchemes[name])
  return [...new Set(schemes.map(canonical))].toSorted()
}

/** A schema in one spelling. */
function plain(value: unknown, document: Document): unknown {
  if (Array.isArray(value)) return value.map((each) => plain(each, document))
  if (typeof value !== 'object' || value === null) return value
  const schema: Schema = value
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^.*\//, '')
    return plain(document.components.schemas[name], document)
  }
  // OpenAPI 3.0 has no "null", so it cannot be compared.
  const choices = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  const [only, ...others] = choices
  if (only && others.length === 0) return plain(only, document)
  const members = Object.entries(value).filter(
    ([name, member]) => !(NOISE.test(name) && isNote(member)),
  )
  return Object.fromEntries(
    members.map(([name, member]) => [
      name,
      spell(name, plain(member, document)),
    ]),
  )
}

interface Schema {
  readonly $ref?: string
  readonly anyOf?: readonly { readonly type?: string }[]
}

const NOISE = /^(?:title|description|examples|nullable|additionalProperties)$/

/** A property that is called so is not one: that is an object. */
function isNote(member: unknown): boolean {
  return typeof member !== 'object' || Array.isArray(member)
}

/** The order of names does not count. */
function spell(name: string, value: unknown): unknown {
  return name === 'required' && Array.isArray(value)
    ? value.map(String).toSorted()
    : value
}
