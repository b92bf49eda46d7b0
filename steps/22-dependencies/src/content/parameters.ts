// Parameters behind a value: multipart/form-data; boundary="a b"
// (RFC 9110 §5.6.6).
import { HttpError } from '../wire/http-error.ts'

// Browsers write %22 for a quotation mark in a name and escape nothing else,
// so a backslash is a backslash (WHATWG HTML, multipart/form-data).
const PARAMETER = /;[ \t]*(?:([\w*-]+)=(?:"([^"]*)"|([^\s";]+))[ \t]*)?/y

/** The value and its parameters, by names in lower case. Throws 400. */
export function parseParameters(
  text: string,
): readonly [value: string, parameters: ReadonlyMap<string, string>] {
  const [start = '', value = ''] = /^([^\s;]*)[ \t]*/.exec(text) ?? []
  const parameters = new Map<string, string>()
  let at = start.length
  while (at < text.length) {
    PARAMETER.lastIndex = at
    const [all, name, quoted, token = ''] = PARAMETER.exec(text) ?? []
    // Two readers may take a different one of two.
    const key = name?.toLowerCase()
    if (all === undefined || parameters.has(key ?? '')) {
      throw new HttpError(400, `Cannot parse "${text.slice(0, 80)}"`)
    }
    if (key !== undefined) parameters.set(key, quoted ?? token)
    at += all.length
  }
  return [value.toLowerCase(), parameters]
}
