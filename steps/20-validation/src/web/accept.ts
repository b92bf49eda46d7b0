// Accept: which media types a client can use (RFC 9110 §12.5.1).
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest } from '../wire/message.ts'
import { parseWeights } from './weights.ts'

/** Throws 406 if the client cannot use the media type of a response. */
export function checkAccept({ headers }: HttpRequest, type: string): void {
  const values = headers.getAll('accept')
  if (values.length === 0) return
  const weights = parseWeights(values)
  const group = type.replace(/\/.*/, '/*')
  // The most specific range decides: "text/*;q=0, text/html" wants HTML.
  const weight =
    weights.get(type) ?? weights.get(group) ?? weights.get('*/*') ?? 0
  if (weights.size > 0 && weight === 0) {
    throw new HttpError(406, `Can only answer in ${type}`)
  }
}
