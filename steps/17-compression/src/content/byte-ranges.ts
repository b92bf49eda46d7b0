// Content in parts: one in a 206 of its own, several in one body of the type
// multipart/byteranges (RFC 9110 §15.3.7).
import { randomUUID } from 'node:crypto'
import type { HttpResponse, Stream } from '../wire/message.ts'
import type { ByteRange } from './range.ts'

/** Text of ours, or a part of the content. */
export type Piece = string | ByteRange

/** Content of which any part can be read. */
export interface Content {
  readonly type: string
  readonly size: number
  readonly read: (pieces: readonly Piece[]) => Stream
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
    const body = content.read([only])
    return { status: 206, headers, body, length: lengthOf(only) }
  }
  const boundary = randomUUID()
  const type = `multipart/byteranges; boundary=${boundary}`
  const parts = ranges.flatMap((range) => [
    partHead(range, content, boundary),
    range,
  ])
  const pieces = [...parts, `\r\n--${boundary}--\r\n`]
  return {
    status: 206,
    headers: [['Content-Type', type]],
    body: content.read(pieces),
    length: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
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

function lengthOf(piece: Piece): number {
  if (typeof piece === 'string') return piece.length
  return piece.last - piece.first + 1
}
