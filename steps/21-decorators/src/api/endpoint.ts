// What happens when a request has found its route: its markers are solved, its
// handler is called, and what that gives becomes a response.
import { checkAccept } from '../web/accept.ts'
import { JSON_TYPE } from '../web/json.ts'
import type { RouteHandler } from '../web/route-tree.ts'
import type { HttpResponse } from '../wire/message.ts'
import { Call } from './call.ts'
import { ValidationError } from './fault.ts'
import { solveAll } from './marker.ts'
import { toResponse } from './reply.ts'
import type { Route } from './route.ts'
import { namesIn } from './template.ts'

/** What a router calls for a route. Throws if its names do not agree. */
export function createEndpoint(route: Route): RouteHandler {
  const names = namesIn(route.template, route.markers)
  const { mediaType = JSON_TYPE, response, status } = route.options
  const [type = ''] = mediaType.toLowerCase().split(/\s*;/)
  const hasContent = response !== undefined && status !== 204
  return async (request, ...texts) => {
    // Better said before anything is changed.
    if (hasContent) checkAccept(request, type)
    const path = names.map((name, i) => [name, texts[i] ?? ''] as const)
    return answer(route, new Call({ request, path }))
  }
}

async function answer(route: Route, call: Call): Promise<HttpResponse> {
  try {
    const values = await solveAll(route.markers, call)
    if (call.faults.length > 0) throw new ValidationError(call.faults)
    // The compiler has compared them with the handler's parameters.
    const { handler } = route
    const content: unknown = await Reflect.apply(handler, undefined, values)
    return await toResponse(content, route, call.head)
  } finally {
    await call.close()
  }
}
