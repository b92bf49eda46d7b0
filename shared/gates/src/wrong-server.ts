// Servers that frame requests wrongly. Proxies and these do not agree, and
// whoever counts has to notice.
import { createServer, type Server } from 'node:net'

/** What a server thinks of requests. */
export interface Mistake {
  readonly name: string
  /** The octets of a body, by its head. */
  readonly lengthOf: (head: string) => number
}

/** A GET with a body shows each of them. */
export const MISTAKES: readonly Mistake[] = [
  {
    // It finds more requests than there are.
    name: 'takes no body with GET',
    lengthOf: (head) => (head.startsWith('GET ') ? 0 : contentLength(head, 10)),
  },
  {
    // It waits for more, and finds fewer.
    name: 'reads lengths as hexadecimal',
    lengthOf: (head) => contentLength(head, 16),
  },
]

function contentLength(head: string, base: 10 | 16): number {
  const [, digits = '0'] = /^content-length: (\d+)$/im.exec(head) ?? []
  return Number.parseInt(digits, base)
}

/** Answers each request with its head. Not listening yet. */
export function createWrongServer({ lengthOf }: Mistake): Server {
  return createServer({ noDelay: true }, (socket) => {
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (;;) {
        const end = text.indexOf('\r\n\r\n')
        const head = text.slice(0, Math.max(0, end))
        const length = end + 4 + lengthOf(head)
        if (end === -1 || text.length < length) return
        text = text.slice(length)
        const fields = `HTTP/1.1 200 OK\r\nContent-Length: ${head.length}`
        socket.write(`${fields}\r\n\r\n${head}`)
      }
    })
  })
}
