// The values that handlers see (RFC 9110 §3.4).
import type { Socket } from 'node:net'
import type { RequestBody } from './request-body.ts'
import type { RequestHead } from './request-head.ts'

/** A request whose head has arrived; its body is pulled when asked for. */
export interface HttpRequest extends RequestHead {
  readonly body: RequestBody
}

/** Answers a request by writing a response to the socket, every byte. */
export type Handler = (
  request: HttpRequest,
  socket: Socket,
) => void | Promise<void>
