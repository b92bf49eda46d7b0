// X-Request-Id: a name for one request, to be found again in every log.
import { randomUUID } from 'node:crypto'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { withHeaders } from './middleware.ts'

// What a proxy in front of us may have chosen. It goes into logs, so nothing
// that could break their lines.
const WELL_FORMED = /^[\w.-]{1,64}$/

/** Gives the client's own id back if it is well-formed, else a new one. */
export async function requestId(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  const sent = request.headers.getAll('x-request-id').join()
  const id = WELL_FORMED.test(sent) ? sent : randomUUID()
  return withHeaders(await next(request), ['X-Request-Id', id])
}
