// The body of a request as JSON: all of it, or one member.
import { JSON_TYPE, JsonError, readJson } from '../web/json.ts'
import { MERGE_PATCH_TYPE } from '../web/merge-patch.ts'
import type { HttpRequest } from '../wire/message.ts'
import type { Call } from './call.ts'
import { check, memberAt, take, ValidationError } from './fault.ts'
import type { Schema } from './schema.ts'

/** The media types that a body may have, by the method of its request. */
export function bodyTypesOf(method: string): readonly string[] {
  return method === 'PATCH' ? [MERGE_PATCH_TYPE, JSON_TYPE] : [JSON_TYPE]
}

/** Undefined when there is none (RFC 9112 §6.3). Throws 400, 415 or 422. */
export async function readBody(request: HttpRequest): Promise<unknown> {
  const { headers, method } = request
  const length = headers.getAll('content-length').join()
  const chunked = headers.getAll('transfer-encoding').length > 0
  if (/^0*$/.test(length) && !chunked) return undefined
  try {
    return await readJson(request, bodyTypesOf(method))
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const { expected, position } = error.fault
    const loc = ['body', position]
    const ctx = { error: `Expected ${expected}` }
    const fault = { type: 'json_invalid', loc, msg: 'JSON decode error', ctx }
    throw new ValidationError([{ ...fault, input: {} }])
  }
}

/** Solves the member of a name; without one, the whole body. */
export async function solveBody(
  name: string,
  schema: Schema,
  call: Call,
): Promise<unknown> {
  const path = name === '' ? [] : [name]
  const checked = await check(schema, memberAt(await call.body(), path))
  return take(checked, ['body', ...path], call.faults)
}
