// Servers whose response is none, or comes at the wrong time.
import type { WrongServer } from './wrong-server.ts'

export const wrongServers: readonly WrongServer[] = [
  {
    name: 'says a length that is one too long',
    step: 'first-response',
    file: 'src/app.ts',
    replace: 'Buffer.byteLength(GREETING)',
    by: 'Buffer.byteLength(GREETING) + 1',
    caught: ['first-response.1 to first-response.10'],
  },
  {
    name: 'answers a client that has only ended',
    step: 'first-response',
    file: 'src/app.ts',
    replace: "socket.once('end', () => socket.end())",
    by: String.raw`socket.once('end', () => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n'))`,
    caught: ['first-response.11'],
  },
]
