// Media types by the end of a file's name (RFC 9110 §8.3.1). Browsers go by
// the type and not by the name.

// Registry: what browsers load, and what people put beside it. Text names its
// encoding, UTF-8; JSON has no other, and XML says so itself.
const TYPES: ReadonlyMap<string, string> = new Map([
  ['aac', 'audio/aac'],
  ['avif', 'image/avif'],
  ['css', 'text/css; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8'],
  ['gif', 'image/gif'],
  ['htm', 'text/html; charset=utf-8'],
  ['html', 'text/html; charset=utf-8'],
  ['ico', 'image/vnd.microsoft.icon'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['js', 'text/javascript; charset=utf-8'],
  ['json', 'application/json'],
  ['jsonld', 'application/ld+json'],
  ['m4a', 'audio/mp4'],
  ['map', 'application/json'],
  ['md', 'text/markdown; charset=utf-8'],
  ['mjs', 'text/javascript; charset=utf-8'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['ndjson', 'application/x-ndjson'],
  ['ogg', 'audio/ogg'],
  ['ogv', 'video/ogg'],
  ['opus', 'audio/ogg'],
  ['otf', 'font/otf'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['ttf', 'font/ttf'],
  ['txt', 'text/plain; charset=utf-8'],
  ['vtt', 'text/vtt; charset=utf-8'],
  ['wasm', 'application/wasm'],
  ['wav', 'audio/wav'],
  ['webm', 'video/webm'],
  ['webmanifest', 'application/manifest+json'],
  ['webp', 'image/webp'],
  ['woff', 'font/woff'],
  ['woff2', 'font/woff2'],
  ['xhtml', 'application/xhtml+xml'],
  ['xml', 'application/xml'],
  ['zip', 'application/zip'],
])

/** The media type of a file; unknown ones are bytes and no more. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([^.]*)$/.exec(name)?.[1] ?? ''
  return TYPES.get(ending.toLowerCase()) ?? 'application/octet-stream'
}
