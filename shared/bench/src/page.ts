// The page that shows what was measured. The same measurements give the same
// page.
import { explainBlanks } from './compare.ts'
import { compareWithGoals, GOAL_TITLES, rowOfGoal } from './goals.ts'
import { writeClarity } from './clarity-page.ts'
import { writeGrowth } from './growth-page.ts'
import { describeRun, image } from './page-parts.ts'
import { writeProfiles } from './profile-page.ts'
import type { Comparison, Measurements } from './record.ts'
import { type Scenario, SCENARIOS } from './scenarios.ts'
import { type Summary, wasWaiting } from './summary.ts'
import { LEGEND, markdownTable, rowOf, TITLES } from './table.ts'

/** The whole page as Markdown. */
export function writePage(measurements: Measurements): string {
  const { comparison, goals, growth, profiles } = measurements
  return [
    '# Performance',
    INTRODUCTION,
    ...(comparison ? writeComparison(comparison, goals) : []),
    ...(growth ? writeGrowth(growth) : []),
    ...(profiles ? writeProfiles(profiles) : []),
    '',
  ].join('\n\n')
}

const INTRODUCTION = `What does a request cost, step by step, and beside servers that everybody
knows? Do not edit this page: \`npm run bench -- --write\` writes it, and
\`npm run bench -- --page\` does so without measuring. The numbers are in
[performance.json](performance.json), the servers in
[shared/bench](../../shared/bench/src/servers).

The figure to compare is the server's **CPU time for a request**: it depends
least on what else the machine does and on who sends the load.`

function writeComparison(comparison: Comparison, goals?: Comparison): string[] {
  const { results } = comparison
  const scenarios = SCENARIOS.filter(({ name }) =>
    results.some(({ scenario }) => scenario === name),
  )
  return [
    describeRun(comparison),
    '## CPU time for a request, in µs',
    scenarioList(scenarios),
    markdownTable(matrix(comparison, scenarios)),
    explain(comparison),
    METHOD,
    ...(goals ? writeGoals(goals) : []),
    ...writeClarity(results),
    '## What each layer costs',
    image(
      'steps',
      `Bars of the CPU time for a request, step by step${sayEnds(comparison)}`,
    ),
    `Steps before 09 keep no connection, so there are two plots. From step 20 on
what comes in and goes out is checked against schemas. \`step-23-layers\` is step
23 behind all middleware of its own application.`,
    '## Beside known servers',
    image(
      'servers',
      `Bars of the CPU time for a request of step 23 and known servers${sayServers(comparison)}`,
    ),
    '## All figures',
    LEGEND.replaceAll('\n', ' ').replace('"*"', '"\\*"'),
    bottleneck(results),
    ...troubles(results),
    ...scenarios.flatMap((scenario) => details(scenario, comparison)),
  ]
}

function writeGoals(run: Comparison): string[] {
  const rows = compareWithGoals(run.results).map(rowOfGoal)
  return [
    '## Goals',
    `Measured on ${run.made} on ${run.machine}:
${run.rounds} rounds of ${run.seconds} s after ${run.warmUpSeconds} s of warming up, one server after the other, each
round with new processes: one process differs from another one of the same
server, since what V8 compiles, and where it lies, is a matter of chance. Each
ratio is made of two rounds of the same turn, seconds apart, and what is shown is
the median of these ratios, and the least and the greatest.
\`npm run bench -- --goals\` measures them alone.`,
    markdownTable([GOAL_TITLES, ...rows]),
    ...(rows.some((row) => row.includes('missed')) ? [MISSED] : []),
  ]
}

const MISSED = `What is missed was left so that the code stays readable. The next section shows
what a server takes that gives this up.`

function scenarioList(scenarios: readonly Scenario[]): string {
  return scenarios
    .map(({ name, title }) => `- **${name}**: ${title}`)
    .join('\n')
}

function matrix(
  { servers, results, blanks }: Comparison,
  scenarios: readonly Scenario[],
): string[][] {
  const cell = (name: string, scenario: string): string => {
    const one = results.find(
      (each) => each.name === name && each.scenario === scenario,
    )
    return one?.used?.cpu.toFixed(1) ?? ''
  }
  const shown = servers.filter(({ name }) =>
    [...results, ...blanks].some((one) => one.name === name),
  )
  return [
    ['server', 'version', ...scenarios.map(({ name }) => name)],
    ...shown.map(({ name, version = '' }) => [
      name,
      version,
      ...scenarios.map((scenario) => cell(name, scenario.name)),
    ]),
  ]
}

/** Why cells are empty. */
function explain({ blanks, results }: Comparison): string {
  const lines = explainBlanks(blanks)
  if (results.some(({ used }) => used === undefined)) {
    lines.push('of servers not on Node only Linux tells the CPU time')
  }
  if (lines.length === 0) return 'No cell is empty.'
  const list = lines.map((line) => `- ${line}`).join('\n')
  return `Empty cells:\n\n${list}`
}

const METHOD = `Before each round a server gets a second of load that does not count: one that
was idle while the others had their turn has given memory back, and the first
second behind that costs up to a seventh more.

All servers send the same content. Those in TypeScript are compiled once with
esbuild, packages outside, and run with \`NODE_ENV=production\`; nothing logs.
\`raw-socket\` writes fixed bytes and parses nothing: what is left when HTTP costs
no time. \`straight-line\` does what the steps do without what makes them readable,
see below. nginx has one process and answers with \`return 200\`. Schemas check what
comes in and goes out on Fastify, FastAPI and from step 20 on (there with zod);
the others check the POST with the same few lines by hand. Where a server has one
core, its threads share it: those of Python's servers then get in each other's
way less.`

function bottleneck(results: readonly Summary[]): string {
  const waiting = results.filter(wasWaiting).length
  return `In ${waiting} of ${results.length} cases the server waited: there the load generator or the
machine was the bottleneck.`
}

/** Where answers did not come. */
function troubles(results: readonly Summary[]): string[] {
  const failed = results.filter(({ errors }) => errors > 0)
  if (failed.length === 0) return []
  const all = failed.map(
    ({ name, scenario, errors }) => `${name} ${errors} (${scenario})`,
  )
  return [`Answers that did not come: ${all.join(', ')}.`]
}

function details({ name, title }: Scenario, { results }: Comparison): string[] {
  const rows = results.filter(({ scenario }) => scenario === name).map(rowOf)
  const cells = [TITLES, ...rows].map((row) =>
    row.map((cell) => cell.trim().replace('*', '\\*')),
  )
  return [`### ${name}: ${title}`, markdownTable(cells)]
}

function sayEnds({ results }: Comparison): string {
  const all = results.filter(
    ({ scenario, name }) => scenario === 'get' && /^step-\d\d$/.test(name),
  )
  const ends = [all.at(0), all.at(-1)].flatMap((one) =>
    one?.used ? [`${one.name} ${one.used.cpu.toFixed(0)} µs`] : [],
  )
  return ends.length === 2 ? `: ${ends.join(', ')} for a GET` : ''
}

function sayServers({ results }: Comparison): string {
  const all = results.filter(
    ({ scenario, name }) => scenario === 'get' && !/^step-(?!23$)/.test(name),
  )
  const said = all.flatMap(({ name, used }) =>
    used ? [`${name} ${used.cpu.toFixed(0)} µs`] : [],
  )
  return said.length > 0 ? `, for a GET: ${said.join(', ')}` : ''
}
