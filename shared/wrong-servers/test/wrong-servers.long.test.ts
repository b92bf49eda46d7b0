// The checks are tested: each one fails at a wrong server that is kept for it.
import { inTurn } from '@barewire/test-kit/in-turn'
import { describe, expect, it } from 'vitest'
import { judge } from '../src/judge.ts'
import { casesOf, checksOf, WRONG_SERVERS } from '../src/suite.ts'
import type { WrongServer } from '../src/wrong-server.ts'

/** How many run together: most of them wait for what does not come. */
const place = inTurn(8)

describe('wrong servers', () => {
  it.concurrent.each(WRONG_SERVERS)(
    'step $step: $name',
    // Most of it is waiting for their turn. What is wrong in some deliveries
    // only may be missed once; nobody could miss all three.
    { timeout: 600_000, retry: 2 },
    async (wrong) => {
      const { verdicts, log } = await place(() => judgeOne(wrong))
      const passed = [...verdicts].filter(([, verdict]) => !verdict)
      expect(passed.map(([id]) => id)).toEqual([])
      // Those would be mistakes in the patch.
      expect(log).not.toMatch(/ReferenceError|SyntaxError/)
    },
  )
})

function judgeOne(wrong: WrongServer) {
  return judge(wrong, checksOf(wrong), casesOf(wrong))
}
