// Content in parts: one in a 206 of its own, several in one body of the type
// multipart/byteranges (RFC 9110 §15.3.7).
import { randomUUID } from 'node:crypto'
import type { HttpResponse } from '../wire/message.ts'
import type { ByteRange } from './range.ts'

/** Content of which any part can be read. */
export interface Content {
  readonly type: string
  readonly size: number
  readonly read: (range: ByteRange) => AsyncIterable<Uint8Array>
}

/** A 206 with one part or several. */
export function sendRanges(
  content: Content,
  ranges: readonly ByteRange[],
): HttpResponse {
  const [only] = ranges
  if (only !== undefined && ranges.length === 1) {
    const headers = [
      ['Content-Type', content.type],
      ['Content-Range', contentRange(only, content)],
    ] as const
    const body = content.read(only)
    return { status: 206, headers, body, length: lengthOf(only) }
  }
  const boundary = randomUUID()
  const type = `multipart/byteranges; boundary=${boundary}`
  const heads = ranges.map((range) => partHead(range, content, boundary))
  const end = `\r\n--${boundary}--\r\n`
  const bytes = ranges.reduce((sum, range) => sum + lengthOf(range), 0)
  return {
    status: 206,
    headers: [['Content-Type', type]],
    body: writeParts(content, ranges, [...heads, end]),
    length: bytes + [...heads, end].join('').length,
  }
}

async function* writeParts(
  content: Content,
  ranges: readonly ByteRange[],
  between: readonly string[],
): AsyncGenerator<string | Uint8Array, void> {
  for (const [i, text] of between.entries()) {
    yield text
    const range = ranges[i]
    if (range !== undefined) yield* content.read(range)
  }
}

function partHead(
  range: ByteRange,
  content: Content,
  boundary: string,
): string {
  return [
    `\r\n--${boundary}`,
    `Content-Type: ${content.type}`,
    `Content-Range: ${contentRange(range, content)}`,
    '\r\n',
  ].join('\r\n')
}

function contentRange({ first, last }: ByteRange, { size }: Content): string {
  return `bytes ${first}-${last}/${size}`
}

function lengthOf({ first, last }: ByteRange): number {
  return last - first + 1
}
