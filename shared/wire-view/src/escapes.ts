// Bytes as a person types them, and as the wire view shows them.

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([rntb0\\"']))|\\(.?)|[\r\n]+/gsu

const KNOWN: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  b: '\b',
  0: '\0',
}

/**
 * The bytes of a text with \r \n \t \0 \\ \xNN in it. Its own line breaks
 * count for nothing, so that each line of a head can have one. Throws at a
 * backslash before anything else.
 */
export function parseEscapes(text: string): Buffer {
  // Everything else is UTF-8; the escapes are octets.
  const parts: Buffer[] = []
  let at = 0
  for (const match of text.matchAll(ESCAPE)) {
    parts.push(Buffer.from(text.slice(at, match.index)))
    at = match.index + match[0].length
    const [, hex, letter, other] = match
    if (other !== undefined) {
      throw new Error(
        `There is no escape "\\${other}": \\r \\n \\t \\0 \\\\ \\x1b`,
      )
    }
    if (hex !== undefined) parts.push(Buffer.from(hex, 'hex'))
    if (letter !== undefined) parts.push(Buffer.from(KNOWN[letter] ?? letter))
  }
  parts.push(Buffer.from(text.slice(at)))
  return Buffer.concat(parts)
}
