// Passes bytes between a client and a server, and tells what it passes on:
// piece by piece, as they came, with ends and resets.
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Side, Wire, WireConnection } from './events.ts'

/** Where a server listens. */
export interface Target {
  readonly host: string
  readonly port: number
}

/** A proxy that is not listening yet. */
export function createProxy(target: Target, wire: Wire): Server {
  // Reading begins when there is somebody to pass it on to.
  const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true }
  return createServer(options, (client) => forward(client, target, wire))
}

function forward(client: Socket, target: Target, wire: Wire): void {
  const { remoteAddress = 'unknown', remotePort = 0 } = client
  const connection = wire.open(`client ${remoteAddress}, port ${remotePort}`)
  const server = connect({ ...target, allowHalfOpen: true, noDelay: true })
  // A broken connection breaks the other one, even before it has begun.
  passReset('client', [client, server], connection)
  passReset('server', [server, client], connection)
  server.once('connect', () => {
    pump('client', [client, server], connection)
    pump('server', [server, client], connection)
    client.resume()
  })
  let open = 2
  const closed = (): void => {
    open -= 1
    if (open === 0) connection.close()
  }
  client.once('close', closed)
  server.once('close', closed)
}

type Pair = readonly [from: Socket, to: Socket]

const NOTHING = new Uint8Array()

/**
 * Passes on what `side` sends. The next piece is read when the one before has
 * left, so pieces stay apart, and a slow reader makes the writer wait.
 */
function pump(side: Side, [from, to]: Pair, connection: WireConnection): void {
  const direction = side === 'client' ? 'request' : 'response'
  from.on('data', (bytes: Buffer) => {
    connection.segment(direction, bytes)
    from.pause()
    to.write(bytes, () => from.resume())
  })
  const end = (): void => {
    connection.end(side)
    to.end()
  }
  from.once('end', () => {
    if (!from.writable) return end()
    // Node calls it an end, too, when a reset comes together with the bytes
    // before it. To write no bytes sends nothing, and fails after a reset.
    from.write(NOTHING, (error) => {
      if (!error) end()
    })
  })
}

function passReset(
  side: Side,
  [from, to]: Pair,
  connection: WireConnection,
): void {
  from.on('error', () => {
    if (!to.destroyed) connection.reset(side)
    breakOff(to)
  })
}

/**
 * Resets a connection. In the turn of its end Node would fail to, keep the
 * socket, and spin: then the reset follows the end.
 */
function breakOff(socket: Socket): void {
  const { writableEnded, writableFinished, writableLength } = socket
  const isEnding = writableEnded && !writableFinished && writableLength === 0
  if (isEnding) socket.once('finish', () => socket.resetAndDestroy())
  else socket.resetAndDestroy()
}
