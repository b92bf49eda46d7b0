// npm run check -- --peers: which server does what the RFCs say, as a matrix.
import { type RfcCase, RFC_CASES } from '@barewire/checks/rfc-case'
import { existingSteps, ROOT } from '@barewire/course/steps'
import { writeMarkdown } from '@barewire/peers/conformance-markdown'
import { judgeTarget } from '@barewire/peers/conformance-judge'
import {
  absentReport,
  type Conformance,
  type Judged,
  type Report,
  reportOf,
} from '@barewire/peers/conformance-report'
import { runCases } from '@barewire/peers/conformance-run'
import { findTargets, type Target } from '@barewire/peers/conformance-targets'
import { FIRST_TARGET } from '@barewire/peers/echo-contract'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import colors from 'picocolors'
import { printResults, printScore } from './scores.ts'
import { stop, type Words } from './words.ts'

/** Compares the servers that everybody knows, and the steps. */
export async function comparePeers(values: Words['values']): Promise<void> {
  const targets = chosenTargets(values['only'])
  const cases = chosenCases(values)
  const reports: Report[] = []
  for (const target of targets) {
    reports.push(await reportOn(target, cases, values['show']))
  }
  if (values['show'] === undefined) write(reports, cases, values)
}

function chosenTargets(only: string | undefined): Target[] {
  const all = findTargets()
  if (only === undefined) return all
  return only.split(',').map((word) => {
    const found = all.find(({ names }) => names.includes(word))
    if (found) return found
    const servers = all.filter(({ kind }) => kind === 'server')
    const names = servers.map(({ name }) => name).join(', ')
    const range = `steps ${FIRST_TARGET} to ${existingSteps().length}`
    stop(
      `There is no server or step "${word}". There are:`,
      `${names}, ${range}`,
    )
  })
}

function chosenCases({ group, show }: Words['values']): readonly RfcCase[] {
  const groups = new Set(RFC_CASES.map((one) => one.group))
  const ids = new Set(RFC_CASES.map(({ id }) => id))
  const inGroups = chosen('group', group, groups)
  const shown = chosen('case', show === 'failed' ? undefined : show, ids)
  return RFC_CASES.filter((one) => inGroups.has(one.group) && shown.has(one.id))
}

function chosen(
  what: 'group' | 'case',
  words: string | undefined,
  all: ReadonlySet<string>,
): ReadonlySet<string> {
  const wanted = words?.split(',') ?? [...all]
  const unknown = wanted.find((word) => !all.has(word))
  if (unknown === undefined) return new Set(wanted)
  const where = {
    group: `There are: ${[...all].join(', ')}`,
    case: 'They are in shared/checks/rfc-cases.json.',
  }
  stop(`There is no ${what} "${unknown}".`, where[what])
}

/** Runs the cases against a server and prints how it did. */
async function reportOn(
  target: Target,
  cases: readonly RfcCase[],
  show: string | undefined,
): Promise<Report> {
  const { name, absent } = target
  if (absent !== undefined) {
    console.log(colors.yellow(absent))
    return absentReport(name, absent)
  }
  const started = performance.now()
  const result = await runCases(target, cases, (done, of) => {
    progress(`${name} ${done} of ${of}`)
  })
  const seconds = (performance.now() - started) / 1000
  progress('')
  const judged = show === undefined ? await judgementOf(target) : undefined
  const report = { ...reportOf(result), ...(judged && { judged }) }
  if (show === undefined) printScore(report, cases, seconds)
  else printResults(result, show)
  const { died } = result
  if (died !== undefined) console.log(colors.red(`  ${name} ${died}`))
  return report
}

/** What `npm run check` would say; undefined if it does not even start. */
async function judgementOf(target: Target): Promise<Judged | undefined> {
  progress(`${target.name} and the checks`)
  const judged = await judgeTarget(target).catch(() => undefined)
  progress('')
  return judged
}

/** A line that the next one overwrites; nothing where output goes to a file. */
function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${text}`)
}

/** Writes what was asked for, and all of it when nothing was left out. */
function write(
  reports: readonly Report[],
  cases: readonly RfcCase[],
  { only, group, save, markdown }: Words['values'],
): void {
  const whole = only === undefined && group === undefined
  const folder = join(ROOT, 'docs', 'reference')
  const result: Conformance = {
    made: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cases: cases.map(({ id }) => id),
    reports,
  }
  const files = [
    [save, 'conformance.json', jsonOf(result)],
    [markdown, 'conformance.md', writeMarkdown(result, cases)],
  ] as const
  for (const [wanted, name, text] of files) {
    const file = wanted ?? (whole ? join(folder, name) : undefined)
    if (file === undefined) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(`Wrote ${file}`)
  }
}

/** Lists of ids on one line each, so that a diff can be read. */
function jsonOf(result: Conformance): string {
  const text = JSON.stringify(result, null, 2)
  const compact = text.replaceAll(/\[[^[\]{}]*\]/g, (list) =>
    list.replaceAll(/\s+/g, ' '),
  )
  return `${compact}\n`
}
