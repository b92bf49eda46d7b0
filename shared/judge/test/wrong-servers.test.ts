// The judge, asked for the step that a wrong server is made of, names the
// checks that it is kept for. A plain run judges a few; all of them, or those
// of a step: JUDGED=all npm test -- --project judge wrong-servers -t 'step 9:'
import { numberOf } from '@barewire/course/steps'
import { inTurn } from '@barewire/test-kit/in-turn'
import { checksOf, WRONG_SERVERS } from '@barewire/wrong-servers/suite'
import { describe, expect, it } from 'vitest'
import { judgeStep, orderFor } from '../src/judge.ts'
import { startForJudge } from './wrong-server.ts'

/** How many are judged unless all are. */
const FEW = 4

/** How many are judged side by side: they wait for what does not come. */
const place = inTurn(4)

// The others are kept for RFC cases, and no step promises those.
const known = WRONG_SERVERS.filter((wrong) => checksOf(wrong).length > 0)
const judged =
  process.env['JUDGED'] === 'all'
    ? known
    : known.filter((_, index) => index % Math.ceil(known.length / FEW) === 0)

describe('the judge', () => {
  it.concurrent.each(judged)(
    'names what is wrong with step $step: $name',
    // Most of it is waiting for their turn. What is wrong in some deliveries
    // only may be missed once; nobody could miss all three.
    { timeout: 36_000_000, retry: 2 },
    async (wrong) => {
      const order = orderFor(numberOf(wrong.step)).map(({ id }) => id)
      const wanted = checksOf(wrong).map(({ id }) => id)
      const places = wanted.map((id) => order.indexOf(id))
      // One that hangs would keep every check behind it waiting.
      const last = order[Math.max(...places)] ?? ''
      const { verdicts, next, reached } = await place(async () => {
        const server = await startForJudge(wrong)
        return judgeStep(server, numberOf(wrong.step), { points: 2, last })
      })
      const failed = verdicts.flatMap(({ check, error }) =>
        error ? [check.id] : [],
      )
      expect(failed).toEqual(expect.arrayContaining(wanted))
      expect(reached).toBe(0)
      // Nobody is sent to a later check before an earlier one.
      const sent = order.indexOf(next?.check.id ?? '')
      expect(sent).toBeLessThanOrEqual(Math.min(...places))
    },
  )
})
