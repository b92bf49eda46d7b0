// Asks an app without a socket, below the layer that makes answers of errors.
import type { App } from '../../src/api/app.ts'
import { catchErrors } from '../../src/web/catch-errors.ts'
import type { HttpRequest } from '../../src/wire/message.ts'
import { requestFor } from '../web/request-for.ts'

/** What came back; `content` is what the JSON says. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly content: unknown
}

/** Asks with a request, or with the GET of a target. */
export async function ask(
  app: App,
  asked: HttpRequest | string,
): Promise<Answer> {
  const request = typeof asked === 'string' ? requestFor('GET', asked) : asked
  const response = await catchErrors(request, app.handle)
  const { status, headers = [], body = '' } = response
  if (typeof body !== 'string') throw new Error('expected a text')
  const fields = Object.fromEntries(headers)
  const isJson = fields['Content-Type'] === 'application/json' && body !== ''
  const content: unknown = isJson ? JSON.parse(body) : undefined
  return { status, headers: fields, text: body, content }
}

/** Asks what has to be refused with 422. Gives the faults. */
export async function faultsOf(
  app: App,
  asked: HttpRequest | string,
): Promise<unknown[]> {
  const { status, text, content } = await ask(app, asked)
  if (status !== 422) throw new Error(`expected 422, got ${status} ${text}`)
  const { detail } = Object(content)
  if (!Array.isArray(detail)) throw new Error(`expected a list, got ${text}`)
  return detail
}
