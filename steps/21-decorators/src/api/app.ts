// The application object: routes go in, and out comes one Handler.
import { Router } from '../web/router.ts'
import type { Handler } from '../wire/message.ts'
import { type Controller, routesOf } from './decorators.ts'
import { createEndpoint } from './endpoint.ts'
import type { AddRoute, Route } from './route.ts'

/** A set of routes. */
export class App {
  readonly get = this.#adder('GET')
  readonly head = this.#adder('HEAD')
  readonly post = this.#adder('POST')
  readonly put = this.#adder('PUT')
  readonly patch = this.#adder('PATCH')
  readonly delete = this.#adder('DELETE')
  readonly options = this.#adder('OPTIONS')
  readonly #router = new Router()

  /** Answers a request. */
  readonly handle: Handler = (request) => this.#router.handle(request)

  /** Adds the routes of a class. */
  include(controller: Controller): void {
    for (const route of routesOf(controller)) this.#add(route)
  }

  #adder(method: string): AddRoute {
    return (template, markers, handler, options) => {
      const route = { method, template, markers, handler }
      this.#add({ ...route, options: options ?? {} })
    }
  }

  #add(route: Route): void {
    const { method, template } = route
    this.#router.add(method, template, createEndpoint(route))
  }
}
