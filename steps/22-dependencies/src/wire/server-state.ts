// What the connections of a server have in common.
import type { ByteReader } from './byte-reader.ts'
import type { Limits } from './limits.ts'
import type { Application } from './message.ts'

/** Changes when the server stops. */
export interface ServerState extends Application {
  readonly limits: Limits
  /** Of all connections. */
  readonly readers: Set<ByteReader>
  /** Whether every response has to be the last of its connection. */
  stopping: boolean
  /** Aborts then, for responses that would never end. */
  readonly stopped: AbortSignal
}
