// The head of a request: request line, field lines, empty line (RFC 9112 §2).
// Its bytes become text once, one character an octet (Latin-1), never UTF-8:
// an attacker's octets must not turn into other characters on the way.
import { FIELD_VALUE, TOKEN, trimOws } from './grammar.ts'
import { type FieldLine, HttpHeaders } from './headers.ts'
import { HttpError } from './http-error.ts'

/** What a client asks for, before the body. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  /** As it was sent: "HTTP/1.1", "HTTP/1.0". */
  readonly version: string
  readonly headers: HttpHeaders
}

/** Parses a head without its empty line. Throws 400 or 505. */
export function parseRequestHead(text: string): RequestHead {
  let end = findLineEnd(text, 0)
  const line = parseRequestLine(text.slice(0, end))
  const fieldLines: FieldLine[] = []
  while (end < text.length) {
    const start = end + 2
    end = findLineEnd(text, start)
    fieldLines.push(parseFieldLine(text.slice(start, end)))
  }
  const { method, target, version } = line
  return { method, target, version, headers: new HttpHeaders(fieldLines) }
}

function findLineEnd(text: string, start: number): number {
  const end = text.indexOf('\r\n', start)
  return end === -1 ? text.length : end
}

// request-line = method SP request-target SP HTTP-version (RFC 9112 §3)
const REQUEST_LINE = /^([^ ]+) ([^ ]+) (HTTP\/[0-9]\.[0-9])$/

// Every character a URI may have (RFC 3986 §2), but for the fragment's "#",
// and those that browsers send as they are: "|", and in a query some more.
const ESCAPE = '%[0-9A-Fa-f]{2}'
const PATH = String.raw`(?:[\w\-.~!$&'()*+,;=:@/[\]|]|${ESCAPE})*`
const QUERY = String.raw`(?:[\w\-.~!$&'()*+,;=:@/?[\]|\\^\x60{}]|${ESCAPE})*`
const TARGET = new RegExp(`^${PATH}(?:\\?${QUERY})?`)

function parseRequestLine(line: string): Omit<RequestHead, 'headers'> {
  const [, method = '', target = '', version = ''] =
    REQUEST_LINE.exec(line) ?? []
  if (!TOKEN.test(method)) {
    throw new HttpError(400, `Cannot parse request line "${line.slice(0, 80)}"`)
  }
  checkCharacters(target)
  if (!version.startsWith('HTTP/1.')) {
    throw new HttpError(505, `Cannot speak ${version}`)
  }
  return { method, target, version }
}

/** Throws 400 unless it has only characters that a client may send. */
function checkCharacters(target: string): void {
  const [valid = ''] = TARGET.exec(target) ?? []
  if (valid === target) return
  const character = JSON.stringify(target.charAt(valid.length))
  throw new HttpError(400, `Cannot have ${character} in a request target`)
}

/** Parses `name ":" OWS value OWS` (RFC 9112 §5). Throws 400. */
export function parseFieldLine(line: string): FieldLine {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  const value = trimOws(line.slice(colon + 1))
  // No space before the colon (§5.1) and none before the name (§5.2): they
  // are no tokens.
  if (!TOKEN.test(name) || !FIELD_VALUE.test(value)) {
    throw new HttpError(400, `Cannot parse field line "${line.slice(0, 80)}"`)
  }
  return [name.toLowerCase(), value]
}
