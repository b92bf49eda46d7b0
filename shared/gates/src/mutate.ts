// Requests that are nearly right, made from a seed: the same seed gives the
// same bytes for ever.

/** Numbers from 0 up to 1, always the same for a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const GOOD = [
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'HEAD /mirror HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'POST /mirror HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello',
  'POST /mirror HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;a="b"\r\nhello\r\n0\r\nX-T: t\r\n\r\n',
  'PUT /mirror HTTP/1.1\r\nHost: [::1]:80\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi',
  'GET http://localhost/mirror HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nX-A: caf\xe9\r\n\r\n',
] as const

const SPICE = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  ',',
  '0',
  '-1',
  'ffffffffffffffff',
  '\xff',
  '%',
  '%00',
  'chunked',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'HTTP/1.1',
  '\r\n\r\n',
] as const

/** One to three good requests with none to five faults in them. */
export function mutatedRequest(random: () => number): string {
  const pick = <T>(from: readonly T[]): T | undefined =>
    from[Math.floor(random() * from.length)]
  const count = 1 + Math.floor(random() * 3)
  let text = Array.from({ length: count }, () => pick(GOOD) ?? '').join('')
  for (let faults = Math.floor(random() * 6); faults > 0; faults -= 1) {
    const at = Math.floor(random() * text.length)
    const end = at + Math.floor(random() * 4)
    const spice =
      random() < 0.3
        ? String.fromCharCode(Math.floor(random() * 256))
        : pick(SPICE)
    text = text.slice(0, at) + (spice ?? '') + text.slice(end)
  }
  return text
}
