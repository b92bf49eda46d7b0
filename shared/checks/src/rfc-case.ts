// RFC cases: bytes, and what RFC 9110 and 9112 make of them. They run against
// any server that serves the echo contract, so that only its protocol counts.
// That responses are well formed, and HEAD's have no body, the parser says.
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { PLAIN_GET } from './check.ts'
import { faultsOf } from './rfc-case-faults.ts'
import { observe, type Observed } from './rfc-case-observe.ts'

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

/** How a server did. */
export interface Verdict {
  /** Empty when it obeys. */
  readonly faults: readonly string[]
  /** Whether it gave the answer that is preferred, where there is one. */
  readonly hardened: boolean
  readonly observed: Observed
}

/** Sends a case and judges what comes back. */
export async function runRfcCase(
  one: RfcCase,
  address: Address,
): Promise<Verdict> {
  const { expect } = one
  for (let sent = 1; sent < (one.times ?? 1); sent += 1) {
    await withClient(address, (client) => observe(client, one))
  }
  const observed = await withClient(address, (client) => observe(client, one))
  const faults = judge(expect, observed)
  if (expect.alive && !(await isAlive(address))) faults.push('is dead now')
  const preferred = { statuses: expect.prefer ?? expect.statuses ?? [] }
  const hardened =
    faults.length === 0 &&
    (!expect.prefer || faultsOf(preferred, observed).length === 0)
  return { faults, hardened, observed }
}

/** What is wrong with all that would do, told of the first of them. */
export function judge(expect: Expectation, observed: Observed): string[] {
  const choices = [expect, ...(expect.alternatives ?? [])].map((choice) =>
    faultsOf({ ...expect, ...choice }, observed),
  )
  const [first = []] = choices
  return choices.some((each) => each.length === 0) ? [] : first
}

async function isAlive(address: Address): Promise<boolean> {
  // It may still be busy with those that were reset.
  await setTimeout(10)
  const answer = await ask(address, PLAIN_GET).catch(() => undefined)
  return answer?.status === 200
}
