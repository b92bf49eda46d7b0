// Server-Timing: how long the layers below took. Browsers show it beside the
// time of the network (W3C Server Timing).
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { withHeaders } from './middleware.ts'

/** Adds the milliseconds until there was a response. */
export async function serverTiming(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  const start = performance.now()
  const response = await next(request)
  const duration = (performance.now() - start).toFixed(1)
  return withHeaders(response, ['Server-Timing', `app;dur=${duration}`])
}
