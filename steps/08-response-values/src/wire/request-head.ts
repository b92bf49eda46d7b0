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
  const text = reader.bytes.toString('latin1', 0, limits.headBytes + 1)
  const length = findHeadEnd(text, limits, from)
  if (length === undefined) return undefined
  reader.take(length)
  return parseRequestHead(text.slice(0, length - HEAD_END.length), limits)
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
  const start = text.slice(0, limits.targetBytes)
  if (!start.includes('\r\n')) throw new HttpError(414, 'Target is too long')
  throw new HttpError(431, `Head is longer than ${limits.headBytes} bytes`)
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

// Every character a URI may have (RFC 3986 §2), but for the fragment's "#".
const TARGET = /^(?:[\w\-.~!$&'()*+,;=:@/?[\]]|%[0-9A-Fa-f]{2})+$/

function parseRequestLine(
  line: string,
  limits: Limits,
): Omit<RequestHead, 'headers'> {
  const [, method = '', target = '', version = ''] =
    REQUEST_LINE.exec(line) ?? []
  if (target.length > limits.targetBytes) {
    throw new HttpError(414, 'Target is too long')
  }
  if (!TOKEN.test(method) || !TARGET.test(target)) {
    throw new HttpError(400, `Cannot parse request line "${line.slice(0, 80)}"`)
  }
  if (!version.startsWith('HTTP/1.')) {
    throw new HttpError(505, `Cannot speak ${version}`)
  }
  return { method, target, version }
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
