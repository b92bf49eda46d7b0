// JSON in and out (RFC 8259). JSON.parse does the work; around it stands what
// it does not check: the media type, the encoding, the depth.
import { isUtf8 } from 'node:buffer'
import { trimOws } from '../wire/grammar.ts'
import { HttpError } from '../wire/http-error.ts'
import type { HttpRequest, HttpResponse } from '../wire/message.ts'
import { withDefaults } from '../wire/singleton-fields.ts'
import { findJsonFault, type JsonFault } from './json-fault.ts'

export const JSON_TYPE = 'application/json'

/** A response whose body is a value as JSON; its type may say what kind. */
export function json(
  value: unknown,
  { status = 200, headers = [] }: Partial<HttpResponse> = {},
): HttpResponse {
  const fields = withDefaults([['Content-Type', JSON_TYPE]], headers)
  return { status, headers: fields, body: JSON.stringify(value) }
}

/** Reads a body as JSON of one of these types. Throws 400 or 415. */
export async function readJson(
  request: HttpRequest,
  types: readonly string[] = [JSON_TYPE],
): Promise<unknown> {
  checkMediaType(request, types)
  const value = parseJson(decode(await request.body.bytes()))
  if (!isDeeper(value, MAX_DEPTH)) return value
  throw new HttpError(400, `JSON is nested more than ${MAX_DEPTH} deep`)
}

function checkMediaType(request: HttpRequest, types: readonly string[]): void {
  const values = request.headers.getAll('content-type')
  const [type = ''] = values.join().toLowerCase().split(';').map(trimOws)
  if (types.includes(type)) return
  const name = request.method === 'PATCH' ? 'Accept-Patch' : 'Accept'
  const list = types.join(', ')
  throw new HttpError(415, `Can only read ${list}`, [[name, list]])
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new HttpError(400, 'Cannot parse JSON that is not UTF-8')
  }
  // A byte order mark is skipped, as RFC 8259 §8.1 allows.
  return bytes.toString().replace(/^\uFEFF/, '')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonError(findJsonFault(text))
  }
}

/** A body that stops being JSON somewhere. */
export class JsonError extends HttpError {
  readonly fault: JsonFault

  constructor(fault: JsonFault) {
    const { expected, position } = fault
    super(
      400,
      `Cannot parse JSON: expected ${expected} at position ${position}`,
    )
    this.fault = fault
  }
}

// Whoever walks through a value calls itself for every level, and a stack has
// an end. Python stops at 1,000; nobody needs that many.
const MAX_DEPTH = 64

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((member) => isDeeper(member, levels - 1))
}
