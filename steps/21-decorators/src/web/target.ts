// The parts of a request target (RFC 9112 §3.2), decoded: the path, which says
// what is asked for, and the query, which says more about it.
import { HttpError } from '../wire/http-error.ts'

/** "/a%2Fb/c?d=1&d=2", split first and then decoded. */
export interface TargetParts {
  /** ["a/b", "c"]. */
  readonly segments: readonly string[]
  /** d: "1", "2". Names repeat, and their order counts. */
  readonly query: URLSearchParams
}

/** Parses a target that the wire has checked. Throws 400. */
export function parseTarget(target: string): TargetParts {
  // Absolute-form, "http://host/path", is for proxies. Its host has been read.
  const absolute = !target.startsWith('/')
  const own = absolute ? target.replace(/^http:\/\/[^/?]*/i, '') : target
  const [path, query] = cut(own, '?')
  return { segments: parsePath(path), query: parseQuery(query) }
}

function parsePath(path: string): string[] {
  const segments: string[] = []
  let end = 0
  do {
    const start = end + 1
    end = path.indexOf('/', start)
    const segment = end === -1 ? path.slice(start) : path.slice(start, end)
    segments.push(percentDecode(segment))
  } while (end !== -1)
  return segments
}

/** Parses "name=value&name=value", a query or a form. Throws 400. */
export function parseQuery(text: string): URLSearchParams {
  const query = new URLSearchParams()
  if (text === '') return query
  for (const pair of text.split('&')) {
    if (pair === '') continue
    // Forms write a space as "+", and a plus sign as "%2B".
    const [name, value] = cut(pair.replaceAll('+', ' '), '=')
    query.append(percentDecode(name), percentDecode(value))
  }
  return query
}

/** What is before the first separator, and what behind it. */
function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  if (at === -1) return [text, '']
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Decodes "%41" to "A". Throws 400 at NUL and at what is no UTF-8. */
function percentDecode(text: string): string {
  if (!/[%\0]/.test(text)) return text
  try {
    const decoded = decodeURIComponent(text)
    // C code ends a string at a NUL: an attacker could hide the rest from it.
    if (!decoded.includes('\0')) return decoded
  } catch {
    // Said below.
  }
  throw new HttpError(400, `Cannot decode "${text.slice(0, 80)}"`)
}
