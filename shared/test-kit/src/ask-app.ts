// Sends requests to a step's app without a socket, in the layer that makes
// responses of errors.

/** What came back; `content` is what the JSON says. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly content: unknown
}

interface Response {
  readonly status: number
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: unknown
}

type Handler<Request, Result> = (request: Request) => Result | Promise<Result>

/** The step's function for errors, and one that makes its requests. */
export interface AskParts<Request, Result> {
  readonly catchErrors: (
    request: Request,
    next: Handler<Request, Result>,
  ) => Promise<Response>
  readonly requestFor: (method: string, target: string) => NoInfer<Request>
}

interface App<Request, Result> {
  readonly handle: Handler<Request, Result>
}

/** Functions that ask an app with a request, or with the GET of a target. */
export interface Asking<Request, Result> {
  readonly ask: (
    app: App<Request, Result>,
    request: Request | string,
  ) => Promise<Answer>
  /** Asks what has to be refused with 422. Resolves with what is wrong. */
  readonly faultsOf: (
    app: App<Request, Result>,
    request: Request | string,
  ) => Promise<unknown[]>
}

/** Makes the functions for a step. */
export function askWith<Request, Result>({
  catchErrors,
  requestFor,
}: AskParts<Request, Result>): Asking<Request, Result> {
  const ask: Asking<Request, Result>['ask'] = async (app, asked) => {
    const request = typeof asked === 'string' ? requestFor('GET', asked) : asked
    return answerOf(await catchErrors(request, app.handle))
  }
  return {
    ask,
    faultsOf: async (app, request) => faultsIn(await ask(app, request)),
  }
}

function answerOf({ status, headers = [], body = '' }: Response): Answer {
  if (typeof body !== 'string') throw new Error('expected a string')
  const fields = Object.fromEntries(headers)
  const isJson = fields['Content-Type'] === 'application/json' && body !== ''
  const content: unknown = isJson ? JSON.parse(body) : undefined
  return { status, headers: fields, text: body, content }
}

function faultsIn({ status, text, content }: Answer): unknown[] {
  if (status !== 422) throw new Error(`expected 422, got ${status} ${text}`)
  const { detail } = Object(content)
  if (!Array.isArray(detail)) throw new Error(`expected a list, got ${text}`)
  return detail
}
