// JSON Lines: one value a line, so that a reader can begin before the writer
// has ended.
import type { HttpResponse } from '../wire/message.ts'
import { deriveStream } from './derived-stream.ts'

/** A response with a line for each value, written as they are asked for. */
export function jsonLines(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): HttpResponse {
  const headers = [['Content-Type', 'application/x-ndjson']] as const
  return { status: 200, headers, body: writeLines(values) }
}

function writeLines(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncIterableIterator<string, void> {
  const source =
    Symbol.asyncIterator in values
      ? values[Symbol.asyncIterator]()
      : values[Symbol.iterator]()
  return deriveStream<string>(source, async () => {
    const result = await source.next()
    if (result.done) return { done: true, value: undefined }
    return { value: `${JSON.stringify(await result.value)}\n` }
  })
}
