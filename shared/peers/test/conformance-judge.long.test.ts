// docs/reference/conformance.md says which step the judge finds for a server.
// The judge is asked again here, with some of the servers that are installed.
import { ROOT } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeTarget } from '../src/conformance-judge.ts'
import type { Conformance } from '../src/conformance-report.ts'
import { findTargets } from '../src/conformance-targets.ts'

const MEND = 'To mend this: npm run check -- --peers'
const PAGE = join(ROOT, 'docs', 'reference', 'conformance.json')
const { reports }: Conformance = JSON.parse(readFileSync(PAGE, 'utf8'))

const ASKED = ['node-http', 'express', 'fastapi', '23-openapi']
const targets = findTargets().filter(({ name }) => ASKED.includes(name))
const here = targets.filter(({ absent }) => absent === undefined)

describe('the step that the judge finds', () => {
  it('is asked of servers that are installed, most of them', () => {
    for (const { absent } of targets) if (absent) console.log(absent)
    expect(targets.map(({ name }) => name)).toEqual(ASKED)
    expect(here.length).toBeGreaterThanOrEqual(ASKED.length - 1)
  })

  it.concurrent.each(here)(
    'is what the page says of $name',
    async (target) => {
      const found = reports.find(({ name }) => name === target.name)
      expect(found?.judged, MEND).toBeDefined()
      expect(await judgeTarget(target), MEND).toEqual(found?.judged)
    },
    60_000,
  )
})
