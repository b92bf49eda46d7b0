// Writes fixed bytes and parses nothing: what is left when HTTP costs no
// time. It counts the empty lines, one behind each head.
import { createServer } from 'node:net'
import { scenarioOf } from '../scenarios.ts'
import { serve } from './serve.ts'

const { answer, type, closes } = scenarioOf(process.env['SCENARIO'] ?? '')

const END = Buffer.from('\r\n\r\n')

const ANSWER = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(answer)}`,
    ...(closes ? ['Connection: close'] : []),
    '',
    answer,
  ].join('\r\n'),
)

serve(
  createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const count = countHeads(chunk)
      if (closes) socket.end(ANSWER)
      else if (count === 1) socket.write(ANSWER)
      else socket.write(Buffer.concat(Array(count).fill(ANSWER)))
    })
  }),
)

// It relies on it that no chunk ends within an empty line; none of this size does.
function countHeads(chunk: Buffer): number {
  let count = 0
  let at = chunk.indexOf(END)
  while (at !== -1) {
    count += 1
    at = chunk.indexOf(END, at + END.length)
  }
  return count
}
