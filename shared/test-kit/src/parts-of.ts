// Takes a multipart/byteranges body apart, and forgives nothing
// (RFC 2046 §5.1, RFC 9110 §14.6).

/** A part: its head, and its bytes one a character. */
export interface Part {
  readonly head: readonly string[]
  readonly content: string
}

/** The parts of a body of that Content-Type. Throws at anything else. */
export function partsOf(type: string, body: Buffer): Part[] {
  const match = /^multipart\/byteranges; boundary=([\w'()+,\-./:=?]{1,70})$/
  const [, boundary] = match.exec(type) ?? []
  if (boundary === undefined) throw new Error(`Cannot parse ${type}`)
  const text = body.toString('latin1')
  const [start, ...parts] = text.split(`\r\n--${boundary}`)
  const end = parts.pop()
  if (start !== '' || end !== '--\r\n') throw new Error(`Cannot parse ${text}`)
  return parts.map((part) => {
    const [, lines, content] = /^\r\n(.+?)\r\n\r\n(.*)$/s.exec(part) ?? []
    if (lines === undefined) throw new Error(`Cannot parse part ${part}`)
    return { head: lines.split('\r\n'), content: content ?? '' }
  })
}
