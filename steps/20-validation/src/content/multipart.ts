// multipart/form-data (RFC 7578): parts between lines that begin with "--" and
// a boundary. Parts are read as they arrive, and one after the other.
import { HttpError } from '../wire/http-error.ts'
import { trimOws } from '../wire/grammar.ts'
import { type FieldLine, HttpHeaders } from '../wire/headers.ts'
import { parseParameters } from './parameters.ts'
import { PartReader } from './part-reader.ts'

/** One field of a form, or one file. */
export interface Part {
  readonly name: string
  /** Undefined for a field. Without folders, and still not to be trusted. */
  readonly filename: string | undefined
  /** What the client says that it is. */
  readonly type: string
  /** To be read before the next part is asked for; else it is skipped. */
  readonly content: AsyncIterable<Buffer>
}

// boundary = 0*69bchars bcharsnospace (RFC 2046 §5.1.1)
const BOUNDARY = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/

/** Reads the parts of a body. Throws 400 or 431. */
export async function* readParts(
  body: AsyncIterable<Buffer>,
  boundary: string | undefined,
): AsyncGenerator<Part, void> {
  if (boundary === undefined || !BOUNDARY.test(boundary)) {
    throw new HttpError(400, 'Need a boundary of 1 to 70 characters')
  }
  const reader = new PartReader(body, `\r\n--${boundary}`)
  await reader.skipContent() // the preamble
  while (await reader.hasPart()) {
    const head = parsePartHead(await reader.readFieldLines())
    const content = reader.readContent()
    yield { ...head, content }
    await reader.skipContent()
  }
}

function parsePartHead(lines: readonly string[]): Omit<Part, 'content'> {
  const headers = new HttpHeaders(lines.map(parsePartLine))
  const [dispositions = '', ...others] = headers.getAll('content-disposition')
  const [kind, parameters] = parseParameters(dispositions)
  const name = parameters.get('name')
  // "filename*" is another way to say it, so two readers could differ.
  if (
    kind !== 'form-data' ||
    others.length > 0 ||
    name === undefined ||
    parameters.has('filename*')
  ) {
    throw new HttpError(400, `Cannot parse part "${dispositions.slice(0, 80)}"`)
  }
  const [type] = parseParameters(headers.getAll('content-type').join())
  const filename = parameters.get('filename')
  return {
    name: decodeName(name),
    filename: filename && decodeName(filename).replace(/^.*[/\\]/s, ''),
    type: type || 'text/plain',
  }
}

// Names are UTF-8 here, so they are not what parseFieldLine takes.
function parsePartLine(line: string): FieldLine {
  const [, name = '', value = ''] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? []
  if (name !== '' && !/[\0-\x08\x0a-\x1f\x7f\ufffd]/.test(value)) {
    return [name.toLowerCase(), trimOws(value)]
  }
  throw new HttpError(400, `Cannot parse part field "${line.slice(0, 80)}"`)
}

// Browsers escape three characters and no others.
function decodeName(text: string): string {
  return text.replaceAll('%22', '"').replaceAll(/%0d|%0a/gi, ' ')
}
