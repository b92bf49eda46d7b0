// An app's OpenAPI document as its readers get it.

type Members = Readonly<Record<string, unknown>>

/** An app that describes itself. */
export interface Described {
  document(): unknown
}

/** What tests look at. */
export interface ReadDocument {
  readonly openapi: string
  readonly info: Members
  readonly paths: Readonly<Record<string, Readonly<Record<string, Members>>>>
  readonly components: {
    readonly schemas: Members
    readonly securitySchemes: Members
  }
}

/** What comes out of the JSON: `undefined` is left out there. */
export function documentOf(app: Described): ReadDocument {
  return JSON.parse(JSON.stringify(app.document()))
}

/** The only operation of an app. */
export function operationOf(app: Described): Members {
  const [operations = {}] = Object.values(documentOf(app).paths)
  const [operation = {}] = Object.values(operations)
  return operation
}
