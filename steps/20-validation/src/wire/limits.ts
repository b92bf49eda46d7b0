// What one client may make the server hold or do. Each limit has a reason,
// precedents, and the status that a client gets who asks for more.

/** Sizes in bytes, times in milliseconds. */
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
  /** What is read of a body that the handler left, to save a connection. */
  readonly drainBytes: number
  /** How long a closing connection waits for the client's own end. */
  readonly lingerMilliseconds: number
  /** From the first byte of a head to its last. */
  readonly headMilliseconds: number
  /** All waiting for the pieces of a body together. What comes earns time. */
  readonly bodyMilliseconds: number
  /** How long a client may take nothing of what is sent. Length earns time. */
  readonly writeMilliseconds: number
  /** The time that bytes earn: a client this fast is never cut off. */
  readonly bytesPerSecond: number
  /** Until the first byte of a request. */
  readonly idleMilliseconds: number
  /** Requests on one connection; then a balancer can choose again. */
  readonly requests: number
  /** Connections at a time: each costs memory and a file descriptor. */
  readonly connections: number
  /** How long a server that stops waits for what is in flight. */
  readonly shutdownMilliseconds: number
}

export const LIMITS: Limits = {
  headBytes: 16 * 1024, // 431; Node 16 KiB, nginx 32 KiB
  targetBytes: 8 * 1024, // 414; Apache and nginx 8 KiB a line
  bodyBytes: 1024 * 1024, // 413; nginx 1 MiB
  readAheadBytes: 64 * 1024, // no status, TCP slows the client; Node 64 KiB
  chunkExtensionBytes: 16 * 1024, // 413; hyper 16 KiB
  trailerBytes: 16 * 1024, // 431; hyper 16 KiB
  drainBytes: 256 * 1024, // no status, the connection closes; Go 256 KiB
  lingerMilliseconds: 2_000, // no status, then a reset; nginx 5 s a gap
  headMilliseconds: 15_000, // 408; Apache 20 s, nginx and Node 60 s
  bodyMilliseconds: 20_000, // 408; Apache 20 s, Node 300 s in all
  writeMilliseconds: 20_000, // no status, a reset; nginx 60 s a gap
  bytesPerSecond: 4096, // see the two above; Apache 500
  idleMilliseconds: 15_000, // no status, the connection closes; nginx 75 s
  requests: 1_000, // no status, the connection closes; nginx 1,000
  connections: 10_000, // 503; nginx 512 a worker, Node none
  shutdownMilliseconds: 8_000, // no status, a reset; Docker kills after 10 s
}
