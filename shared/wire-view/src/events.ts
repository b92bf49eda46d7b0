// What happens on connections, in the order in which it does.
import { Conversation, type Direction } from './conversation.ts'
import type { Reading } from './span.ts'

/** Who does something. */
export type Side = 'client' | 'server'

/** What happened; `at` is in milliseconds since the connection opened. */
export type WireEvent = {
  readonly connection: number
  readonly at: number
} & (
  | { readonly event: 'open'; readonly peer: string; readonly time: Date }
  | SegmentEvent
  | {
      readonly event: 'end' | 'reset'
      readonly by: Side
      readonly reading: Reading
    }
  | CloseEvent
)

/** Bytes that came, or left, together. */
export interface SegmentEvent {
  readonly event: 'segment'
  readonly direction: Direction
  /** Of this direction: 1, 2, … */
  readonly segment: number
  readonly bytes: number
  readonly reading: Reading
  /** A stream of events: it has no end, and each of them counts. */
  readonly isEndless: boolean
}

/** What there was in all. */
export interface CloseEvent {
  readonly event: 'close'
  readonly requests: number
  readonly responses: number
  readonly received: number
  readonly sent: number
}

/** Takes what happens. */
export type Listener = (event: WireEvent) => void

/** What time it is: milliseconds for differences, and the time of day. */
export interface Clock {
  readonly now: () => number
  readonly time: () => Date
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  time: () => new Date(),
}

/** How to read all connections. */
export interface WireOptions {
  /** It is no HTTP: step 1. */
  readonly isRaw?: boolean
  readonly clock?: Clock
}

/** Numbers connections and reads what passes on them. */
export class Wire {
  readonly #listener: Listener
  readonly #options: WireOptions
  #connections = 0

  constructor(listener: Listener, options: WireOptions = {}) {
    this.#listener = listener
    this.#options = options
  }

  /** A connection is open; `peer` says with whom. */
  open(peer: string): WireConnection {
    this.#connections += 1
    const number = this.#connections
    return new WireConnection(number, this.#listener, this.#options, peer)
  }
}

/** One connection: tell it what passes. */
export class WireConnection {
  readonly #number: number
  readonly #listener: Listener
  readonly #clock: Clock
  readonly #isRaw: boolean
  readonly #conversation: Conversation
  readonly #opened: number
  readonly #segments = { request: 0, response: 0 }
  readonly #bytes = { request: 0, response: 0 }
  #isClosed = false

  constructor(
    ...[number, listener, options, peer]: [
      number,
      Listener,
      WireOptions,
      string,
    ]
  ) {
    this.#number = number
    this.#listener = listener
    this.#clock = options.clock ?? CLOCK
    this.#isRaw = options.isRaw ?? false
    this.#conversation = new Conversation({ isRaw: this.#isRaw })
    this.#opened = this.#clock.now()
    this.#tell({ event: 'open', peer, time: this.#clock.time() })
  }

  /** Bytes passed. */
  segment(direction: Direction, bytes: Uint8Array): void {
    this.#segments[direction] += 1
    this.#bytes[direction] += bytes.length
    const endless = this.#conversation.isEndless(direction)
    this.#tell({
      event: 'segment',
      direction,
      segment: this.#segments[direction],
      bytes: bytes.length,
      reading: this.#conversation.read(direction, bytes),
      isEndless: this.#isRaw || endless,
    })
  }

  /** A side will send no more. */
  end(by: Side): void {
    const direction = by === 'client' ? 'request' : 'response'
    const reading = this.#conversation.end(direction)
    this.#tell({ event: 'end', by, reading })
  }

  /** A side broke the connection. */
  reset(by: Side): void {
    this.#tell({ event: 'reset', by, reading: { spans: [], faults: [] } })
  }

  /** It is over. */
  close(): void {
    this.#tell({
      event: 'close',
      requests: this.#conversation.completed('request'),
      responses: this.#conversation.completed('response'),
      received: this.#bytes.request,
      sent: this.#bytes.response,
    })
    this.#isClosed = true
  }

  /** Whether each request that came whole has its answer. */
  get isAnswered(): boolean {
    const conversation = this.#conversation
    const asked = conversation.completed('request')
    return asked > 0 && conversation.completed('response') >= asked
  }

  #tell(what: Happening): void {
    // Whoever listens has forgotten it, and would begin it anew.
    if (this.#isClosed) return
    const at = this.#clock.now() - this.#opened
    this.#listener({ connection: this.#number, at, ...what })
  }
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'connection' | 'at'> : never
type Happening = WithoutPlace<WireEvent>
