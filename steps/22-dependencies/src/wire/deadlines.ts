// Deadlines. They are totals: a byte now and then does not move them, so a
// client that drips costs no more than one that is silent (RFC 9112 §9.5).
import type { Socket } from 'node:net'
import type { ByteReader } from './byte-reader.ts'
import { HttpError } from './http-error.ts'
import type { Limits } from './limits.ts'
import { type RequestHead, readRequestHead } from './request-head.ts'
import type { ServerState } from './server-state.ts'

/** Waits for a promise, and no longer than that. Throws 408. */
export async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

// Made when it is needed: an error notes the stack, and that is dear.
function tooLate(): HttpError {
  return new HttpError(408, 'The request took too long to arrive')
}

/** Waits for the first bytes of a request, but not for ever. */
export function waitForBytes(reader: ByteReader): Promise<boolean> {
  reader.idleSince = performance.now()
  return reader.readMore()
}

/**
 * Reads a head that is not here as a whole, in time. Throws 408. One that is
 * here needs no timer, which costs more than parsing it.
 */
export function readHeadInTime(
  reader: ByteReader,
  limits: Limits,
): Promise<RequestHead | undefined> {
  return within(limits.headMilliseconds, readRequestHead(reader, limits))
}

/** Passes pieces on, as long as they come fast enough. Throws 408. */
export async function* watchBody(
  pieces: AsyncGenerator<Buffer, void>,
  { bodyMilliseconds, bytesPerSecond }: Limits,
): AsyncGenerator<Buffer, void> {
  let left = bodyMilliseconds
  for (;;) {
    // The handler may take its time. Only ours is counted.
    const start = performance.now()
    const { value, done } = await within(Math.max(left, 0), pieces.next())
    if (done) return
    const earned = (value.length / bytesPerSecond) * 1000
    const waited = performance.now() - start
    left = Math.min(bodyMilliseconds, left + earned - waited)
    yield value
  }
}

/**
 * Lets clients leave that ask for nothing, and resets those that do not read
 * what they have asked for.
 */
export function watchClients(
  sockets: ReadonlySet<Socket>,
  { readers, limits }: ServerState,
): NodeJS.Timeout {
  const { idleMilliseconds, writeMilliseconds, bytesPerSecond } = limits
  const waits = new WeakMap<Socket, { sent: number; end: number }>()
  const look = (socket: Socket, now: number): void => {
    const { writableLength } = socket
    const sent = socket.bytesWritten - writableLength
    const wait = waits.get(socket)
    if (writableLength === 0) waits.delete(socket)
    else if (wait?.sent !== sent) {
      const earned = (writableLength / bytesPerSecond) * 1000
      waits.set(socket, { sent, end: now + writeMilliseconds + earned })
    } else if (now > wait.end) socket.resetAndDestroy()
  }
  const lookAtAll = (): void => {
    const now = performance.now()
    for (const reader of readers) {
      if (now - reader.idleSince > idleMilliseconds) reader.giveUp()
    }
    for (const socket of sockets) look(socket, now)
  }
  // One clock for all: a timer for each wait would cost more than the wait.
  const shortest = Math.min(idleMilliseconds, writeMilliseconds)
  return setInterval(lookAtAll, shortest / 20).unref()
}
