// The checks are tested: each one fails at a wrong server that is kept for it.
// A brief run starts every second wrong server, and looks at the text of all.
import { RFC_CASES } from '@barewire/checks/rfc-case'
import { CHECKS } from '@barewire/checks/suite'
import { folderOf, stepCalled } from '@barewire/course/steps'
import { isBrief } from '@barewire/course/run'
import { inTurn } from '@barewire/test-kit/in-turn'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge } from '../src/judge.ts'
import { casesOf, checksOf, WRONG_SERVERS } from '../src/suite.ts'
import { applyPatch, patchesOf, type WrongServer } from '../src/wrong-server.ts'

/** Checks that no wrong server is kept for, and why. */
const WITHOUT: Readonly<Record<string, string>> = {}

/** How many run together: most of them wait for what does not come. */
const place = inTurn(8)

describe('wrong servers', () => {
  const started = WRONG_SERVERS.filter((_, i) => !isBrief() || i % 2 === 0)

  it.concurrent.each(started)(
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

  it.each(WRONG_SERVERS)('fits its text: $step, $name', (wrong) => {
    const folder = folderOf(stepCalled(wrong.step))
    for (const patch of patchesOf(wrong)) {
      const path = join(folder, patch.file)
      const text = readFileSync(path, 'utf8')
      expect(applyPatch(text, patch)).not.toBe(text)
    }
  })

  it('have names of their own', () => {
    const names = WRONG_SERVERS.map(({ step, name }) => `${step} ${name}`)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  it('are kept for something', () => {
    const idle = WRONG_SERVERS.filter(
      (wrong) => checksOf(wrong).length + casesOf(wrong).length === 0,
    )
    expect(idle).toEqual([])
  })

  it('are there for every check', () => {
    const known = new Set(WRONG_SERVERS.flatMap(checksOf).map(({ id }) => id))
    const missing = CHECKS.filter(({ id }) => !known.has(id))
    expect(missing.map(({ id }) => id)).toEqual(Object.keys(WITHOUT))
  })

  it('are there for every group of RFC cases', () => {
    const known = new Set(
      WRONG_SERVERS.flatMap(casesOf).map(({ group }) => group),
    )
    const missing = RFC_CASES.filter(({ group }) => !known.has(group))
    expect(missing.map(({ group }) => group)).toEqual([])
  })
})

function judgeOne(wrong: WrongServer) {
  return judge(wrong, checksOf(wrong), casesOf(wrong))
}
