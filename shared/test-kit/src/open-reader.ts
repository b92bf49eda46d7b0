// One real connection: a client that the test writes with at one end, a step's
// reader of bytes at the other.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { RawClient } from './raw-client.ts'
import { startApp } from './start-app.ts'

/** Both ends of a connection. */
export interface OpenReader<Reader> extends AsyncDisposable {
  readonly client: RawClient
  readonly socket: Socket
  readonly reader: Reader
  /** Sends text in Latin-1; resolves when the reader has all of it. */
  readonly deliver: (text: string) => Promise<void>
}

/** Connects both ends. Use it with `await using`. */
export async function openReader<Reader>(
  ByteReader: new (socket: Socket, readAheadBytes: number) => Reader,
  readAheadBytes = 1024,
): Promise<OpenReader<Reader>> {
  const server = createServer({ allowHalfOpen: true })
  const app = await startApp(server)
  const accepted = new Promise<Socket>((resolve) => {
    server.once('connection', resolve)
  })
  const client = await RawClient.connect(app)
  const socket = await accepted
  socket.on('error', () => {})
  return {
    client,
    socket,
    reader: new ByteReader(socket, readAheadBytes),
    async deliver(text) {
      const total = socket.bytesRead + text.length
      client.write(text)
      while (socket.bytesRead < total) await once(socket, 'data')
    },
    async [Symbol.asyncDispose]() {
      client.reset()
      await app[Symbol.asyncDispose]()
    },
  }
}
