// A route: a method, a template of paths, markers, and the handler that takes
// what they mark. The compiler checks these against each other.
import type { FieldLine } from '../wire/headers.ts'
import type { Dependency, SecurityScheme } from './dependency.ts'
import { allMarkers, type Marker, type Markers, type Values } from './marker.ts'
import { depends } from './markers.ts'
import type { DirectResponse } from './reply.ts'
import type { Input, Schema } from './schema.ts'
import type { CheckNames } from './template.ts'

/** What a route says beside its parameters. */
export interface RouteOptions<R extends Schema = Schema> {
  /** Checks what the handler gives, and leaves out what it does not name. */
  readonly response?: R
  /** 200 unless said otherwise. */
  readonly status?: number
  readonly headers?: readonly FieldLine[]
  /** JSON unless said otherwise: "text/csv" sends the text it is given. */
  readonly mediaType?: string
  /** Called before the handler, for what they refuse. */
  readonly dependencies?: readonly Dependency[]
  readonly tags?: readonly string[]
  /** A few words; made of the handler's name unless said. */
  readonly summary?: string
  readonly description?: string
  readonly operationId?: string
  readonly deprecated?: boolean
  /** Left out of the document. */
  readonly hidden?: boolean
  /** Errors, also of guards, for the document: `{ 404: 'No such book' }`. */
  readonly responses?: Readonly<Record<number, string>>
}

/**
 * What a handler may give; `T` is what the schema of its response takes. What
 * it refuses, it throws: `new HttpError(404, 'There is no book 3')`.
 */
export type Reply<T> = T | DirectResponse | Promise<T | DirectResponse>

/** Adds a route: the template, the markers, and what takes their values. */
export interface AddRoute {
  <
    const Template extends string,
    const M extends Markers,
    R extends Schema = Schema,
  >(
    template: Template & CheckNames<Template, M>,
    markers: M,
    handler: (...marker: Values<M>) => Reply<Input<R>>,
    options?: RouteOptions<R>,
  ): void
}

/** A route as it is kept. */
export interface Route {
  readonly method: string
  readonly template: string
  readonly markers: Markers
  readonly handler: (...values: never[]) => unknown
  /** What the handler is called. */
  readonly name: string
  readonly options: RouteOptions
}

/** The markers of the dependencies that are called before the handler. */
export function guardsOf({ options }: Route): Marker[] {
  return options.dependencies?.map((guard) => depends(guard)) ?? []
}

/** All that a route asks for, directly or through dependencies. */
export function markersOf(route: Route): Marker[] {
  return allMarkers([...guardsOf(route), ...route.markers])
}

/** How clients may name themselves to a route. */
export function securityOf(route: Route): SecurityScheme[] {
  return markersOf(route).flatMap(
    ({ dependency }) => dependency?.security ?? [],
  )
}
