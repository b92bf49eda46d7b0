// Sends an RFC case to a server and judges what comes back.
import { setTimeout } from 'node:timers/promises'
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { PLAIN_GET } from './check.ts'
import type { Expectation, RfcCase } from './rfc-case.ts'
import { faultsOf } from './rfc-case-faults.ts'
import { observe, type Observed } from './rfc-case-observe.ts'

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
