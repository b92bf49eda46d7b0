// Runs checks against a wrong server and says what each of them sees.
import { numberOf } from '@barewire/course/steps'
import type { Check } from '@barewire/checks/check'
import type { RfcCase } from '@barewire/checks/rfc-case'
import { runRfcCase } from '@barewire/checks/run-rfc-case'
import { runCheck } from '@barewire/checks/run-check'
import { type RunningWrong, startWrong } from './start-wrong.ts'
import type { WrongServer } from './wrong-server.ts'

/** What the checks say, by their ids. */
export interface Judgement {
  /** Undefined: the check passes. */
  readonly verdicts: ReadonlyMap<string, string | undefined>
  /** What the server has written to its standard error. */
  readonly log: string
}

/** Whole and byte by byte, and a few splits. */
const POINTS = 2

/** How many wire cases and RFC cases run together. */
const TOGETHER = 32

/** A server that crashes is started again for the next check. */
export async function judge(
  wrong: WrongServer,
  checks: readonly Check[],
  cases: readonly RfcCase[] = [],
): Promise<Judgement> {
  const verdicts = new Map<string, string | undefined>()
  const batches = batchesOf([...checks.map(trialOf), ...cases.map(trialOfCase)])
  let log = ''
  while (batches.length > 0) {
    await using server = await startWrong(wrong)
    let crashed = false
    for (let first = true; !crashed; first = false) {
      const batch = batches.shift()
      if (!batch) break
      const messages = await Promise.all(
        batch.map(({ run }) => run(server).then(() => undefined, String)),
      )
      const failed = messages.some((message) => message !== undefined)
      crashed = failed && (await server.crashed())
      // Which of them was it? Once more, then, one after the other.
      if (crashed && !(first && batch.length === 1)) {
        batches.unshift(...batch.map((each) => [each]))
      } else batch.forEach(({ id }, i) => verdicts.set(id, messages[i]))
    }
    log += server.log()
  }
  return { verdicts, log }
}

/** A check or an RFC case. */
interface Trial {
  readonly id: string
  /** Whether others may run beside it. */
  readonly alone: boolean
  readonly run: (server: RunningWrong) => Promise<void>
}

function trialOf(check: Check): Trial {
  return {
    id: check.id,
    alone: 'run' in check,
    run: ({ app, step }) =>
      runCheck(check, { address: app, step, points: POINTS }),
  }
}

const FIRST_ROUTER = numberOf('routing')

function trialOfCase(one: RfcCase): Trial {
  return {
    id: one.id,
    alone: false,
    run: async ({ echo, step }) => {
      if (!echo) throw new Error(`Step ${step} has no echo contract`)
      const { faults, hardened } = await runRfcCase(one, echo)
      if (faults.length > 0) throw new Error(faults.join('; '))
      if (step >= FIRST_ROUTER && !hardened) throw new Error('not hardened')
    },
  }
}

function batchesOf(trials: readonly Trial[]): Trial[][] {
  const together = trials.filter(({ alone }) => !alone)
  const batches = trials.filter(({ alone }) => alone).map((each) => [each])
  for (let at = 0; at < together.length; at += TOGETHER) {
    batches.push(together.slice(at, at + TOGETHER))
  }
  return batches
}
