// What one client may make the server hold or do. Each limit has a reason,
// precedents, and the status that a client gets who asks for more.

/** Sizes in bytes. */
export interface Limits {
  /** Request line and field lines together: they are kept in memory. */
  readonly headBytes: number
  /** The request target alone; a request line has 8,000 (RFC 9112 §3). */
  readonly targetBytes: number
  /** A request body, with all its chunks. */
  readonly bodyBytes: number
  /** Bytes read ahead of the handler before the socket is paused. */
  readonly readAheadBytes: number
  /** All chunk-size lines of a body beyond their digits (RFC 9112 §7.1.1). */
  readonly chunkExtensionBytes: number
  /** The trailer section behind a chunked body (RFC 9112 §7.1.2). */
  readonly trailerBytes: number
}

export const LIMITS: Limits = {
  headBytes: 16 * 1024, // 431; Node 16 KiB, nginx 32 KiB
  targetBytes: 8 * 1024, // 414; Apache and nginx 8 KiB a line
  bodyBytes: 1024 * 1024, // 413; nginx 1 MiB
  readAheadBytes: 64 * 1024, // no status, TCP slows the client; Node 64 KiB
  chunkExtensionBytes: 16 * 1024, // 413; hyper 16 KiB
  trailerBytes: 16 * 1024, // 431; hyper 16 KiB
}
