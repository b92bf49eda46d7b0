// Makes a response of whatever is thrown below, so that the layers above see
// every outcome: Flask's errorhandler.
import { errorResponse } from '../wire/error-response.ts'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { checkResponse } from '../wire/response.ts'

/** A middleware around those that may throw. */
export async function catchErrors(
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  try {
    return checkResponse(await next(request))
  } catch (error) {
    return errorResponse(error)
  }
}
