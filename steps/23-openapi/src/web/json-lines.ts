// JSON Lines: one value a line, so that a reader can begin before the writer
// has ended.
import type { HttpResponse } from '../wire/message.ts'

/** A response with a line for each value, written as they are asked for. */
export function jsonLines(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): HttpResponse {
  const headers = [['Content-Type', 'application/x-ndjson']] as const
  return { status: 200, headers, body: writeLines(values) }
}

async function* writeLines(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string, void> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`
}
