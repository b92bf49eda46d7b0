// Expect: 100-continue (RFC 9110 §10.1.1). A client with a large body may ask
// first whether it is wanted. It is told so when the handler begins to read.
import type { Socket } from 'node:net'
import { HttpError } from './http-error.ts'
import { parseList } from './list.ts'
import type { RequestHead } from './request-head.ts'

/** How to ask for the body, if the client waits for that. Throws 417. */
export function createContinue(
  head: RequestHead,
  socket: Socket,
): (() => void) | undefined {
  const expectations = parseList(head.headers.getAll('expect'))
  if (expectations.length === 0 || head.version === 'HTTP/1.0') return undefined
  const other = expectations.find((member) => member !== '100-continue')
  if (other !== undefined) throw new HttpError(417, `Cannot meet "${other}"`)
  return () => void socket.write('HTTP/1.1 100 Continue\r\n\r\n')
}
