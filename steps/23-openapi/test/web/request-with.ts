// A request with these field lines, as the wire would hand it on.
import type { FieldLine } from '../../src/wire/headers.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { requestFor } from './request-for.ts'

/** Names have to be in lower case. There is no body. */
export function requestWith(
  method: string,
  lines: readonly FieldLine[],
): HttpRequest {
  return requestFor(method, '/', ...lines)
}
