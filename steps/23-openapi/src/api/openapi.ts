// The app as an OpenAPI 3.1 document: what routes declare for the compiler and
// for checking, once more for people and programs (spec.openapis.org).
import { Components } from './json-schema.ts'
import { describeOperation, pathOf } from './operation.ts'
import type { Route } from './route.ts'

/** What a document says of the app as a whole. */
export interface DocumentOptions {
  readonly title?: string
  readonly version?: string
  readonly description?: string
}

/** Describes all routes that are not hidden. Throws where two have one id. */
export function createDocument(
  routes: readonly Route[],
  { title = 'Barewire', version = '0.1.0', description }: DocumentOptions,
): Record<string, unknown> {
  const components = new Components()
  const paths: Record<string, Record<string, unknown>> = {}
  const ids = new Set<string>()
  for (const route of routes.filter(({ options }) => !options.hidden)) {
    const path = pathOf(route)
    const operation = describeOperation(route, components)
    const id = String(operation['operationId'])
    if (ids.has(id)) throw new Error(`Two operations are called "${id}"`)
    ids.add(id)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation }
  }
  const info = { title, version, description }
  return { openapi: '3.1.0', info, paths, components }
}
