// Parses what a server sent, strictly: a response that only a forgiving
// client would understand is a fault of the server.

/** One response as it came over the wire. */
export interface RawResponse {
  /** "HTTP/1.1 200 OK". */
  readonly statusLine: string
  /** "HTTP/1.1". */
  readonly version: string
  readonly status: number
  /** Field lines in order, names as they were sent. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  /** Whether the body ended where its framing says. */
  readonly complete: boolean
  /** How many bytes it took in all. */
  readonly length: number
}

/** All values of a field, by its name in any case. */
export function headerValues(response: RawResponse, name: string): string[] {
  return response.headers
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value)
}

/**
 * Parses the response at the start of `bytes`. Undefined: its head is not
 * there yet. `ended` says that nothing will follow, for bodies that end with
 * the connection. Throws at anything that is no response.
 */
export function parseResponse(
  bytes: Buffer,
  method: string,
  ended: boolean,
): RawResponse | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [statusLine = '', ...lines] = bytes
    .toString('latin1', 0, headEnd)
    .split('\r\n')
  const match = /^(HTTP\/1\.[01]) ([1-5]\d\d) [\t \x21-\x7e\x80-\xff]*$/.exec(
    statusLine,
  )
  if (match === null) throw new Error(`no status line: ${quote(statusLine)}`)
  const [, version = '', code = ''] = match
  const head = { statusLine, version, status: Number(code) }
  const headers = lines.map(parseFieldLine)
  const rest = bytes.subarray(headEnd + 4)
  const framed = cutBody(rest, { ...head, headers, method, ended })
  return { ...head, headers, ...framed, length: headEnd + 4 + framed.length }
}

interface BodyContext {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly method: string
  readonly ended: boolean
}

type Cut = Pick<RawResponse, 'body' | 'complete' | 'length'>

function cutBody(rest: Buffer, context: BodyContext): Cut {
  const { status, headers, method, ended } = context
  const values = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, v]) => v)
  const bodiless = method === 'HEAD' || status < 200
  if (bodiless || status === 204 || status === 304) return cut(rest, 0)
  const lengths = values('content-length')
  const codings = values('transfer-encoding')
  if (codings.length > 0 && lengths.length > 0) {
    throw new Error('response has Content-Length and Transfer-Encoding')
  }
  if (codings.length > 0) return cutChunks(rest)
  if (lengths.length === 0) {
    return { body: rest, complete: ended, length: rest.length }
  }
  const [length = ''] = lengths
  if (lengths.length > 1 || !/^\d+$/.test(length)) {
    throw new Error(`response has Content-Length ${lengths.join(' and ')}`)
  }
  return cut(rest, Number(length))
}

function cut(rest: Buffer, length: number): Cut {
  const body = rest.subarray(0, length)
  return { body, complete: body.length === length, length: body.length }
}

function cutChunks(rest: Buffer): Cut {
  const pieces: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at)
    const line = rest.toString('latin1', at, Math.max(at, lineEnd))
    if (lineEnd !== -1 && !/^[0-9a-f]+$/i.test(line)) {
      throw new Error(`bad chunk size ${quote(line)}`)
    }
    const size = Number(`0x${line || '0'}`)
    const end = lineEnd + 2 + size + 2
    const complete = lineEnd !== -1 && end <= rest.length
    if (!complete) {
      return { body: Buffer.concat(pieces), complete, length: rest.length }
    }
    pieces.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = end
    if (size === 0) {
      return { body: Buffer.concat(pieces), complete, length: at }
    }
  }
}

function parseFieldLine(line: string): readonly [string, string] {
  const match =
    /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([\t \x21-\x7e\x80-\xff]*)$/.exec(line)
  if (match === null) throw new Error(`no field line: ${quote(line)}`)
  return [match[1] ?? '', (match[2] ?? '').trimEnd()]
}

/** Bytes as a reader can see them, cut where they get long. */
export function quote(bytes: Buffer | string): string {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
  const shown = JSON.stringify(text.slice(0, 300))
  return text.length > 300 ? `${shown}… (${text.length} bytes)` : shown
}
