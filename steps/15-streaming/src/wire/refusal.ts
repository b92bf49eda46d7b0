// A request that is refused though its head could be read: its framing is
// wrong, or its body too large. No handler gets to see it, but its response
// goes through the layers as any other, which log it and add their fields.
import { errorResponse } from './error-response.ts'
import { HttpError } from './http-error.ts'
import { log } from './log.ts'
import type { HttpRequest, HttpResponse, Layers } from './message.ts'
import { RequestBody } from './request-body.ts'
import { checkResponse } from './response.ts'
import { endStream } from './response-stream.ts'

/** The response to what was thrown; `refused` is a request without handler. */
export async function answerError(
  error: unknown,
  refused: Omit<HttpRequest, 'body'> | false | undefined,
  layers: Layers,
): Promise<HttpResponse> {
  if (!refused) return errorResponse(error)
  try {
    const refuse = layers(() => {
      throw error
    })
    // Where its body ends is not known, so there is nothing to read.
    const body = new RequestBody(undefined)
    const response = checkResponse(await refuse({ ...refused, body }))
    // A layer may have a reason of its own to refuse, but none to accept.
    if (response.status >= 400) return response
    endStream(response.body)
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) log(thrown)
  }
  return errorResponse(error)
}
