// Both ends of one connection to a server in this process: bytes go in cut as
// they were cut, and responses come out whole or not at all.
import {
  type Address,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import {
  parseResponse,
  quote,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import { within } from '@barewire/test-kit/within'
import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

/** Where to connect, and what the server may take, in milliseconds. */
export interface Connection {
  readonly app: Address
  readonly server: Server
  readonly patience: number
}

/** Connects, and gives both ends. */
export async function withPeer<T>(
  { app, server }: Connection,
  use: (client: RawClient, socket: Socket) => Promise<T>,
): Promise<T> {
  const accepted = once(server, 'connection')
  return withClient(app, async (client) => {
    const [socket]: Socket[] = await accepted
    if (socket === undefined) throw new Error('nobody accepted')
    return use(client, socket)
  })
}

/**
 * Sends the pieces one by one, half-closes and reads to the end. Throws when
 * that takes too long, or ends with a reset.
 */
export function sendAndRead(
  connection: Connection,
  pieces: readonly Buffer[],
): Promise<Buffer> {
  const { patience } = connection
  return withPeer(connection, async (client, socket) => {
    await sendPieces({ client, socket, patience }, pieces)
    client.end()
    // A reset in the middle of our end would leave Node with a request that
    // never finishes: the process could not exit, and would lose a socket.
    await until(() => socket.readableEnded || socket.destroyed, patience)
    const bytes = await within(patience, client.readToEnd(), undefined)
    const seen = quote(client.received)
    if (bytes === undefined) throw new Error(`hangs, after ${seen}`)
    if (client.broken) throw new Error(`resets, after ${quote(bytes)}`)
    return bytes
  })
}

interface Ends {
  readonly client: RawClient
  readonly socket: Socket
  readonly patience: number
}

/** Sends. Waits for each piece to arrive, so that none joins the next. */
export async function sendPieces(
  { client, socket, patience }: Ends,
  pieces: readonly Buffer[],
): Promise<void> {
  let total = 0
  for (const piece of pieces) {
    client.write(piece)
    total += piece.length
    const arrived = (): boolean => socket.bytesRead >= total || socket.destroyed
    await until(arrived, patience)
  }
}

/** Lets the event loop turn until something is so, or it is too late. */
export async function until(
  is: () => boolean,
  patience: number,
): Promise<void> {
  const end = performance.now() + patience
  while (!is() && performance.now() < end) await setImmediate()
}

/**
 * Every byte must belong to a whole response. Only to a request that the
 * handler did not see can HEAD be the method without our knowing.
 */
export function parseAll(
  bytes: Buffer,
  methods: readonly string[],
  headSent: boolean,
): RawResponse[] {
  const responses: RawResponse[] = []
  let rest = bytes
  while (rest.length > 0) {
    const method = methods[responses.length]
    let response = parseResponse(rest, method ?? 'GET', true)
    if (!response?.complete && method === undefined && headSent) {
      response = parseResponse(rest, 'HEAD', true)
    }
    if (!response?.complete) {
      throw new Error(`the end comes within a response: ${quote(rest)}`)
    }
    rest = rest.subarray(response.length)
    if (response.status >= 200) responses.push(response)
  }
  return responses
}
