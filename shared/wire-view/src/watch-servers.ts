// Watches the sockets of every server that begins to listen in this process.
// It reads nothing and writes nothing: bytes are seen where they enter and
// leave a socket's own buffers. Node's diagnostics_channel tells of servers.
import { subscribe } from 'node:diagnostics_channel'
import type { Server, Socket } from 'node:net'
import type { Wire, WireConnection } from './events.ts'

/** Tells `wire` of each connection and of what passes on it. */
export function watchServers(wire: Wire): void {
  // Node says only after a "connection" event that there was one, and an answer
  // may be out by then. So we listen to the server, before others do.
  subscribe('tracing:net.server.listen:asyncStart', (message) => {
    if (!isAnnouncement(message)) return
    const { server } = message
    if (watched.has(server)) return
    watched.add(server)
    server.prependListener('connection', (socket: Socket) => {
      watchSocket(socket, wire)
    })
  })
}

const watched = new WeakSet<Server>()

function isAnnouncement(message: unknown): message is { server: Server } {
  return typeof message === 'object' && message !== null && 'server' in message
}

function watchSocket(socket: Socket, wire: Wire): void {
  const { remoteAddress, remotePort } = socket
  const connection = wire.open(`client ${nameOf(remoteAddress, remotePort)}`)
  watchArrivals(socket, connection)
  watchDepartures(socket, connection)
  let isReset = false
  const resetAndDestroy = socket.resetAndDestroy.bind(socket)
  socket.resetAndDestroy = () => {
    if (!socket.destroyed) isReset = true
    return resetAndDestroy()
  }
  // "error" is left alone: whoever listens to it changes what errors do.
  socket.once('close', () => {
    if (isReset) connection.reset('server')
    else if (socket.errored) connection.reset('client')
    connection.close()
  })
}

function nameOf(address = 'unknown', port = 0): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Node pushes what it has read into the socket's buffer, and null at the end. */
function watchArrivals(socket: Socket, connection: WireConnection): void {
  const push = socket.push.bind(socket)
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null) connection.end('client')
    if (chunk instanceof Uint8Array) connection.segment('request', chunk)
    return push(chunk, encoding)
  }
}

type Callback = (error?: Error | null) => void

/** What leaves the socket's buffer goes through these, a segment each time. */
function watchDepartures(socket: Socket, connection: WireConnection): void {
  const write = socket._write.bind(socket)
  const writev = socket._writev?.bind(socket)
  const final = socket._final.bind(socket)
  socket._write = (
    chunk: unknown,
    encoding: BufferEncoding,
    callback: Callback,
  ) => {
    connection.segment('response', bytesOf(chunk, encoding))
    write(chunk, encoding, callback)
  }
  socket._writev = (chunks, callback) => {
    const all = chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding))
    connection.segment('response', Buffer.concat(all))
    writev?.(chunks, callback)
  }
  socket._final = (callback) => {
    connection.end('server')
    final(callback)
  }
}

function bytesOf(chunk: unknown, encoding: BufferEncoding): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  return Buffer.from(String(chunk), encoding)
}
