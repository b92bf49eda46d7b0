// The four forms of a request target (RFC 9112 §3.2): "/path?query",
// "http://host/path", "host:port" for CONNECT, "*" for OPTIONS.
import { isAuthority } from './host.ts'
import { HttpError } from './http-error.ts'
import type { RequestHead } from './request-head.ts'

/** Checks that the target has a form that its method may have. */
export function checkTarget({ method, target }: RequestHead): void {
  if (!hasForm(method, target)) {
    throw new HttpError(400, `Cannot ${method} "${target.slice(0, 80)}"`)
  }
  if (method === 'CONNECT') {
    throw new HttpError(501, 'Cannot open tunnels: this is no proxy')
  }
}

function hasForm(method: string, target: string): boolean {
  if (method === 'CONNECT') return /:[0-9]/.test(target) && isAuthority(target)
  if (target === '*') return method === 'OPTIONS'
  if (target.startsWith('/')) return true
  const [, authority = ''] = /^http:\/\/([^/?]*)/i.exec(target) ?? []
  return isAuthority(authority)
}
