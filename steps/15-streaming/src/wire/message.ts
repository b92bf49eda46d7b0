// The values that handlers see: a request comes in, a response goes out
// (RFC 9110 §3.4).
import type { FieldLine } from './headers.ts'
import type { RequestBody } from './request-body.ts'
import type { RequestHead } from './request-head.ts'

/** A request whose head has arrived; its body is pulled when asked for. */
export interface HttpRequest extends RequestHead {
  readonly body: RequestBody
  /** The address of the client's end of the connection. */
  readonly client: string
  /**
   * Aborts when the client has gone without its response: its connection has
   * closed, or it has ended its side and was sent nothing for two seconds. It
   * may still read, so what is returned then is sent (see disconnect.ts).
   */
  readonly signal: AbortSignal
}

/** Content in pieces; it is not made before it is asked for. */
export type Stream = AsyncIterable<string | Uint8Array>

/** What a handler gives back. Framing fields are written for it. */
export interface HttpResponse {
  /** A final status code, 200 to 599. */
  readonly status: number
  readonly headers?: readonly FieldLine[]
  /** Text is sent as UTF-8, a stream while it is made. */
  readonly body?: string | Uint8Array | Stream
  /** How many bytes a stream has, if that is known. */
  readonly length?: number
}

/** Every application, however large, is one function of this type. */
export type Handler = (
  request: HttpRequest,
) => HttpResponse | Promise<HttpResponse>

/** Puts around a handler what every response goes through. */
export type Layers = (inner: Handler) => Handler

/** A handler in its layers, and the layers without it. */
export interface Application {
  readonly handler: Handler
  readonly layers: Layers
}
