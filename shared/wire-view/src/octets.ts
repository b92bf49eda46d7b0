// Octets by name, and the classes that the grammar is made of.

export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const COLON = 0x3a
export const SEMICOLON = 0x3b
export const QUESTION_MARK = 0x3f

/** token = 1*tchar (RFC 9110 §5.6.2). */
export const isTokenOctet = classOf(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/)

/** What a path has unescaped (RFC 3986 §2), and "|", which browsers leave. */
export const isPathOctet = classOf(/[\w\-.~:/?[\]@!$&'()*+,;=%|]/)

/** The same for a query, in which browsers leave more as it is. */
export const isQueryOctet = classOf(/[\w\-.~:/?[\]@!$&'()*+,;=%|\\^`{}]/)

/** VCHAR, obs-text, SP and HTAB (RFC 9110 §5.5). */
export const isValueOctet = classOf(/[\t\x20-\x7e\x80-\xff]/)

export const isDigit = classOf(/[0-9]/)

export const isHexDigit = classOf(/[0-9A-Fa-f]/)

/** Whether it is SP or HTAB. */
export function isBlank(octet: number): boolean {
  return octet === SP || octet === HTAB
}

/** An octet as a message names it: `"@"`, a space, 0x00. */
export function nameOf(octet: number): string {
  if (octet === SP) return 'a space'
  if (octet === HTAB) return 'a tab'
  if (octet > SP && octet < 0x7f) return `"${String.fromCharCode(octet)}"`
  return `0x${octet.toString(16).padStart(2, '0')}`
}

function classOf(pattern: RegExp): (octet: number) => boolean {
  const members = Array.from({ length: 256 }, (_, octet) =>
    pattern.test(String.fromCharCode(octet)),
  )
  return (octet) => members[octet] ?? false
}
