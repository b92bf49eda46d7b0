// Requests with a body, as the wire would hand them to a router.
import type { FieldLine } from '../../src/wire/headers.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { RequestBody } from '../../src/wire/request-body.ts'
import { inPieces } from './make-form.ts'
import { requestFor } from './request-for.ts'

/** What a client sends: "POST /a", its media type, its content. */
export type Sent = readonly [
  line: string,
  type: string,
  content: string | Uint8Array,
]

/** Field lines in lower case come first. The content comes in pieces of 7. */
export function bodyRequest(
  [line, type, content]: Sent,
  ...lines: readonly FieldLine[]
): HttpRequest {
  const [method = '', target = ''] = line.split(' ')
  const bytes = Buffer.from(content)
  const request = requestFor(
    method,
    target,
    ['content-type', type],
    ['content-length', String(bytes.length)],
    ...lines,
  )
  return { ...request, body: new RequestBody(inPieces(bytes, [7])) }
}

/** Sends a value as JSON. */
export function jsonRequest(
  line: string,
  value: unknown,
  ...lines: readonly FieldLine[]
): HttpRequest {
  return bodyRequest(
    [line, 'application/json', JSON.stringify(value)],
    ...lines,
  )
}
