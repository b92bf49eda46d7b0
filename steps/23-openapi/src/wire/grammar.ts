// The small rules that larger ones are made of (RFC 9110 §5.6).

/** token = 1*tchar: methods, field names, connection options (§5.6.2). */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** field-value: no CR, LF, NUL or other control but HTAB (§5.5). */
export const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

const OWS = ' \t'

/** Takes off optional whitespace, which is SP and HTAB only (§5.6.3). */
export function trimOws(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && OWS.includes(text.charAt(start))) start += 1
  while (start < end && OWS.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
