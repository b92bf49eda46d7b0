// The one place where what was thrown becomes a response.
import { HttpError } from './http-error.ts'
import { log } from './log.ts'
import type { HttpResponse } from './message.ts'
import { isFinalStatus } from './response.ts'

const OUR_FAULT = new HttpError(500, 'Internal Server Error')

/** The response to whatever was thrown. Our own bugs are logged, not told. */
export function errorResponse(error: unknown): HttpResponse {
  const known = error instanceof HttpError && isFinalStatus(error.status)
  if (!known) log(error)
  const { status, message } = known ? error : OUR_FAULT
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ detail: message }),
  }
}
