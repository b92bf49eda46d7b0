// Multipart forms as clients send them, byte for byte.

/** What follows "Content-Disposition: form-data", and the content. */
export type PartText = readonly [
  parameters: string,
  content: string | Uint8Array,
]

/** A part for each text, between lines with "--" and the boundary. */
export function multipart(
  boundary: string,
  ...parts: readonly PartText[]
): Buffer {
  const pieces = parts.flatMap(([parameters, content]) => [
    Buffer.from(`--${boundary}\r\n`),
    Buffer.from(`Content-Disposition: form-data${parameters}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}
