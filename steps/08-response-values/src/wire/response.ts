// A response is a value until here, where it becomes bytes: a status line,
// field lines, an empty line, the body (RFC 9112 §4).
import { TOKEN } from './grammar.ts'
import type { HttpResponse } from './message.ts'
import { isRepeated } from './singleton-fields.ts'
import { STATUS_PHRASES } from './status.ts'

// Written below from what is true; a handler's own could contradict.
const OURS = /^(?:content-length|transfer-encoding|date)$/i

/** Gives back a response that can be sent. Throws at any other value. */
export function checkResponse(response: HttpResponse): HttpResponse {
  const { status, headers = [], body = '' } = response
  if (!isFinalStatus(status)) throw new Error(`Cannot send status ${status}`)
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new Error(`Cannot send a body of type ${typeof body}`)
  }
  for (const [name, value] of headers) {
    // A CR LF would begin a line, or a whole response, of somebody else's
    // making: response splitting (RFC 9112 §11.1).
    if (!TOKEN.test(name) || OURS.test(name) || !isSafe(value)) {
      throw new Error(`Cannot send field ${JSON.stringify({ [name]: value })}`)
    }
  }
  const repeated = headers.find(isRepeated)
  if (repeated) throw new Error(`Cannot send field ${repeated[0]} twice`)
  return response
}

/** Whether a status can end an exchange: 2xx to 5xx (RFC 9110 §15). */
export function isFinalStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599
}

function isSafe(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)
}

// No content, whatever the handler says (RFC 9110 §15.3.5, §15.4.5).
const NO_CONTENT = new Set([204, 205, 304])

// And no word on its length (RFC 9110 §8.6).
const NO_LENGTH = new Set([204, 304])

/**
 * Makes the pieces of a response to `method`, undefined if unknown. A body of
 * bytes stays a piece of its own: copying it would cost more than the rest.
 */
export function writeResponse(
  { status, headers = [], body = '' }: HttpResponse,
  method: string | undefined,
): (string | Uint8Array)[] {
  const content = NO_CONTENT.has(status) ? '' : body
  const length = Buffer.byteLength(content)
  let head = `HTTP/1.0 ${status} ${STATUS_PHRASES[status] ?? ''}\r\n`
  head += `Date: ${currentDate()}\r\n`
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`
  if (!NO_LENGTH.has(status)) head += `Content-Length: ${length}\r\n`
  head += '\r\n'
  if (method === 'HEAD') return [head]
  if (typeof content !== 'string') return [head, content]
  // Sockets count a text in characters. These are bytes if all are ASCII.
  const text = head + content
  return [length === content.length ? text : Buffer.from(text)]
}

let second = 0
let date = ''

/** The time in the words of a Date field. They last a second. */
function currentDate(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) date = new Date(now * 1000).toUTCString()
  second = now
  return date
}
