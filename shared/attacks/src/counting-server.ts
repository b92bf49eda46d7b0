// A program for tests: a step's wire with other limits. It counts what it
// receives, and at /stream it sends without an end. Words: the step's folder,
// the limits as JSON.
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Wire {
  readonly createServer: (
    handler: (request: {
      target: string
      body: AsyncIterable<Uint8Array>
    }) => Promise<{ status: number; body: string | AsyncIterable<string> }>,
    limits: Record<string, number>,
  ) => Server
}

const [folder = '', limits = '{}'] = process.argv.slice(2)
const file = pathToFileURL(join(folder, 'src', 'wire', 'server.ts'))
const { createServer }: Wire = await import(file.href)

const server = createServer(async ({ target, body }) => {
  if (target === '/stream') return { status: 200, body: endless() }
  let bytes = 0
  for await (const piece of body) bytes += piece.length
  const connections = await countConnections()
  // In KiB, the most that this process has ever had in memory.
  const { maxRSS } = process.resourceUsage()
  return { status: 200, body: JSON.stringify({ bytes, maxRSS, connections }) }
}, JSON.parse(limits))

server.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : 0
  console.log(`Listening on http://127.0.0.1:${port}`)
})

async function* endless(): AsyncGenerator<string, void> {
  const piece = 'a'.repeat(64 * 1024)
  for (;;) yield piece
}

function countConnections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error)
      else resolve(count)
    })
  })
}
