// Fields whose value is one thing and not a list (RFC 9110 §5.5). A response
// has at most one line of each: clients would choose differently between two.
import type { FieldLine } from './headers.ts'

const SINGLETONS: ReadonlySet<string> = new Set(
  `access-control-allow-credentials access-control-allow-origin
  access-control-max-age age content-disposition content-location content-range
  content-type etag expires last-modified location retry-after server
  strict-transport-security x-content-type-options x-request-id`.split(/\s+/),
)

/** Whether a singleton field has another line after this position. */
export function isRepeated(
  [name]: FieldLine,
  at: number,
  lines: readonly FieldLine[],
): boolean {
  const lower = name.toLowerCase()
  if (!SINGLETONS.has(lower)) return false
  return lines.some(([other], i) => i > at && other.toLowerCase() === lower)
}
