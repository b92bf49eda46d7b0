// A body of any length on node:http, collected as its users do it: what the
// length costs without our code.
import { createServer, type IncomingMessage } from 'node:http'
import { JSON_TYPE } from '../contract.ts'
import { serve } from './serve.ts'

async function collect(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

serve(
  createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { length } = await collect(request)
      const content = JSON.stringify({ length })
      response.writeHead(200, {
        'Content-Type': JSON_TYPE,
        'Content-Length': content.length,
      })
      response.end(content)
    }
    answer().catch(() => response.destroy())
  }),
)
