// From what a handler gives to a response: content is checked and becomes JSON,
// a response is sent as it is.
import type { FieldLine } from '../wire/headers.ts'
import type { HttpResponse } from '../wire/message.ts'
import { withDefaults } from '../wire/singleton-fields.ts'
import { json } from '../web/json.ts'
import { check, type Checked, keysOf } from './fault.ts'
import type { Route } from './route.ts'

/** What is sent beside the content. */
export interface ResponseHead {
  /** Instead of the route's own. */
  status?: number
  readonly headers: FieldLine[]
}

/** A response that a handler has made itself. */
export class DirectResponse {
  readonly response: HttpResponse

  constructor(response: HttpResponse) {
    this.response = response
  }
}

/** Sends a response as it is: a file, a stream, a page. */
export function directly(response: HttpResponse): DirectResponse {
  return new DirectResponse(response)
}

/** The response to what a handler gave. Throws if that does not fit. */
export async function toResponse(
  value: unknown,
  route: Route,
  head: ResponseHead,
): Promise<HttpResponse> {
  if (value instanceof DirectResponse) return value.response
  const { options } = route
  const status = head.status ?? options.status ?? 200
  const headers = withDefaults(options.headers ?? [], head.headers)
  if (status === 204) return { status, headers }
  const { response } = options
  const checked = response && (await check(response, value))
  const content = checked ? outputOf(checked, route) : value
  if (options.mediaType === undefined)
    return json(content ?? null, { status, headers })
  const type = ['Content-Type', options.mediaType] as const
  const text: unknown = content ?? ''
  const fields = withDefaults([type], headers)
  return { status, headers: fields, body: String(text) }
}

/** What does not fit is our bug and not the client's: 500, and a log line. */
function outputOf({ output, issues }: Checked, route: Route): unknown {
  if (!issues) return output
  const texts = issues.slice(0, 10).map((issue) => {
    const place = keysOf(issue).map(String).join('.')
    return place ? `${place}: ${issue.message}` : issue.message
  })
  const all = texts.join('; ')
  const { method, template } = route
  throw new Error(`Response of ${method} ${template} does not fit: ${all}`)
}
