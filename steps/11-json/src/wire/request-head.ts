// The head of a request: request line, field lines, empty line (RFC 9112 §2).
// Its bytes become text once, one character an octet (Latin-1), never UTF-8:
// an attacker's octets must not turn into other characters on the way.
import type { ByteReader } from './byte-reader.ts'
import { FIELD_VALUE, TOKEN, trimOws } from './grammar.ts'
import { type FieldLine, HttpHeaders } from './headers.ts'
import { HttpError } from './http-error.ts'
import type { Limits } from './limits.ts'

/** What a client asks for, before the body. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  /** As it was sent: "HTTP/1.1", "HTTP/1.0". */
  readonly version: string
  readonly headers: HttpHeaders
}

const HEAD_END = '\r\n\r\n'

/** Reads one head. Undefined when the client left without asking. */
export async function readRequestHead(
  reader: ByteReader,
  limits: Limits,
): Promise<RequestHead | undefined> {
  let searched = 0
  do {
    const head = takeRequestHead(reader, limits, searched)
    if (head) return head
    searched = Math.max(0, reader.bytes.length - 3)
  } while (await reader.readMore())
  if (reader.bytes.length === 0) return undefined
  throw new HttpError(400, 'Cannot parse the head: the connection ended in it')
}

/**
 * Takes a head that has arrived; undefined: it needs more. Bytes before `from`
 * have been searched.
 */
export function takeRequestHead(
  reader: ByteReader,
  limits: Limits,
  from = 0,
): RequestHead | undefined {
  // Empty lines before a request line are ignored (RFC 9112 §2.2).
  while (reader.bytes[0] === 0x0d && reader.bytes[1] === 0x0a) reader.take(2)
  checkStart(reader.bytes)
  const text = reader.bytes.toString('latin1', 0, limits.headBytes + 1)
  const length = findHeadEnd(text, limits, from)
  if (length === undefined) return undefined
  reader.take(length)
  return parseRequestHead(text.slice(0, length - HEAD_END.length), limits)
}

// A request begins with its method, a token. The first octet of TLS is 22.
function checkStart(bytes: Buffer): void {
  const [first] = bytes
  if (first === undefined || (first === 0x0d && bytes.length === 1)) return
  if (TOKEN.test(String.fromCharCode(first))) return
  const why = first === 22 ? ': it looks like TLS, so use http://' : ''
  throw new HttpError(400, `Cannot begin a request with octet ${first}${why}`)
}

/** The length of a head, empty line and all; undefined: it needs more. */
export function findHeadEnd(
  text: string,
  limits: Limits,
  from = 0,
): number | undefined {
  const end = text.indexOf(HEAD_END, from)
  const length = end === -1 ? text.length : end + HEAD_END.length
  const lines = text.slice(from, length)
  if (/[^\r]\n/.test(lines)) throw new HttpError(400, 'Line ends without CR')
  if (length <= limits.headBytes) return end === -1 ? undefined : length
  throw headTooLong(text, limits)
}

/** Says which part of a head it is (RFC 9112 §3, RFC 6585 §5). */
function headTooLong(text: string, limits: Limits): HttpError {
  const { headBytes, targetBytes } = limits
  const [line = ''] = text.split('\r\n', 1)
  const [method = '', target, version] = line.split(' ')
  if (!TOKEN.test(method)) return new HttpError(400, 'Cannot parse a method')
  // Of a line that does not end, the last part is too long.
  const endless = line === text
  if (method.length > targetBytes || (endless && target === undefined)) {
    return new HttpError(501, 'Method is too long')
  }
  const { length } = target ?? ''
  if (length > targetBytes || (endless && version === undefined)) {
    return new HttpError(414, 'Target is too long')
  }
  return new HttpError(431, `Head is longer than ${headBytes} bytes`)
}

/** Parses a head without its empty line. Throws 400, 414 or 505. */
export function parseRequestHead(text: string, limits: Limits): RequestHead {
  let end = findLineEnd(text, 0)
  const line = parseRequestLine(text.slice(0, end), limits)
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

function parseRequestLine(
  line: string,
  limits: Limits,
): Omit<RequestHead, 'headers'> {
  const [, method = '', target = '', version = ''] =
    REQUEST_LINE.exec(line) ?? []
  if (target.length > limits.targetBytes) {
    throw new HttpError(414, 'Target is too long')
  }
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
