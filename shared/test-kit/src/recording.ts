// Keeps what clients send and receive while a check runs, so that it can be
// shown when the check fails.
import { AsyncLocalStorage } from 'node:async_hooks'

/** Octets that are kept of each side of a connection; the rest is counted. */
const KEPT = 4_096

/** One side of a connection. */
export class Track {
  /** How many octets there were. */
  length = 0
  readonly #kept: Buffer[] = []

  add(bytes: Uint8Array): void {
    const room = Math.max(0, KEPT - this.length)
    if (room > 0) this.#kept.push(Buffer.from(bytes.subarray(0, room)))
    this.length += bytes.length
  }

  /** The first octets. */
  get bytes(): Buffer {
    return Buffer.concat(this.#kept)
  }
}

/** What went over one connection. */
export class Exchange {
  readonly sent = new Track()
  readonly received = new Track()
  /** Where the response that was read last begins and ends in `received`. */
  response: { readonly start: number; readonly end: number } | undefined
  /** Whether the client has ended its side. */
  ended = false
  /** Whether the server has ended its side. */
  closed = false
  /** What made the client give up. */
  error: unknown
}

const recordings = new AsyncLocalStorage<Exchange[]>()

/** Runs something and notes each connection that it makes, in `exchanges`. */
export function recordIn<T>(
  exchanges: Exchange[],
  run: () => Promise<T>,
): Promise<T> {
  return recordings.run(exchanges, run)
}

/** For a connection that begins; undefined when nobody records. */
export function beginExchange(): Exchange | undefined {
  const exchanges = recordings.getStore()
  if (exchanges === undefined) return undefined
  const exchange = new Exchange()
  exchanges.push(exchange)
  return exchange
}
