// What a check is: a promise of one step that a client can test with bytes.
import { numberOf } from '@barewire/course/steps'
import type { Address } from '@barewire/test-kit/raw-client'

/**
 * How binding a rule is: its keyword, or "described", where the section says
 * without one what something means or what is done. What matches a grammar
 * MUST be read (RFC 9110 §2.3); what does not SHOULD be refused (RFC 9112
 * §2.2), unless the section of the grammar says more.
 */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'described'

/** The rule that a check tests. */
export interface Rule {
  /** "RFC 9112 §3.2". */
  readonly rfc: string
  readonly level: Level
}

interface Promised {
  /** "keep-alive.3": the step that begins to promise it, and a number, never reused. */
  readonly id: string
  /** What a client sees, in the present tense. */
  readonly title: string
  /** As in a rule. Without one, the promise is this course's own. */
  readonly rfc?: string
  readonly level?: Level
  /** The step that replaces this promise on purpose. */
  readonly until?: string
}

/**
 * A wire case: bytes to send, and what has to come back. From step 04 on it
 * is delivered whole, byte by byte, and split at every point. One of more than
 * 1,000 octets comes in pieces of 211; it and cases of step 10 and later, which
 * are above the wire, are split at some forty points. A brief run splits less
 * where neither the case nor the wire is new: see test-kit's points.ts.
 */
export interface WireCheck extends Promised {
  /** One octet a character (Latin-1). */
  readonly send: string
  /** The final status codes that have to come back, in order. */
  readonly status: number | readonly number[]
  /** The body of the first response. */
  readonly body?: string
  /** Members that the first response's JSON has to have, or texts' patterns. */
  readonly json?: Readonly<Record<string, unknown>>
  /** Request methods, where they are not all GET: HEAD has no body. */
  readonly methods?: readonly string[]
  /** The interim status codes that may come: only 100, unless it is said. */
  readonly interim?: readonly number[]
  /** True: the server closes. False: it answers one more request. */
  readonly closes?: boolean
  /** The client ends its side after sending. */
  readonly end?: boolean
}

/** A check that needs a conversation, more clients or a clock. */
export interface TalkCheck extends Promised {
  readonly run: (context: CheckContext) => Promise<void>
}

export type Check = WireCheck | TalkCheck

/** The step that begins to promise what a check tests. */
export function sinceOf(check: Check): number {
  return numberOf(slugIn(check.id))
}

/** "keep-alive.12" to "keep-alive". */
export function slugIn(id: string): string {
  return id.slice(0, id.lastIndexOf('.'))
}

/** The first step for which it holds no longer; Infinity: it always does. */
export function untilOf({ until }: Check): number {
  return until === undefined ? Infinity : numberOf(until)
}

/** What a check runs against. */
export interface CheckContext {
  readonly address: Address
  /** The step whose promises are tested. */
  readonly step: number
  /** The most points at which a wire case is split; all, unless it is said. */
  readonly points?: number
}

/** A rule with the keyword MUST. */
export function must(rfc: string): Rule {
  return { rfc, level: 'MUST' }
}

/** A rule with the keyword SHOULD. */
export function should(rfc: string): Rule {
  return { rfc, level: 'SHOULD' }
}

/** A rule with the keyword MAY. */
export function may(rfc: string): Rule {
  return { rfc, level: 'MAY' }
}

/** A rule without a keyword. */
export function described(rfc: string): Rule {
  return { rfc, level: 'described' }
}

/** A head: lines with their CRLF, and the empty line. */
export function head(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n')
}

/** The shortest request that every step answers with 200. */
export const PLAIN_GET = head('GET / HTTP/1.1', 'Host: localhost')
