// A body of Content-Length bytes (RFC 9112 §6.2).
import type { ByteReader } from './byte-reader.ts'
import { HttpError } from './http-error.ts'

/** Pulls exactly `length` bytes, in the pieces that TCP brings. */
export async function* readLengthBody(
  reader: ByteReader,
  length: number,
): AsyncGenerator<Buffer, void> {
  let missing = length
  while (missing > 0) {
    if (reader.bytes.length === 0 && !(await reader.readMore())) {
      throw new HttpError(400, `Body ended ${missing} bytes too early`)
    }
    const piece = reader.take(Math.min(missing, reader.bytes.length))
    missing -= piece.length
    yield piece
  }
}
