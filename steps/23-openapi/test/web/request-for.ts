// A request without a body, as the wire would hand it to a router.
import { type FieldLine, HttpHeaders } from '../../src/wire/headers.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { RequestBody } from '../../src/wire/request-body.ts'

/** "GET /a?b=c HTTP/1.1" and field lines, whose names are in lower case. */
export function requestFor(
  method: string,
  target: string,
  ...lines: readonly FieldLine[]
): HttpRequest {
  const headers = new HttpHeaders([['host', 'localhost'], ...lines])
  const body = new RequestBody(nothing())
  const head = { method, target, version: 'HTTP/1.1', headers }
  const { signal } = new AbortController()
  const finished = Promise.resolve()
  return { ...head, body, client: '192.0.2.7', signal, finished }
}

async function* nothing(): AsyncGenerator<Buffer, void> {}
