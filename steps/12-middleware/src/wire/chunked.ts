// The chunked transfer coding (RFC 9112 §7.1): each chunk is a line with its
// size in hexadecimal, that many bytes, and CRLF. A chunk of size 0 ends the
// body; field lines may follow it, the trailer section.
import type { ByteReader } from './byte-reader.ts'
import { HttpError } from './http-error.ts'
import { readLengthBody } from './length-body.ts'
import type { Limits } from './limits.ts'
import { parseFieldLine } from './request-head.ts'

/** Pulls the data of all chunks. Throws 400, 413 or 431. */
export async function* readChunkedBody(
  reader: ByteReader,
  limits: Limits,
): AsyncGenerator<Buffer, void> {
  let dataBytes = limits.bodyBytes
  let extensionBytes = limits.chunkExtensionBytes
  for (;;) {
    const line = await readLine(reader, extensionBytes + SIZE_DIGITS, 413)
    const [size, surplus] = parseChunkLine(line)
    if (size === 0) break
    dataBytes -= size
    extensionBytes -= surplus
    if (dataBytes < 0) throw new HttpError(413, 'Chunks are too long')
    yield* readLengthBody(reader, size)
    await readLine(reader, 0, 400)
  }
  await skipTrailers(reader, limits.trailerBytes)
}

// chunk-size = 1*HEXDIG, of which 16 are more than any size needs: further
// zeros count like an extension, and so have an end.
const SIZE_DIGITS = 16

// chunk-ext = *( BWS ";" BWS chunk-ext-name
//               [ BWS "=" BWS chunk-ext-val ] ) (RFC 9112 §7.1.1)
const NAME = String.raw`[\w!#$%&'*+\-.^\x60|~]+`
const QUOTED = String.raw`"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"`
const EXTENSION = `[ \t]*;[ \t]*${NAME}(?:[ \t]*=[ \t]*(?:${NAME}|${QUOTED}))?`
const CHUNK_LINE = new RegExp(`^([0-9A-Fa-f]+)((?:${EXTENSION})*)$`)

/** Parses `1a;name=value` to the size, and how many octets it did not need. */
export function parseChunkLine(line: string): readonly [number, number] {
  const [, size, extensions = ''] = CHUNK_LINE.exec(line) ?? []
  if (size !== undefined) {
    const zeros = Math.max(0, size.length - SIZE_DIGITS)
    return [Number(`0x${size}`), zeros + extensions.length]
  }
  throw new HttpError(400, `Cannot parse chunk size "${line.slice(0, 80)}"`)
}

// Trailer fields must not pass for header fields (RFC 9110 §6.5.1). Nothing
// here wants them, so they are checked and forgotten.
async function skipTrailers(reader: ByteReader, limit: number): Promise<void> {
  let allowed = limit
  for (;;) {
    const line = await readLine(reader, allowed, 431)
    if (line === '') return
    parseFieldLine(line)
    allowed -= line.length
  }
}

/** Reads a line without its CRLF. One over `maxBytes` throws `status`. */
async function readLine(
  reader: ByteReader,
  maxBytes: number,
  status: number,
): Promise<string> {
  const room = maxBytes + 2
  do {
    const bytes = reader.bytes.subarray(0, room)
    const end = bytes.indexOf('\n')
    // 0x0d is CR: without it, LF does not end a line.
    if (bytes[end - 1] === 0x0d)
      return reader.take(end + 1).toString('latin1', 0, end - 1)
    if (end !== -1) throw new HttpError(400, 'Line ends without CR')
    if (bytes.length === room) throw new HttpError(status, 'Line is too long')
  } while (await reader.readMore())
  throw new HttpError(400, 'Body ended before its last chunk')
}
