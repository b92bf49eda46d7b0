// A request that cannot be served: thrown anywhere, answered in one place.

/** `status` is for the client's program, `message` for its author. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
