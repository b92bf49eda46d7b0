// One operation of the document: what a route takes and what it gives.
import { JSON_TYPE } from '../web/json.ts'
import { bodyTypesOf } from './body.ts'
import type { Components, ObjectSchema } from './json-schema.ts'
import type { Marker } from './marker.ts'
import { markersOf, type Route, securityOf } from './route.ts'
import type { JsonSchema, Schema } from './schema.ts'

/** Describes a route. What has a name goes to the components. */
export function describeOperation(
  route: Route,
  components: Components,
): JsonSchema {
  const { method, name, options } = route
  const { summary, description, operationId, deprecated, tags = [] } = options
  const id = `${name}${pathOf(route)}_${method.toLowerCase()}`
  const schemes = Object.fromEntries(
    securityOf(route).map((scheme) => [scheme.name, scheme.description]),
  )
  Object.assign(components.securitySchemes, schemes)
  const security = Object.keys(schemes).map((each) => ({ [each]: [] }))
  return {
    tags: unlessEmpty(tags),
    summary: summary ?? titleOf(name),
    description,
    operationId: operationId ?? id.replaceAll(/\W/g, '_'),
    deprecated,
    parameters: unlessEmpty(describeParameters(route, components)),
    requestBody: describeBody(route, components),
    responses: describeResponses(route, components),
    security: unlessEmpty(security),
  }
}

/** "/files/{path:path}" is "/files/{path}". */
export function pathOf({ template }: Route): string {
  return template.replaceAll(/\{(\w+):path\}/g, '{$1}')
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}

/** "listBooks" is "List Books". */
function titleOf(name: string): string | undefined {
  const spaced = name.replaceAll(/([a-z\d])(?=[A-Z])|_+/g, '$1 ')
  const title = spaced.replaceAll(/(?:^| )[a-z]/g, (one) => one.toUpperCase())
  return title || undefined
}

function describeParameters(
  route: Route,
  components: Components,
): JsonSchema[] {
  const parameters = markersOf(route)
    .filter(({ source }) => /^(?:path|query|header|cookie)$/.test(source))
    .flatMap((marker) => {
      const { properties = {}, required = [] } = membersOf(marker, components)
      return Object.entries(properties).map(([name, schema]) => {
        const { description, deprecated } = schema
        const about = { required: required.includes(name), description }
        return { name, in: marker.source, ...about, deprecated, schema }
      })
    })
  // Two dependencies may ask for the same one.
  const known = new Map(parameters.map((each) => [each.in + each.name, each]))
  return [...known.values()]
}

/** What has a name is one member; a model has those of its schema. */
function membersOf(
  { name, schema, source, optional }: Marker,
  components: Components,
): ObjectSchema {
  if (source === 'file') {
    const binary = { type: 'string', format: 'binary' }
    return { properties: { [name]: binary }, required: optional ? [] : [name] }
  }
  if (name === '') return components.describeObject(schema)
  const direction = source === 'body' ? 'input' : 'output'
  const required = source === 'path' || isRequired(schema) ? [name] : []
  const described = components.describe(schema, direction)
  return { properties: { [name]: described }, required }
}

/** Whether nothing is not enough. */
function isRequired(schema: Schema | undefined): boolean {
  try {
    const result = schema?.['~standard'].validate(undefined)
    Promise.resolve(result).catch(() => {})
    return result instanceof Promise || result?.issues !== undefined
  } catch {
    return true
  }
}

function describeBody(
  route: Route,
  components: Components,
): JsonSchema | undefined {
  const parts = markersOf(route).filter(({ source }) =>
    /^(?:form|file|body)$/.test(source),
  )
  const [first] = parts
  if (first === undefined) return undefined
  const isForm = first.source !== 'body'
  const withFiles = parts.some(({ source }) => source === 'file')
  const formType = withFiles
    ? 'multipart/form-data'
    : 'application/x-www-form-urlencoded'
  const types = isForm ? [formType] : bodyTypesOf(route.method)
  const schema =
    !isForm && first.name === ''
      ? components.describe(first.schema, 'input')
      : objectOf(parts.map((part) => membersOf(part, components)))
  const content = Object.fromEntries(types.map((type) => [type, { schema }]))
  const required = isForm || parts.some((part) => isRequired(part.schema))
  return { required, content }
}

function objectOf(parts: readonly ObjectSchema[]): JsonSchema {
  const properties = parts.map((part) => part.properties)
  const required = parts.flatMap((part) => part.required ?? [])
  return {
    type: 'object',
    properties: Object.assign({}, ...properties),
    required,
  }
}

function describeResponses(route: Route, components: Components): JsonSchema {
  const { status = 200, response, responses = {}, mediaType } = route.options
  const text = mediaType === undefined ? undefined : { type: 'string' }
  const schema = text ?? components.describe(response, 'output')
  const content = { [mediaType ?? JSON_TYPE]: { schema } }
  const described: Record<string, unknown> = {}
  described[status] = {
    description: 'Successful Response',
    content: status === 204 ? undefined : content,
  }
  for (const [other, description] of Object.entries(responses)) {
    described[other] = { description }
  }
  const markers = markersOf(route)
  if (markers.some((each) => each.schema ?? each.source === 'file')) {
    Object.assign(components.schemas, FAULT_SCHEMAS)
    described[422] ??= VALIDATION_ERROR
  }
  return described
}

// What a 422 is made of, as FastAPI describes it.
const FAULTS = { $ref: '#/components/schemas/HTTPValidationError' }
const FAULT = { $ref: '#/components/schemas/ValidationError' }
const STEPS = [{ type: 'string' }, { type: 'integer' }]
const VALIDATION_ERROR = {
  description: 'Validation Error',
  content: { [JSON_TYPE]: { schema: FAULTS } },
}
const FAULT_SCHEMAS = {
  HTTPValidationError: {
    type: 'object',
    properties: { detail: { type: 'array', items: FAULT } },
  },
  ValidationError: {
    type: 'object',
    properties: {
      loc: { type: 'array', items: { anyOf: STEPS } },
      msg: { type: 'string' },
      type: { type: 'string' },
      input: {},
      ctx: { type: 'object' },
    },
    required: ['loc', 'msg', 'type'],
  },
}
