// The application object: routes go in, and out comes one Handler.
import { Router } from '../web/router.ts'
import { within } from '../wire/deadlines.ts'
import { log } from '../wire/log.ts'
import type { Handler } from '../wire/message.ts'
import { Call } from './call.ts'
import { type Controller, routesOf } from './decorators.ts'
import {
  type Dependency,
  type OverrideMap,
  solveDependency,
} from './dependency.ts'
import { addDocs } from './docs.ts'
import { createEndpoint, Pending, type Shared } from './endpoint.ts'
import { type DocumentOptions, createDocument } from './openapi.ts'
import type { AddRoute, Route } from './route.ts'
import { Scope } from './scope.ts'

/** What an app is made with. */
export interface AppOptions extends DocumentOptions {
  /** Made before the first request, ended after the last. */
  readonly lifespan?: Dependency
  /** Called before every handler. */
  readonly dependencies?: readonly Dependency[]
  /** How long `stop` waits for what still goes on; 5,000 unless said. */
  readonly stopMilliseconds?: number
  /** Where the document is; null: nowhere. */
  readonly openapiPath?: string | null
  /** Where people read it; null: nowhere. */
  readonly docsPath?: string | null
}

/** A set of routes. */
export class App {
  /** Which dependencies stand in for others, in tests. */
  readonly overrides: OverrideMap = new Map<Dependency, Dependency>()
  readonly routes: Route[] = []
  readonly get = this.#adder('GET')
  readonly head = this.#adder('HEAD')
  readonly post = this.#adder('POST')
  readonly put = this.#adder('PUT')
  readonly patch = this.#adder('PATCH')
  readonly delete = this.#adder('DELETE')
  readonly options = this.#adder('OPTIONS')
  readonly #router = new Router()
  readonly #settings: AppOptions
  readonly #shared: Shared = {
    scope: new Scope(),
    overrides: this.overrides,
    pending: new Pending(),
  }
  #document: Record<string, unknown> | undefined
  #guards: readonly Dependency[] = []
  #started: Promise<void> | undefined
  #ready = false
  #stopped: Promise<void> | undefined

  constructor(settings: AppOptions = {}) {
    this.#settings = settings
    const { openapiPath = '/openapi.json', docsPath = '/docs' } = settings
    if (openapiPath !== null) {
      this.get(openapiPath, [], () => this.document(), { hidden: true })
      if (docsPath !== null) addDocs(this, docsPath, openapiPath)
    }
    // The document is for everybody.
    this.#guards = settings.dependencies ?? []
  }

  /** Answers a request; the first one after the app has started. */
  readonly handle: Handler = (request) => {
    if (this.#ready) return this.#router.handle(request)
    return this.start().then(() => this.#router.handle(request))
  }

  /** Adds the routes of a class. */
  include(controller: Controller): void {
    for (const route of routesOf(controller)) this.#add(route)
  }

  /** Begins the lifespan, once. Throws what goes wrong there. */
  start(): Promise<void> {
    this.#started ??= this.#begin()
    return this.#started
  }

  /** Waits for what still goes on, then ends the lifespan. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end()
    return this.#stopped
  }

  /** What the app can do, as an OpenAPI document. */
  document(): Record<string, unknown> {
    this.#document ??= createDocument(this.routes, this.#settings)
    return this.#document
  }

  async #begin(): Promise<void> {
    const { scope, overrides } = this.#shared
    const { lifespan } = this.#settings
    try {
      if (lifespan) await solveDependency(lifespan, new Call(scope, overrides))
      this.#ready = true
    } catch (error) {
      throw await scope.fail(error)
    }
  }

  async #end(): Promise<void> {
    const { scope, pending } = this.#shared
    await this.#started?.catch(() => {})
    const { stopMilliseconds = 5_000 } = this.#settings
    await within(stopMilliseconds, pending.settled()).catch(() => {
      log(`Stopped with ${pending.count} unfinished requests or tasks`)
    })
    await scope.exit()
  }

  #adder(method: string): AddRoute {
    return (template, markers, handler, options) => {
      const route = { method, template, markers, handler, name: handler.name }
      this.#add({ ...route, options: options ?? {} })
    }
  }

  #add(route: Route): void {
    const { method, template, options } = route
    const dependencies = [...this.#guards, ...(options.dependencies ?? [])]
    const guarded = { ...route, options: { ...options, dependencies } }
    this.routes.push(guarded)
    this.#document = undefined
    this.#router.add(method, template, createEndpoint(guarded, this.#shared))
  }
}
