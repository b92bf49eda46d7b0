// Functions around functions. A middleware sees the request on its way in and
// the response on its way out, like the layers of an onion.
import type { FieldLine } from '../wire/headers.ts'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { endStream, isStream } from '../wire/response-stream.ts'
import { withDefaults } from '../wire/singleton-fields.ts'

/** Calls `next` to go on, or answers itself. */
export type Middleware = (
  request: HttpRequest,
  next: Handler,
) => HttpResponse | Promise<HttpResponse>

/** One handler out of many layers. The first is the outermost. */
export function compose(
  layers: readonly Middleware[],
  handler: Handler,
): Handler {
  return layers.reduceRight<Handler>(
    (next, layer) => (request) => callLayer(layer, request, next),
    handler,
  )
}

async function callLayer(
  layer: Middleware,
  request: HttpRequest,
  next: Handler,
): Promise<HttpResponse> {
  let [called, dropped] = [false, false]
  let below: HttpResponse | undefined
  const drop = (): void => {
    dropped = true
    endStream(below?.body)
  }
  try {
    const response = await layer(request, async (passed) => {
      // A second call would do the work twice and throw one response away.
      if (called) throw new Error('A middleware has called next() twice')
      called = true
      below = await next(passed)
      if (dropped) drop()
      return below
    })
    // Without a stream, it has not been made of the one below.
    if (!isStream(response.body)) drop()
    return response
  } catch (error) {
    drop()
    throw error
  }
}

/** The same response with more field lines. A singleton field is replaced. */
export function withHeaders(
  response: HttpResponse,
  ...lines: readonly FieldLine[]
): HttpResponse {
  return { ...response, headers: withDefaults(response.headers ?? [], lines) }
}

/** The first value of a response's field; its name in lower case. */
export function fieldOf(
  { headers = [] }: HttpResponse,
  name: string,
): string | undefined {
  return headers.find((line) => line[0].toLowerCase() === name)?.[1]
}
