// RFC cases: bytes, and what RFC 9110 and 9112 make of them. They run against
// any server that serves the echo contract, so that only its protocol counts.
// That responses are well formed, and HEAD's have no body, the parser says.
import { readFileSync } from 'node:fs'

/** Some bytes, and what follows them. */
export interface Piece {
  /** One octet a character. */
  readonly data: string
  /** How often the data stands there; once, unless it is said. */
  readonly repeat?: number
  /** How often the piece is sent, with its pause. */
  readonly times?: number
  readonly pauseMilliseconds?: number
  /** The client ends its side. */
  readonly end?: boolean
  /** The client resets the connection. */
  readonly rst?: boolean
  /** Interim responses up to here are counted. */
  readonly mark?: string
}

/** 200, "2xx", "close" (without a response), "silence", "none" (any). */
export type StatusRule = number | string

/** What has to come back. Null takes a demand of the case back. */
export interface Demands {
  /** What the first final response may have. */
  readonly statuses?: readonly StatusRule[]
  /** The same for each response. */
  readonly all?: readonly (readonly StatusRule[])[]
  /** Whether the server has to close; undefined: as it likes. */
  readonly closes?: boolean | null
  readonly responses?: number | null
  readonly maxResponses?: number | null
  readonly methods?: readonly string[]
  readonly body?: string | null
  readonly bodies?: readonly string[]
  readonly bodyLacks?: string
  readonly echoHas?: string
  readonly echoPattern?: string
  readonly echoLine?: string
  /** Fields that the first response must not have. */
  readonly lacks?: readonly string[]
  readonly headerPattern?: Readonly<Record<string, string>>
  readonly statusLine?: string
  readonly date?: boolean
  readonly ifStatus?: Readonly<
    Record<string, { readonly has: readonly string[] }>
  >
  readonly keepaliveConsistent?: boolean
  readonly interimBeforeBody?: readonly number[] | null
  readonly noInterim?: boolean
  readonly not101?: boolean
  readonly not2xx?: boolean
  readonly closedWithinMilliseconds?: number
  readonly waitMilliseconds?: number
  /** Afterwards the server still answers others. */
  readonly alive?: boolean
}

/** Demands, others that will do as well, and the hardened answer. */
export interface Expectation extends Demands {
  readonly alternatives?: readonly Demands[]
  readonly prefer?: readonly StatusRule[]
}

/** One case. */
export interface RfcCase {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly send: readonly Piece[]
  readonly expect: Expectation
  readonly level: 'MUST' | 'SHOULD'
  readonly rfc: string
  /** A server that fails can be desynchronized from others. */
  readonly critical?: boolean
  /** "short_timeouts": deadlines that a suite can wait for. */
  readonly needs?: string
  /** What a server does here is up to the application, not to its protocol. */
  readonly application?: boolean
  /** It is about a connection that goes on; elsewhere any server may close. */
  readonly persistent?: boolean
  /** Which octet is wrong, where it is one: how many are sent before it. */
  readonly at?: number
  /** How often it is sent, one after the other. */
  readonly times?: number
}

/** All of them. */
export const RFC_CASES: readonly RfcCase[] = JSON.parse(
  readFileSync(new URL('../rfc-cases.json', import.meta.url), 'utf8'),
)
