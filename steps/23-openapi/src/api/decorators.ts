// Routes as methods of a class. Decorators cannot give a parameter its type,
// but they can refuse a method whose parameters do not fit the markers.
import type { Dependency } from './dependency.ts'
import type { Markers, Values } from './marker.ts'
import type { Reply, Route, RouteOptions } from './route.ts'
import type { Input, Schema } from './schema.ts'
import type { CheckNames, Mistake } from './template.ts'

// No engine has it yet. Compilers agree on this one (TC39 decorator metadata).
const symbols: { metadata?: symbol } = Symbol
symbols.metadata ??= Symbol.for('Symbol.metadata')

/** A class whose methods are routes. */
export type Controller = new () => object

/** What the routes of a class have in common. */
export interface ControllerOptions {
  readonly tags?: readonly string[]
  /** Called before every handler of the class. */
  readonly dependencies?: readonly Dependency[]
}

interface MethodRoute {
  readonly method: string
  readonly template: string
  readonly markers: Markers
  readonly options: RouteOptions
  readonly key: PropertyKey
}

// By the metadata object of a class, which inherits from its parent's.
const methodRoutes = new WeakMap<object, MethodRoute[]>()
const prefixes = new WeakMap<object, readonly [string, ControllerOptions]>()

/** Puts the routes of a class under a prefix: "/books". */
export function controller<const Prefix extends string>(
  prefix: Prefix & CheckPrefix<Prefix>,
  options: ControllerOptions = {},
) {
  return (_: Controller, { metadata }: ClassDecoratorContext): void => {
    prefixes.set(metadata, [prefix, options])
  }
}

type CheckPrefix<Prefix extends string> = Prefix extends `${string}{${string}`
  ? Mistake<'A prefix has no parameters: put them into the routes'>
  : unknown

/**
 * Makes a route of a method, which takes what is marked, in that order:
 * `@get('/{id}', [path('id', …)], { response: Book })`.
 */
export const get = decorate('GET')
export const head = decorate('HEAD')
export const post = decorate('POST')
export const put = decorate('PUT')
export const patch = decorate('PATCH')
/** DELETE; "delete" is a word of the language. */
export const del = decorate('DELETE')
export const options = decorate('OPTIONS')

/** Takes what `app.get` takes, and gets the handler by standing above it. */
function decorate(method: string) {
  return <
    const Template extends string,
    const M extends Markers,
    R extends Schema = Schema,
  >(
    template: Template & CheckNames<Template, M>,
    markers: M,
    settings?: RouteOptions<R>,
  ) =>
    <
      This,
      F extends (this: This, ...marker: Taken<Template, M>) => Reply<Input<R>>,
    >(
      _: F & CheckCount<Parameters<F>, Taken<Template, M>>,
      {
        metadata,
        name,
        private: hidden,
        static: shared,
      }: ClassMethodDecoratorContext<This> & { static: false; private: false },
    ): void => {
      if (hidden || shared) throw new Error(`Cannot route to ${String(name)}`)
      const own = methodRoutes.get(metadata) ?? []
      methodRoutes.set(metadata, own)
      const route = { method, template, markers, key: name }
      own.push({ ...route, options: settings ?? {} })
    }
}

/** What a method has to take, as soon as the names are right. */
type Taken<Template extends string, M extends Markers> =
  unknown extends CheckNames<Template, M> ? Values<M> : never

// A method with fewer parameters would fit, too, but it has forgotten some.
type CheckCount<
  Has extends unknown[],
  Wants extends unknown[],
> = Wants['length'] extends Has['length']
  ? unknown
  : Mistake<`Parameters: ${Has['length']}, markers: ${Wants['length']}`>

/** The routes of a class, bound to one instance that is made for them. */
export function routesOf(type: Controller): Route[] {
  const lineage = ancestry(type[Symbol.metadata])
  const [prefix, common] = lineage
    .map((each) => prefixes.get(each))
    .find(Boolean) ?? ['', {}]
  const instance = new type()
  const routes = lineage.reduceRight<MethodRoute[]>((inherited, each) => {
    const own = methodRoutes.get(each) ?? []
    const keys = new Set(own.map(({ key }) => key))
    return [...inherited.filter(({ key }) => !keys.has(key)), ...own]
  }, [])
  if (routes.length === 0) throw new Error(`${type.name} has no routes`)
  return routes.map(({ key, ...route }) => ({
    ...route,
    template: prefix + route.template,
    name: String(key),
    // Looked up by its name, so a class below may have its own.
    handler: (...values) => call(instance, key, values),
    options: withCommon(route.options, common),
  }))
}

/** A metadata object, then its parent's, and so on. */
function ancestry(metadata: object | null = null): object[] {
  if (metadata === null) return []
  const parent: object | null = Object.getPrototypeOf(metadata)
  return [metadata, ...ancestry(parent)]
}

function call(
  instance: object,
  key: PropertyKey,
  values: readonly unknown[],
): unknown {
  return Reflect.apply(Reflect.get(instance, key), instance, values)
}

function withCommon(
  own: RouteOptions,
  { tags = [], dependencies = [] }: ControllerOptions,
): RouteOptions {
  return {
    ...own,
    tags: [...tags, ...(own.tags ?? [])],
    dependencies: [...dependencies, ...(own.dependencies ?? [])],
  }
}
