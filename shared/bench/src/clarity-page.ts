// What it would have cost to be faster: the same answers from code that nobody
// would want to read, measured in the same run.
import type { Summary } from './summary.ts'
import { markdownTable } from './table.ts'

const LINE = 'straight-line'
const SHOWN = ['hello', 'get', 'pipelined', 'post']
const COMPARED = ['step-09', 'step-10', 'step-23', 'fastify', 'node-http']

const WORDS = `[straight-line.ts](../../shared/bench/src/servers/straight-line.ts) gives the
same answers on \`node:net\` in one straight line of code: a chunk becomes text
once, a head is parsed in place, an answer is one text, and nothing waits for a
promise. It checks the grammar of a head's lines, but less of what they mean
than the steps do, and it has no deadlines, no limits, no chunks, no streams, no
middleware and no schemas. How many times its CPU time the others take:`

const REASONS = `What lies between it and step 09 are the pieces that a learner meets one after
the other: a reader that is asked for bytes and answers with a promise, a body
that is pulled, field lines as a list, a response that stays a value until the
end, and the checks of both. None of them stands out in a profile. Whoever needs
the rest of the speed writes such a file, and goes without what the steps can
do.`

/** The section; nothing, where that server was not measured. */
export function writeClarity(results: readonly Summary[]): string[] {
  const timeOf = (name: string, scenario: string): number | undefined =>
    results.find((one) => one.name === name && one.scenario === scenario)?.used
      ?.cpu
  const ratio = (name: string, scenario: string): string => {
    const own = timeOf(LINE, scenario)
    const other = timeOf(name, scenario)
    return own && other ? (other / own).toFixed(2) : ''
  }
  const scenarios = SHOWN.filter((scenario) => timeOf(LINE, scenario))
  if (scenarios.length === 0) return []
  const rows = COMPARED.map((name) => [
    `${name} : ${LINE}`,
    ...scenarios.map((scenario) => ratio(name, scenario)),
  ])
  return [
    '## What clarity costs',
    WORDS,
    markdownTable([['compared', ...scenarios], ...rows]),
    REASONS,
  ]
}
