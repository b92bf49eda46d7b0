// A program for tests: a step's wire with other limits, counting what it
// receives. Words: the step's folder, the limits as JSON.
import type { Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Wire {
  readonly createServer: (
    handler: (request: {
      body: AsyncIterable<Uint8Array>
    }) => Promise<{ status: number; body: string }>,
    limits: Record<string, number>,
  ) => Server
}

const [folder = '', limits = '{}'] = process.argv.slice(2)
const file = pathToFileURL(join(folder, 'src', 'wire', 'server.ts'))
const { createServer }: Wire = await import(file.href)

const server = createServer(async ({ body }) => {
  let bytes = 0
  for await (const piece of body) bytes += piece.length
  // In KiB, the most that this process has ever had in memory.
  const { maxRSS } = process.resourceUsage()
  return { status: 200, body: JSON.stringify({ bytes, maxRSS }) }
}, JSON.parse(limits))

server.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : 0
  console.log(`Listening on http://127.0.0.1:${port}`)
})
