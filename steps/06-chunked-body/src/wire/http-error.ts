// A request that cannot be served: thrown anywhere, answered in one place.
import { log } from './log.ts'
import { STATUS_PHRASES } from './status.ts'

/** `status` is for the client's program, `message` for its author. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const OUR_FAULT = new HttpError(500, 'Internal Server Error')

/** The response to whatever was thrown. Our own bugs are logged, not told. */
export function writeError(error: unknown): string {
  if (!(error instanceof HttpError)) log(error)
  const { status, message } = error instanceof HttpError ? error : OUR_FAULT
  const content = JSON.stringify({ detail: message })
  return `HTTP/1.0 ${status} ${STATUS_PHRASES[status]}\r
Content-Type: application/json\r
Content-Length: ${Buffer.byteLength(content)}\r
\r
${content}`
}
