// Both directions of a connection. How a response ends depends on the method
// that it answers, so the two readers tell each other.
import { MessageReader } from './message-reader.ts'
import type { Reading } from './span.ts'

/** "request": from client to server; "response": the other way. */
export type Direction = 'request' | 'response'

/**
 * How many requests without an answer are remembered. More than this many
 * HEADs ahead of their answers, and the view loses its way; no memory does.
 */
const MOST_AHEAD = 1_000

/** Reads what passes on one connection. */
export class Conversation {
  /** Requests whose responses end in a way of their own: HEAD, CONNECT. */
  readonly #special = new Map<number, string>()
  readonly #readers: Readonly<Record<Direction, MessageReader>>

  /** `isRaw`: it is no HTTP at all. */
  constructor({ isRaw = false } = {}) {
    const special = this.#special
    const request = new MessageReader('request', {
      started(message, method) {
        if (method !== 'HEAD' && method !== 'CONNECT') return
        if (special.size < MOST_AHEAD) special.set(message, method)
      },
    })
    const response = new MessageReader('response', {
      // A tunnel begins at a 2xx only; a refusal is like others
      // (RFC 9110 §9.3.6).
      hasNoBody: (message, status) =>
        special.get(message) === 'HEAD' ||
        (special.has(message) && status.startsWith('2')),
      headEnded: (message, status) => {
        const method = special.get(message)
        if (!status.startsWith('1')) special.delete(message)
        const isTunnel = method === 'CONNECT' && status.startsWith('2')
        if (isTunnel || status === '101') this.#openTunnel()
      },
    })
    this.#readers = { request, response }
    if (isRaw) this.#openTunnel()
  }

  /** Takes the next bytes of a direction. */
  read(direction: Direction, bytes: Uint8Array): Reading {
    return this.#readers[direction].read(bytes)
  }

  /** A direction has ended. */
  end(direction: Direction): Reading {
    return this.#readers[direction].end()
  }

  /** How many messages of a direction have come whole. */
  completed(direction: Direction): number {
    return this.#readers[direction].completed
  }

  /** Whether the content of a direction is a stream of events. */
  isEndless(direction: Direction): boolean {
    return this.#readers[direction].isEndless
  }

  #openTunnel(): void {
    this.#readers.request.becomeRaw()
    this.#readers.response.becomeRaw()
  }
}
