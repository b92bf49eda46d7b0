// Wrong servers fit the source that they change, and there is one for every
// check. That checks fail at them: wrong-servers.long.test.ts.
import { RFC_CASES } from '@barewire/checks/rfc-case'
import { CHECKS } from '@barewire/checks/suite'
import { folderOf, stepCalled } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { casesOf, checksOf, WRONG_SERVERS } from '../src/suite.ts'
import { applyPatch, patchesOf } from '../src/wrong-server.ts'

/** Checks that no wrong server is kept for, and why. */
const WITHOUT: Readonly<Record<string, string>> = {}

describe('wrong servers', () => {
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
