// A port for a program that cannot say which one it took. Where the program
// can, port 0 is better.
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below those that systems give to port 0 and to clients: one of these could
 * be taken again before the program listens.
 */
const [FIRST, COUNT] = [10_000, 20_000]

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT)
  return (await isFree(port)) ? port : freePort()
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return isListening
}
