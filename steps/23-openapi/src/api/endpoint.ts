// What happens when a request has found its route: its inputs are read, its
// markers solved, its handler called; and whatever happens, all is cleaned up.
import { checkAccept } from '../web/accept.ts'
import { JSON_TYPE } from '../web/json.ts'
import type { RouteHandler } from '../web/route-tree.ts'
import type { HttpResponse } from '../wire/message.ts'
import { checkResponse } from '../wire/response.ts'
import { Call } from './call.ts'
import type { Overrides } from './dependency.ts'
import { ValidationError } from './fault.ts'
import { type Markers, solveAll } from './marker.ts'
import { toResponse } from './reply.ts'
import { guardsOf, markersOf, type Route } from './route.ts'
import { Scope } from './scope.ts'
import { namesIn } from './template.ts'

/** What the routes of an app share. */
export interface Shared {
  readonly scope: Scope
  readonly overrides: Overrides
  /** What still goes on, before and behind responses. */
  readonly pending: Set<Promise<unknown>>
}

/** What a router calls for a route. Throws if its names do not agree. */
export function createEndpoint(route: Route, shared: Shared): RouteHandler {
  const [type = ''] = (route.options.mediaType ?? JSON_TYPE).split(';')
  const guards = guardsOf(route)
  const names = namesIn(route.template, markersOf(route))
  return async (request, ...texts) => {
    // Better said before anything is changed.
    if (route.options.response) checkAccept(request, type)
    const path = names.map((name, i) => [name, texts[i] ?? ''] as const)
    const { scope, overrides, pending } = shared
    const call = new Call(new Scope(scope), overrides, { request, path })
    const work = answer(route, guards, call)
    pending.add(work)
    try {
      const response = await work
      if (call.isOpen) keep(pending, afterwards(request.finished, call))
      return response
    } finally {
      pending.delete(work)
    }
  }
}

/** Keeps a promise among others until it has settled. It never rejects. */
function keep(pending: Set<Promise<unknown>>, work: Promise<void>): void {
  pending.add(work)
  void work.finally(() => pending.delete(work))
}

async function answer(
  route: Route,
  guards: Markers,
  call: Call,
): Promise<HttpResponse> {
  try {
    if (guards.length > 0) await solveAll(guards, call)
    const values = await solveAll(route.markers, call)
    if (call.faults.length > 0) throw new ValidationError(call.faults)
    // The compiler has compared them with the handler's parameters.
    const { handler } = route
    const content: unknown = await Reflect.apply(handler, undefined, values)
    const response = await toResponse(content, route, call.head)
    // What cannot be sent changes nothing.
    checkResponse(response)
    if (call.scope.isOpen) await call.scope.exit('function')
    return response
  } catch (error) {
    const last = await call.scope.fail(error)
    await call.close()
    throw last
  }
}

/** What failed has been cleaned up; its tasks have lost their reason. */
async function afterwards(finished: Promise<void>, call: Call): Promise<void> {
  await finished
  await call.tasks.run()
  await call.scope.exit().catch((error: unknown) => console.error(error))
  await call.close()
}
