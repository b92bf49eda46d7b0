// docs/reference/conformance.md must not go stale: it is what the numbers
// beside it say, and the steps still do what the numbers say. Two steps are
// asked again; those from 09 on pass all cases, which another test proves.
import { type RfcCase, RFC_CASES } from '@barewire/checks/rfc-case'
import {
  existingSteps,
  findStep,
  isSince,
  numberOf,
  ROOT,
  stepCalled,
} from '@barewire/course/steps'
import { writeMarkdown } from '@barewire/peers/conformance-markdown'
import {
  type Conformance,
  promisedFrom,
  type Report,
  reportOf,
  scoreOf,
} from '@barewire/peers/conformance-report'
import { runCases } from '@barewire/peers/conformance-run'
import { targetOfStep } from '@barewire/peers/conformance-targets'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const MEND = 'To mend this: npm run check -- --peers'
const AGAIN = ['request-head', 'response-values'].map(stepCalled)
// Those about limits send much, and often.
const QUICK = RFC_CASES.filter(({ group }) => group !== 'limits')
const FIRST_WITHOUT_FAULT = numberOf('keep-alive')

const read = (name: string): string =>
  readFileSync(join(ROOT, 'docs', 'reference', name), 'utf8')
const conformance: Conformance = JSON.parse(read('conformance.json'))
const ladder = conformance.reports.filter(({ kind }) => kind === 'step')
const placeOf = ({ name }: Report): number => findStep(name)?.number ?? NaN

describe('docs/reference/conformance', () => {
  it('is the page that the numbers make', () => {
    const page = writeMarkdown(conformance, RFC_CASES)
    expect(read('conformance.md') === page, MEND).toBe(true)
  })

  it('knows the cases and the steps that there are', () => {
    expect(conformance.cases, MEND).toEqual(RFC_CASES.map(({ id }) => id))
    const steps = existingSteps().filter((step) =>
      isSince(step, 'request-head'),
    )
    const names = steps.map(({ name }) => name)
    expect(ladder.map(({ name }) => name)).toEqual(names)
  })

  it('rises from step to step, and is full from keep-alive on', () => {
    const protocol = RFC_CASES.filter(({ application }) => !application)
    const scores = ladder.map((report) => {
      const { passed, judged, preferred } = scoreOf(report, protocol)
      return { report, passed, preferred, full: passed === judged }
    })
    for (const [i, { report, passed, preferred, full }] of scores.entries()) {
      const before = scores[i - 1]
      expect(passed).toBeGreaterThanOrEqual(before?.passed ?? 0)
      expect(preferred).toBeGreaterThanOrEqual(before?.preferred ?? 0)
      expect(full).toBe(placeOf(report) >= FIRST_WITHOUT_FAULT)
    }
  })

  it.each(ladder)('has $name pass all that it promises', (report) => {
    const promised = RFC_CASES.filter(
      ({ group, application }) =>
        !application && (promisedFrom(group) ?? NaN) <= placeOf(report),
    )
    const ids = new Set(promised.map(({ id }) => id))
    expect(ids.size).toBeGreaterThan(30)
    expect(report.failed.filter((id) => ids.has(id))).toEqual([])
  })

  it.concurrent.each(AGAIN)(
    'is what $name does today',
    async (step) => {
      const found = ladder.find(({ name }) => name === step.name)
      const target = targetOfStep(step)
      const today = reportOf(await runCases(target, QUICK))
      expect(today, MEND).toEqual(found && only(QUICK, found))
    },
    60_000,
  )
})

/** What a report says of some cases, and nothing of the judge. */
function only(cases: readonly RfcCase[], report: Report): Report {
  const { judged, ...others } = report
  expect(judged, MEND).toBeDefined()
  const ids = new Set(cases.map(({ id }) => id))
  const some = (list: readonly string[]): string[] =>
    list.filter((id) => ids.has(id))
  return {
    ...others,
    failed: some(report.failed),
    unseen: some(report.unseen),
    inapplicable: some(report.inapplicable),
    lenient: some(report.lenient),
  }
}
