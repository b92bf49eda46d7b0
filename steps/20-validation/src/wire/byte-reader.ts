// Pulls bytes from a socket. TCP is a stream of bytes in order (RFC 9293 §2.2)
// and knows no messages: a chunk may hold half a line or ten requests. So
// whoever needs more asks for more, and takes what it wants.
import type { Socket } from 'node:net'

const NOTHING = Buffer.alloc(0)

/** The unread bytes of one connection. */
export class ByteReader {
  /** What has arrived and nobody has taken yet. */
  bytes: Buffer = NOTHING
  /** Since when it waits for a request; Infinity: it does not. */
  idleSince = Infinity
  readonly #socket: Socket
  readonly #readAheadBytes: number
  #ended = false
  #wake: (more: boolean) => void = () => {}

  constructor(socket: Socket, readAheadBytes: number) {
    this.#socket = socket
    this.#readAheadBytes = readAheadBytes
    socket.on('data', (chunk: Buffer) => this.#add(chunk))
    socket.on('end', () => this.#end())
    socket.on('close', () => this.#end())
  }

  /** Waits for more bytes. False when the client will send no more. */
  readMore(): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false)
    this.#socket.resume()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Ends the waiting for more bytes, as if no more would come. */
  giveUp(): void {
    this.#wake(false)
  }

  /** Takes that many bytes off the front; they must have arrived. */
  take(length: number): Buffer {
    const { bytes } = this
    const all = length === bytes.length
    this.bytes = all ? NOTHING : bytes.subarray(length)
    return all ? bytes : bytes.subarray(0, length)
  }

  /** From now on what arrives is thrown away. */
  discard(): void {
    this.#socket.removeAllListeners('data')
    this.#socket.resume()
  }

  #add(chunk: Buffer): void {
    const { bytes } = this
    this.idleSince = Infinity
    this.bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    if (this.bytes.length >= this.#readAheadBytes) this.#socket.pause()
    this.#wake(true)
  }

  #end(): void {
    this.#ended = true
    this.#wake(false)
  }
}
