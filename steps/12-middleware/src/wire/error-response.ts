// The one place where what was thrown becomes a response.
import { HttpError } from './http-error.ts'
import { log } from './log.ts'
import type { HttpResponse } from './message.ts'
import { checkResponse } from './response.ts'
import { withDefaults } from './singleton-fields.ts'

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
