// Cookies: what a server has asked a browser to send back (RFC 6265bis §4).
import { TOKEN, trimOws } from '../wire/grammar.ts'
import type { FieldLine, HttpHeaders } from '../wire/headers.ts'

// cookie-octet: no control, space, quotation mark, comma, semicolon, backslash
const VALUE = /^[!#-+\--:<-[\]-~]*$/

/** The cookies of a request. The first of a name is the most specific. */
export function parseCookies(headers: HttpHeaders): Map<string, string> {
  const pairs = headers.getAll('cookie').join(';').split(';')
  const cookies = new Map<string, string>()
  for (const pair of pairs) {
    const parts = /^([^=]*)=(.*)$/.exec(pair)?.map(trimOws)
    const [, name = '', value = ''] = parts ?? []
    if (name !== '' && !cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/** How long and for what a browser keeps a cookie (RFC 6265bis §4.1.2). */
export interface CookieOptions {
  /** Seconds. 0 takes the cookie away; undefined: until the browser ends. */
  readonly maxAge?: number
  /** "/" unless said otherwise. */
  readonly path?: string
  /** Subdomains get the cookie too. */
  readonly domain?: string
  /** Only over TLS. */
  readonly secure?: boolean
  /** Hidden from scripts in the page, unless false. */
  readonly httpOnly?: boolean
  /** Whether requests that other sites cause carry it; "Lax": only links. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None'
}

/** A Set-Cookie line. Throws at what a browser would refuse or misread. */
export function setCookie(
  name: string,
  value: string,
  options: CookieOptions = {},
): FieldLine {
  const { path = '/', domain, maxAge, sameSite = 'Lax' } = options
  const attributes = [`Path=${path}`, `SameSite=${sameSite}`]
  if (domain !== undefined) attributes.push(`Domain=${domain}`)
  if (maxAge !== undefined) attributes.push(`Max-Age=${maxAge}`)
  if (options.secure) attributes.push('Secure')
  if (options.httpOnly ?? true) attributes.push('HttpOnly')
  const shared = domain !== undefined || path !== '/'
  const careless = sameSite === 'None' || /^__(?:Host|Secure)-/i.test(name)
  const whole = Number.isInteger(maxAge ?? 0) && VALUE.test(value)
  const clean = TOKEN.test(name) && /^[ -:<-~]*$/.test(attributes.join(''))
  if (
    !whole ||
    !clean ||
    (careless && !options.secure) ||
    (shared && /^__Host-/i.test(name))
  ) {
    throw new Error(`Cannot set cookie ${name}=${value}`)
  }
  return ['Set-Cookie', [`${name}=${value}`, ...attributes].join('; ')]
}
