// Server-Sent Events: a response that does not end, in lines of text
// (WHATWG HTML §9.2). Browsers read it with EventSource, and come back by
// themselves when it breaks off.
import { setTimeout } from 'node:timers/promises'
import type { HttpResponse } from '../wire/message.ts'
import { deriveStream } from './derived-stream.ts'

/** One event. */
export interface ServerSentEvent {
  /** Lines are sent apart and arrive together. */
  readonly data: string
  /** What listeners are for; "message" unless said. */
  readonly event?: string
  /** Comes back as Last-Event-ID. */
  readonly id?: string
}

/** Proxies cut connections that are silent for a minute. */
const KEEP_ALIVE_MILLISECONDS = 15_000

/** A response that sends events as they come. */
export function eventStream(
  events: AsyncIterable<ServerSentEvent>,
  keepAlive = KEEP_ALIVE_MILLISECONDS,
): HttpResponse {
  const headers = [
    ['Content-Type', 'text/event-stream'],
    ['Cache-Control', 'no-cache'],
  ] as const
  const body = writeEvents(events, keepAlive)
  // A browser comes back by itself, to the server that runs then.
  return { status: 200, headers, body, endless: true }
}

function writeEvents(
  events: AsyncIterable<ServerSentEvent>,
  keepAlive: number,
): AsyncIterableIterator<string, void> {
  const source = events[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<ServerSentEvent, void>> | undefined
  return deriveStream(source, async () => {
    next ??= source.next()
    const result = await raceSilence(next, keepAlive)
    if (result === undefined) return { value: ': still here\n\n' }
    next = undefined
    return result.done ? result : { value: writeEvent(result.value) }
  })
}

/** What comes in time, or undefined. No timer is left behind. */
async function raceSilence<T>(
  next: Promise<T>,
  milliseconds: number,
): Promise<T | undefined> {
  const timer = new AbortController()
  const { signal } = timer
  const silence = setTimeout(milliseconds, undefined, { signal })
  try {
    return await Promise.race([next, silence.catch(() => undefined)])
  } finally {
    timer.abort()
  }
}

/** Writes an event. Throws if a field would begin a line of its own. */
export function writeEvent({ id, event, data }: ServerSentEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`)
  for (const [name, value] of Object.entries({ event, id })) {
    if (value === undefined) continue
    if (/[\r\n\0]/.test(value))
      throw new Error(`Cannot send ${name} "${value}"`)
    lines.unshift(`${name}: ${value}`)
  }
  return `${lines.join('\n')}\n\n`
}
