// A request that cannot be served: thrown anywhere, answered in one place.
import type { FieldLine } from './headers.ts'

type Fields = readonly FieldLine[]

/** `status` is for the client's program, `message` for its author. */
export class HttpError extends Error {
  readonly status: number
  readonly headers: Fields

  /** `headers` go with the response: Allow, WWW-Authenticate. */
  constructor(status: number, message: string, headers: Fields = []) {
    super(message)
    this.status = status
    this.headers = headers
  }
}
