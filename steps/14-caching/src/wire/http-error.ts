// A request that cannot be served: thrown anywhere, answered in one place.
import type { FieldLine } from './headers.ts'
import { log } from './log.ts'
import type { HttpResponse } from './message.ts'
import { checkResponse } from './response.ts'
import { withDefaults } from './singleton-fields.ts'

type Fields = readonly FieldLine[]

/** `status` is for the client's program, `message` for its author. */
export class HttpError extends Error {
  readonly status: number
  readonly headers: Fields

  /** `headers` go with the response: Allow, WWW-Authenticate. */
  constructor(status: number, message: string, headers: Fields = []) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

const OUR_FAULT = new HttpError(500, 'Internal Server Error')

/** The response to whatever was thrown. Our own bugs are logged, not told. */
export function errorResponse(error: unknown): HttpResponse {
  try {
    if (!(error instanceof HttpError)) throw error
    const { status, message, headers } = error
    return checkResponse({
      status,
      headers: withDefaults([['Content-Type', 'application/json']], headers),
      body: JSON.stringify({ detail: message }),
    })
  } catch (fault) {
    log(fault)
    return errorResponse(OUR_FAULT)
  }
}
