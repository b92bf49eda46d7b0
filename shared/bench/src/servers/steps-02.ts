// The greeting on step 02, which answers whatever it gets.
import { createServer } from '../../../../steps/02-first-response/src/wire/server.ts'
import { GREETING, JSON_TYPE } from '../contract.ts'
import { serve } from './serve.ts'

serve(
  createServer((socket) => {
    const content = JSON.stringify(GREETING)
    socket.once('end', () => socket.end())
    socket.once('data', () => {
      socket.end(`HTTP/1.0 200 OK\r
Content-Type: ${JSON_TYPE}\r
Content-Length: ${Buffer.byteLength(content)}\r
\r
${content}`)
    })
  }),
)
