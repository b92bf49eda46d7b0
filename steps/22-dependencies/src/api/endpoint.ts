// What happens when a request has found its route: its inputs are read, its
// markers solved, its handler called; and whatever happens, all is cleaned up.
import { checkAccept } from '../web/accept.ts'
import { JSON_TYPE } from '../web/json.ts'
import type { RouteHandler } from '../web/route-tree.ts'
import { log } from '../wire/log.ts'
import type { HttpResponse } from '../wire/message.ts'
import { checkResponse } from '../wire/response.ts'
import { Call } from './call.ts'
import type { Overrides } from './dependency.ts'
import { ValidationError } from './fault.ts'
import { allMarkers, type Markers, solveAll } from './marker.ts'
import { toResponse } from './reply.ts'
import { guardsOf, type Route } from './route.ts'
import { Scope } from './scope.ts'
import { namesIn } from './template.ts'

/** What the routes of an app share. */
export interface Shared {
  readonly scope: Scope
  readonly overrides: Overrides
  /** Before and behind responses. */
  readonly pending: Pending
}

/** A route, and what its requests need beside it. */
interface Endpoint extends Shared {
  readonly route: Route
  readonly guards: Markers
}

/** What a router calls for a route. Throws if its names do not agree. */
export function createEndpoint(route: Route, shared: Shared): RouteHandler {
  const { mediaType = JSON_TYPE, response, status } = route.options
  const [type = ''] = mediaType.toLowerCase().split(/\s*;/)
  const hasContent = response !== undefined && status !== 204
  const guards = guardsOf(route)
  const asked = allMarkers([...guards, ...route.markers])
  const names = namesIn(route.template, asked)
  const endpoint = { ...shared, route, guards }
  return (request, ...texts) => {
    // Better said before anything is changed.
    if (hasContent) checkAccept(request, type)
    const path = names.map((name, i) => [name, texts[i] ?? ''] as const)
    const { scope, overrides } = shared
    const call = new Call(new Scope(scope), overrides, { request, path })
    return answer(endpoint, call)
  }
}

async function answer(
  { route, guards, pending }: Endpoint,
  call: Call,
): Promise<HttpResponse> {
  pending.begin()
  try {
    if (guards.length > 0) await solveAll(guards, call)
    const values = await solveAll(route.markers, call)
    if (call.faults.length > 0) throw new ValidationError(call.faults)
    // The compiler has compared them with the handler's parameters.
    const { handler } = route
    const content: unknown = await Reflect.apply(handler, undefined, values)
    const response = await toResponse(content, route, call.head)
    if (!call.isOpen) return response
    // What cannot be sent changes nothing.
    checkResponse(response)
    await call.scope.exit('function')
    void afterwards(call, pending)
    return response
  } catch (error) {
    const last = await call.scope.fail(error)
    await call.close()
    throw last
  } finally {
    pending.end()
  }
}

/** What failed has been cleaned up; its tasks have lost their reason. */
async function afterwards(call: Call, pending: Pending): Promise<void> {
  pending.begin()
  const failure = await call.inputs.request.finished
  if (failure === undefined) {
    await call.tasks.run()
    await call.scope.exit().catch(log)
  } else {
    // A stream has broken off half-way, and the wire has logged why.
    const last = await call.scope.fail(failure)
    if (last !== failure) log(last)
  }
  await call.close()
  pending.end()
}

/** Counts what goes on: a list of it would cost more than most handlers do. */
export class Pending {
  count = 0
  #settle: () => void = () => {}

  begin(): void {
    this.count += 1
  }

  end(): void {
    this.count -= 1
    if (this.count === 0) this.#settle()
  }

  /** Waits until nothing goes on. */
  async settled(): Promise<void> {
    while (this.count > 0) {
      await new Promise<void>((resolve) => {
        this.#settle = resolve
      })
    }
  }
}
