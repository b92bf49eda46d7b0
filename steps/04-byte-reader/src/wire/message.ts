// The values that handlers see (RFC 9110 §3.4).
import type { Socket } from 'node:net'
import type { RequestHead } from './request-head.ts'

// Assumes requests have no body. Step 05 removes this.
export type HttpRequest = RequestHead

/** Answers a request by writing a response to the socket, every byte. */
export type Handler = (request: HttpRequest, socket: Socket) => void
