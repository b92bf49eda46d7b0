// Whether a connection outlives an exchange, and how that is said
// (RFC 9112 §9.3).
import { parseList } from './list.ts'
import type { RequestHead } from './request-head.ts'

/** Whether the client is ready for another exchange after this one. */
export function wantsKeepAlive({ version, headers }: RequestHead): boolean {
  const options = parseList(headers.getAll('connection'))
  if (options.includes('close')) return false
  return version !== 'HTTP/1.0' || options.includes('keep-alive')
}

/** The Connection field of a response. HTTP/1.1 persists without a word. */
export function connectionField(
  head: RequestHead | undefined,
  keep: boolean,
): 'close' | 'keep-alive' | undefined {
  if (!keep) return 'close'
  return head?.version === 'HTTP/1.0' ? 'keep-alive' : undefined
}
