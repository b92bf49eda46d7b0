// Dependencies: what handlers need and do not make themselves. Each is a
// function with markers of its own, so one can stand on another.
import type { Call } from './call.ts'
import {
  allMarkers,
  FAULTY,
  type Markers,
  solveAll,
  type Values,
} from './marker.ts'

/** How long what a dependency makes is there. */
export type Lifetime = 'request' | 'function'

/** Makes a value for a request, once, and may clean up behind it. */
export interface Dependency<T = unknown> {
  readonly markers: Markers
  readonly run: (...values: never[]) => Provision<T>
  readonly scope: Lifetime
  /** How clients name themselves, where that is what it is for. */
  readonly security?: SecurityScheme
}

/** A value, or a generator that yields it and then cleans up. */
type Provision<T> =
  | T
  | Promise<T>
  | Generator<T, void, void>
  | AsyncGenerator<T, void, void>

/** A security scheme, as OpenAPI describes it. */
export interface SecurityScheme {
  readonly name: string
  readonly description: Readonly<Record<string, unknown>>
}

/** Which dependencies stand in for others. */
export type Overrides = ReadonlyMap<Dependency, Dependency>

/** What takes them: another one has to give the same type. */
export interface OverrideMap extends Overrides {
  set<T>(asked: Dependency<T>, other: Dependency<NoInfer<T>>): unknown
  delete(asked: Dependency): boolean
  clear(): void
}

/**
 * A dependency. What follows `yield` is run in the end, whatever happens: when
 * the response has been sent, or before with `{ scope: 'function' }`.
 */
export function dependency<T, const M extends Markers>(
  markers: M,
  run: (...marker: Values<M>) => Provision<T>,
  options?: { readonly scope: Lifetime },
): Dependency<T>
export function dependency(
  markers: Markers,
  run: (...values: never[]) => unknown,
  { scope }: { readonly scope: Lifetime } = { scope: 'request' },
): Dependency {
  const below = allMarkers(markers).map((marker) => marker.dependency?.scope)
  const cleansUp = run.constructor.name.endsWith('GeneratorFunction')
  if (cleansUp && scope === 'request' && below.includes('function')) {
    throw new Error("It needs { scope: 'function' }, as what it stands on")
  }
  return { markers, run, scope }
}

/** Makes the value, if this call has not made it before. */
export async function solveDependency(
  asked: Dependency,
  call: Call,
): Promise<unknown> {
  const { scope, overrides } = call
  const wanted = overrides.get(asked) ?? asked
  if (scope.has(wanted)) return scope.get(wanted)
  const values = await solveAll(wanted.markers, call)
  const faulty = values.includes(FAULTY)
  return scope.keep(wanted, faulty ? FAULTY : await scope.enter(wanted, values))
}
