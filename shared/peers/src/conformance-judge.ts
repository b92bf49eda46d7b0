// Asks the judge of `npm run check` which step a server of the comparison has
// reached, as it stands there: with the echo contract.
import { judgeReached } from '@barewire/judge/judge'
import { findServer } from '@barewire/judge/server'
import type { Judged } from './conformance-report.ts'
import type { Target } from './conformance-targets.ts'

/** Starts a server, has it judged and stops it. Throws if it cannot start. */
export async function judgeTarget({ start }: Target): Promise<Judged> {
  await using running = await start()
  const { reached, next } = await judgeReached(await findServer(running))
  return { reached, ...(next && { first: next.check.id }) }
}
