// The greeting on steps 03 to 06, where a handler writes every byte.
import { createServer } from '../../../../steps/06-chunked-body/src/wire/server.ts'
import { GREETING, JSON_TYPE } from '../contract.ts'
import { serve } from './serve.ts'

serve(
  createServer((_, socket) => {
    const content = JSON.stringify(GREETING)
    socket.write(`HTTP/1.0 200 OK\r
Content-Type: ${JSON_TYPE}\r
Content-Length: ${Buffer.byteLength(content)}\r
\r
${content}`)
  }),
)
