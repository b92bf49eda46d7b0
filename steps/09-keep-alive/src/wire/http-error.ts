// A request that cannot be served: thrown anywhere, answered in one place.
import { log } from './log.ts'
import type { HttpResponse } from './message.ts'
import { isFinalStatus } from './response.ts'

/** `status` is for the client's program, `message` for its author. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

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
