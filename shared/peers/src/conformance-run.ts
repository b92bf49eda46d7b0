// Sends RFC cases to a server and notes what it made of each.
import { PLAIN_GET } from '@barewire/checks/check'
import { type Outcome, outcomeOf } from '@barewire/checks/rfc-case-outcome'
import type { Observed } from '@barewire/checks/rfc-case-observe'
import type { RfcCase } from '@barewire/checks/rfc-case'
import { runRfcCase, type Verdict } from '@barewire/checks/run-rfc-case'
import { type Address, ask } from '@barewire/test-kit/raw-client'
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { within } from '@barewire/test-kit/within'
import { once } from 'node:events'
import type { Target } from './conformance-targets.ts'

/** What a server made of one case. */
export interface Result {
  readonly one: RfcCase
  readonly outcome: Outcome
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[]
  /** Whether it gave the answer that is preferred. */
  readonly hardened: boolean
  /** Undefined: it could not be asked. */
  readonly observed?: Observed
}

/** What a server made of all. */
export interface Run {
  readonly target: Target
  readonly results: readonly Result[]
  /** The cases that it has no deadlines for. */
  readonly inapplicable: readonly RfcCase[]
  /** How it ended, if it ended before the cases did. */
  readonly died?: string
}

/** How many cases wait for their answers at a time. */
const TOGETHER = 20

/**
 * Starts a server, sends it the cases and stops it. A server that does not
 * start, or that ends, has failed what it was not asked.
 */
export async function runCases(
  target: Target,
  cases: readonly RfcCase[],
  onResult: (done: number, of: number) => void = () => {},
): Promise<Run> {
  const applicable = cases.filter((one) => applies(one, target))
  const inapplicable = cases.filter((one) => !applies(one, target))
  const started = await target.start().catch(messageOf)
  if (typeof started === 'string') {
    const results = applicable.map((one) => failure(one, started))
    return { target, results, inapplicable, died: started }
  }
  await using server = started
  const results: Result[] = []
  // Those that wait for a deadline first: they take the longest.
  const queue = applicable.toSorted((a, b) => patience(b) - patience(a))
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      results.push(await resultOf(one, server))
      onResult(results.length, applicable.length)
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, work))
  const died = await endOf(server)
  return {
    target,
    results: cases.flatMap((one) => results.find((r) => r.one === one) ?? []),
    inapplicable,
    ...(died !== undefined && { died }),
  }
}

function applies({ needs }: RfcCase, { deadlines }: Target): boolean {
  return needs !== 'short_timeouts' || deadlines !== undefined
}

function patience({ needs, expect }: RfcCase): number {
  return (needs ? 1e6 : 0) + (expect.waitMilliseconds ?? 0)
}

/** A case that cannot be sent has failed: its server is gone, or deaf. */
async function resultOf(one: RfcCase, address: Address): Promise<Result> {
  try {
    const verdict = await worstOf(one, address)
    return { one, outcome: outcomeOf(one, verdict), ...verdict }
  } catch (error) {
    return failure(one, messageOf(error))
  }
}

/**
 * How often a case about limits is sent. A server that closes over bytes that
 * it has not read sends a reset, and then it is luck whether its answer arrives
 * (RFC 9112 §9.6).
 */
const TRIES = 15

async function worstOf(one: RfcCase, address: Address): Promise<Verdict> {
  let worst = await runRfcCase(one, address)
  const tries = one.group === 'limits' ? TRIES : 1
  for (let tried = 1; tried < tries; tried += 1) {
    if (worst.faults.length > 0) return worst
    const next = await runRfcCase(one, address)
    if (!next.hardened) worst = next
  }
  return worst
}

function failure(one: RfcCase, fault: string): Result {
  return { one, outcome: 'failed', faults: [fault], hardened: false }
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.trim()
}

/** How a server ended, if it answers no more. */
async function endOf(server: RunningProcess): Promise<string | undefined> {
  const answer = await ask(server, PLAIN_GET).catch(() => undefined)
  if (answer !== undefined) return undefined
  const { child, output } = server
  const ended = (): boolean =>
    child.exitCode !== null || child.signalCode !== null
  // The news of its end comes behind that of its connections.
  if (!ended()) await within(2_000, once(child, 'close'), [])
  if (!ended()) return 'answers no more'
  const last = output().stderr.trim().split('\n').at(-1)
  return `ended with ${child.exitCode ?? child.signalCode}${last && `: ${last}`}`
}
