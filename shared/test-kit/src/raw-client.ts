// A client that sends exactly the bytes it is told to, and keeps every byte
// that comes back. No HTTP library would send what these tests have to send.
import { connect, type Socket } from 'node:net'
import { waitForPlace } from './listen-queue.ts'
import { parseResponse, quote, type RawResponse } from './raw-response.ts'
import { beginExchange, type Exchange } from './recording.ts'
import { within } from './within.ts'

/** Where a server listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** How long a server may take over an answer, in milliseconds. */
const PATIENCE = 5_000

const NOTHING = new Uint8Array()

const NOT_ACCEPTED = `no connection in ${PATIENCE} ms: the server does not accept, or its queue of clients \
that wait for that is short (the backlog of listen, request_queue_size in Python)`

/** One TCP connection to a server under test. */
export class RawClient {
  /** What has arrived and has not been read as a response. */
  received: Buffer = Buffer.alloc(0)
  /** Whether the server has ended its side. */
  ended = false
  /** Whether the connection broke: a reset, not an orderly end. */
  broken = false
  /** Status codes of the 1xx responses that have been read. */
  readonly interim: number[] = []
  readonly #socket: Socket
  readonly #exchange: Exchange | undefined
  #wake = (): void => {}

  private constructor(socket: Socket, exchange: Exchange | undefined) {
    this.#socket = socket
    this.#exchange = exchange
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      exchange?.received.add(chunk)
      const { received } = this
      this.received = received.length ? Buffer.concat([received, chunk]) : chunk
      this.#wake()
    })
    socket.on('error', () => {
      this.broken = true
      if (exchange) exchange.closed = true
    })
    socket.on('end', () => {
      if (exchange) exchange.closed = true
      this.#tellEnd()
    })
    socket.on('close', () => this.#end())
  }

  /** Connects, or throws when nobody listens there or has room in time. */
  static async connect({ host, port }: Address): Promise<RawClient> {
    const exchange = beginExchange()
    // Only a judge records, and only it meets servers with short queues.
    const leave = exchange && (await waitForPlace())
    const socket = connect({ host, port, allowHalfOpen: true })
    if (leave) socket.once('data', leave).once('close', leave)
    const connected = new Promise<true>((resolve, reject) => {
      socket.once('error', reject).once('connect', () => resolve(true))
    })
    if (!(await within(PATIENCE, connected, false))) {
      socket.destroy()
      throw new Error(NOT_ACCEPTED)
    }
    return new RawClient(socket, exchange)
  }

  /** Sends bytes; a string is Latin-1, one octet a character. */
  write(bytes: string | Uint8Array): void {
    const octets =
      typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    this.#exchange?.sent.add(octets)
    this.#socket.write(octets)
  }

  /** Sends as fast as the server reads. False when it stopped for good. */
  async writeAll(bytes: Uint8Array): Promise<boolean> {
    this.#exchange?.sent.add(bytes)
    const written = new Promise<boolean>((resolve) => {
      this.#socket.write(bytes, (error) => resolve(!error))
    })
    return within(PATIENCE, written, false)
  }

  /** Ends this side; the server may still answer. */
  end(): void {
    if (this.#exchange) this.#exchange.ended = true
    this.#socket.end()
  }

  /** Notes in a recording why this client gives up. */
  blame(error: unknown): void {
    if (this.#exchange) this.#exchange.error = error
  }

  /** Stops reading, so that the server's bytes pile up. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Closes both sides, as happens when a program ends. */
  destroy(): void {
    this.#socket.destroy()
  }

  /**
   * Breaks the connection with a reset. In the turn of its end Node would fail
   * to (EINVAL), keep the socket, and spin: then the reset follows the end.
   */
  reset(): void {
    const socket = this.#socket
    const { writableEnded, writableFinished, writableLength } = socket
    const ending = writableEnded && !writableFinished && writableLength === 0
    if (ending) socket.once('finish', () => socket.resetAndDestroy())
    else socket.resetAndDestroy()
  }

  /** The next final response. Interim ones are noted in `interim`. */
  async readResponse(method = 'GET'): Promise<RawResponse> {
    for (;;) {
      const response = parseResponse(this.received, method, this.ended)
      if (response?.complete) {
        this.#note(response.length)
        this.received = this.received.subarray(response.length)
        if (response.status >= 200) return response
        this.interim.push(response.status)
        continue
      }
      if (this.ended) this.#fail(`no whole response before the end`)
      await this.#more('a response')
    }
  }

  #note(length: number): void {
    if (this.#exchange === undefined) return
    const start = this.#exchange.received.length - this.received.length
    this.#exchange.response = { start, end: start + length }
  }

  /** Waits until that many unread bytes are here. */
  async readBytes(count: number): Promise<Buffer> {
    while (this.received.length < count) {
      if (this.ended) this.#fail('ended too early')
      await this.#more(`${count} bytes`)
    }
    const bytes = this.received.subarray(0, count)
    this.received = this.received.subarray(count)
    return bytes
  }

  /** Everything up to the server's end. */
  async readToEnd(): Promise<Buffer> {
    while (!this.ended) await this.#more('the end of the connection')
    const { received } = this
    this.received = Buffer.alloc(0)
    return received
  }

  /**
   * Node calls it an end, too, when a reset comes together with the bytes
   * before it. Writing no bytes sends nothing, and fails after a reset.
   */
  #tellEnd(): void {
    if (!this.#socket.writable) return this.#end()
    this.#socket.write(NOTHING, (error) => {
      this.broken ||= Boolean(error)
      this.#end()
    })
  }

  #end(): void {
    this.ended = true
    this.#wake()
  }

  async #more(what: string): Promise<void> {
    const arrived = new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true)
    })
    if (await within(PATIENCE, arrived, false)) return
    this.#fail(`waited ${PATIENCE} ms for ${what}`)
  }

  /** Throws, and notes that it was this connection. */
  #fail(what: string): never {
    const error = new Error(`${what}: ${this.#seen()}`)
    this.blame(error)
    throw error
  }

  #seen(): string {
    const seen = this.received.length > 0 ? quote(this.received) : 'nothing'
    return this.broken ? `${seen}, then a reset` : seen
  }
}

/** Connects, runs, and always hangs up. */
export async function withClient<T>(
  address: Address,
  use: (client: RawClient) => Promise<T>,
): Promise<T> {
  const client = await RawClient.connect(address)
  try {
    return await use(client)
  } catch (error) {
    client.blame(error)
    throw error
  } finally {
    // A reset, so that thousands of connections leave no TIME_WAIT behind.
    client.reset()
  }
}

/** Sends one request on a connection of its own and gives the response. */
export function ask(
  address: Address,
  request: string,
  method = 'GET',
): Promise<RawResponse> {
  return withClient(address, (client) => {
    client.write(request)
    return client.readResponse(method)
  })
}
