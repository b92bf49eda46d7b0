// A clock that ticks once a second, for as long as somebody looks.
import { setTimeout } from 'node:timers/promises'
import type { ServerSentEvent } from './content/event-stream.ts'
import type { HttpRequest } from './wire/message.ts'

/** Ticks with a number. Who comes back goes on where it was. */
export async function* tick({
  headers,
  signal,
}: HttpRequest): AsyncGenerator<ServerSentEvent, void> {
  const last = headers.getAll('last-event-id').join()
  let number = /^\d{1,15}$/.test(last) ? Number(last) : 0
  for (;;) {
    number += 1
    yield { id: String(number), data: new Date().toISOString() }
    await setTimeout(1000, undefined, { signal })
  }
}
