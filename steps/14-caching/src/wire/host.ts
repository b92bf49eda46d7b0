// Which host a request is for (RFC 9112 §3.2). Exactly one valid Host field:
// two parties who pick different hosts can be played against each other.
import { isIPv6 } from 'node:net'
import { HttpError } from './http-error.ts'
import type { RequestHead } from './request-head.ts'

/** Checks the Host field. Throws 400. HTTP/1.0 may do without. */
export function checkHost(head: RequestHead): void {
  const hosts = head.headers.getAll('host')
  const [host = ''] = hosts
  if (hosts.length === 0 && head.version === 'HTTP/1.0') return
  if (hosts.length > 1 || !isAuthority(host)) {
    throw new HttpError(400, `Need one valid Host, not "${hosts.join('", "')}"`)
  }
}

// reg-name = *( unreserved / pct-encoded / sub-delims ) (RFC 3986 §3.2.2)
const REG_NAME = /^(?:[\w\-.~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/
const IP_FUTURE = /^v[0-9A-F]+\.[\w\-.~!$&'()*+,;=:]+$/i

/** Whether text is a host with or without a port; no user, not empty. */
export function isAuthority(text: string): boolean {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([0-9]*))?$/.exec(text)
  if (parts === null) return false
  const [, literal, name = '', port = ''] = parts
  if (Number(port) > 65535) return false
  if (literal === undefined) return REG_NAME.test(name)
  // Zone ids ("%eth0") mean something on the client's machine only.
  const address = isIPv6(literal) && !literal.includes('%')
  return address || IP_FUTURE.test(literal)
}
