// Bytes that arrive in pieces.

/** Cuts bytes into pieces of these sizes, again and again. */
export async function* inPieces(
  bytes: Buffer,
  sizes: readonly number[],
): AsyncGenerator<Buffer, void> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}
