// A short run: few cases, two servers that answer, one that dies, one that
// does not start.
import { type RfcCase, RFC_CASES } from '@barewire/checks/rfc-case'
import { ROOT } from '@barewire/course/steps'
import { startProcess } from '@barewire/test-kit/start-process'
import { describe, expect, it } from 'vitest'
import { type Run, runCases } from '../src/conformance-run.ts'
import { findTargets, type Target } from '../src/conformance-targets.ts'

const TARGETS = findTargets()
const CASES = casesOf('hd-09', 'ho-04', 'ka-01', 'ti-11')

function casesOf(...ids: readonly string[]): readonly RfcCase[] {
  return RFC_CASES.filter(({ id }) => ids.includes(id))
}

function targetOf(name: string): Target {
  const found = TARGETS.find(({ names }) => names.includes(name))
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

function outcomesOf({ results }: Run): Record<string, string> {
  return Object.fromEntries(
    results.map(({ one, outcome }) => [one.id, outcome]),
  )
}

describe('a run of cases', () => {
  it('says what a known server and a step do', async () => {
    const runs = await Promise.all(
      ['node-http', '4'].map((name) => runCases(targetOf(name), CASES)),
    )
    expect(runs.map(outcomesOf)).toEqual([
      {
        'hd-09': 'passed',
        'ho-04': 'failed',
        'ka-01': 'passed',
        'ti-11': 'passed',
      },
      { 'hd-09': 'passed', 'ho-04': 'failed', 'ka-01': 'failed' },
    ])
    const without = runs.map(({ inapplicable }) => inapplicable)
    expect(without).toEqual([[], casesOf('ti-11')])
    expect(runs.map(({ died }) => died)).toEqual([undefined, undefined])
  })

  it('goes on when a server dies, and says how', async () => {
    const run = await runCases(dying('process.exit(3)'), CASES)
    expect(run.died).toBe('ended with 3: help')
    expect(new Set(Object.values(outcomesOf(run)))).toEqual(new Set(['failed']))
    expect(run.results).toHaveLength(3)
  })

  it('says why a server does not start', async () => {
    const start = (): Promise<never> => Promise.reject(new Error('no luck'))
    const run = await runCases({ ...targetOf('node-http'), start }, CASES)
    expect(run.died).toBe('no luck')
    expect(new Set(Object.values(outcomesOf(run)))).toEqual(new Set(['failed']))
    expect(run.results).toHaveLength(4)
  })
})

/** A server that runs the statement at its first connection. */
function dying(statement: string): Target {
  const program = `const server = require('node:net').createServer(() => {
    console.error('help')
    ${statement}
  })
  server.listen(0, '127.0.0.1', () => {
    console.log('http://127.0.0.1:' + server.address().port)
  })`
  return {
    name: 'dying',
    names: ['dying'],
    kind: 'server',
    start: () => startProcess({ words: ['-e', program], cwd: ROOT }),
  }
}
