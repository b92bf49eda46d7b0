// Says what a check has found: in words, or as JSON.
import { sinceOf } from '@barewire/checks/check'
import { SEED } from '@barewire/checks/random-values'
import { CHECKS, checksFor } from '@barewire/checks/suite'
import { STEPS } from '@barewire/course/steps'
import { takeHint } from '@barewire/judge/given-hints'
import { hintFor, HINTS } from '@barewire/judge/hints'
import {
  IN_PIECES,
  type Judgement,
  LAST,
  type Verdict,
} from '@barewire/judge/judge'
import { describeFailure, wrap } from '@barewire/judge/show-failure'
import { stripVTControlCharacters } from 'node:util'
import colors from 'picocolors'
import type { Subject } from './check-subject.ts'
import type { Asked } from './check-words.ts'

/** What was asked, and how long the answer took. */
interface Question {
  readonly asked: Asked
  readonly seconds: number
}

/** How many failures are shown with their bytes. */
const SHOWN = 1

/** Lines for a terminal. A failure is named again where the eye is: below. */
export function textOf(
  judgement: Judgement,
  { asked, seconds }: Question,
): string {
  const { step, all, hint } = asked
  const failed = failuresOf(judgement, asked)
  const shown = failed.slice(0, all ? Infinity : SHOWN)
  const first =
    step === undefined ? reachedLines(judgement) : [stepLine(judgement, step)]
  const last = [
    ...othersOf(failed.slice(shown.length)),
    ...(failed[0] && hint ? ['', ...hintLines(failed[0])] : []),
    countLine(judgement, { asked, seconds }),
    ...(failed[0] ? [reasonLine(failed[0], asked)] : []),
    ...nextLines(judgement, step),
  ]
  const room = all ? Infinity : ROWS - rowsOf([...first, '', ...last])
  return [
    ...first,
    ...shown.flatMap((verdict) => ['', ...failureLines(verdict, asked, room)]),
    ...last,
  ].join('\n')
}

function countLine(
  { verdicts, next }: Judgement,
  { asked, seconds }: Question,
): string {
  const count = `${verdicts.length} checks, ${seconds.toFixed(1)} s, seed ${SEED}.`
  const advice =
    next && !asked.hint ? ' A hint: the same command with --hint' : ''
  return colors.dim(count + advice)
}

/** What is wrong, in one line. */
function reasonLine(verdict: Verdict, { subject }: Asked): string {
  const { reason } = describeFailure(verdict, {
    ...subject.byHand,
    width: width(),
  })
  return colors.red(cut(`${verdict.check.id}: ${reason}`, width()))
}

function cut(line: string, most: number): string {
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** All failures of a step; or the first one on the way to the next step. */
function failuresOf({ verdicts, next }: Judgement, { step }: Asked): Verdict[] {
  if (step === undefined) return next ? [next] : []
  return verdicts.filter(({ error }) => error !== undefined)
}

function reachedLines({ reached, way, next }: Judgement): string[] {
  if (next === undefined || way === undefined) {
    return [colors.green(`You pass everything, to step ${titleOf(reached)}.`)]
  }
  const passed = `You pass everything to step ${titleOf(reached)}${sameAs(reached)}.`
  const { step, held } = way
  const holding = held === 1 ? '1 check holds' : `${held} checks hold`
  const id = `${next.check.id}${isInPieces(next) ? ', now in pieces' : ''}`
  return [
    ...(reached === 0 ? [] : [colors.green(passed)]),
    `On the way to step ${titleOf(step)}: ${holding}.`,
    `First failure: ${id}.`,
  ]
}

/** Whether it is a promise of before that step 04 tests once more. */
function isInPieces({ check, step }: Verdict): boolean {
  return step === IN_PIECES && sinceOf(check) < step
}

/** Decorators change the source, and nothing that a client sees. */
function sameAs(step: number): string {
  const hasOwn = CHECKS.some((check) => sinceOf(check) === step)
  return hasOwn ? '' : `, which no client can tell from step ${step - 1}`
}

function titleOf(step: number): string {
  return `${step} (${STEPS[step - 1]?.title})`
}

function stepLine({ verdicts, reached }: Judgement, step: number): string {
  const of = checksFor(step).length
  if (reached === step) {
    return colors.green(`Step ${titleOf(step)} holds: all ${of} checks.`)
  }
  const failed = verdicts.filter(({ error }) => error !== undefined).length
  const start = `Step ${titleOf(step)} does not hold yet: ${failed} `
  const rest = of - verdicts.length
  const left = rest > 0 ? `, and ${rest} not tried` : ''
  return colors.red(
    `${start}${failed === 1 ? 'check fails' : 'checks fail'}${left}.`,
  )
}

const IS_WINDOWS = process.platform === 'win32'

/** Of a small terminal, without the one in which the prompt stands. */
const ROWS = 23

/** Shorter and shorter parts, until all of it fits. */
function failureLines(verdict: Verdict, asked: Asked, room: number): string[] {
  let lines = linesOf(verdict, asked)
  for (let most = 12; most >= 2 && rowsOf(lines) > room; most -= 1) {
    lines = linesOf(verdict, asked, most)
  }
  return lines
}

/** A program may be a whole script. */
function startOf({ start, port }: Subject['byHand']): string {
  if (start === undefined) return ''
  const isShort = start.length < width() - 20 && !start.includes('\n')
  return isShort ? `, with ${start}` : `, with your program on port ${port}`
}

/** A terminal breaks lines that are too long for it. */
function rowsOf(lines: readonly string[]): number {
  const rows = lines.map((line) =>
    Math.max(1, Math.ceil(stripVTControlCharacters(line).length / width())),
  )
  return rows.reduce((sum, count) => sum + count, 0)
}

/** "response-values.2 …", and all that helps to see why. */
function linesOf(
  verdict: Verdict,
  { subject: { byHand: place } }: Asked,
  lines?: number,
): string[] {
  const size = { width: width() - 2, ...(lines && { lines }) }
  const frame = { ...place, ...size, isWindows: IS_WINDOWS }
  const shown = describeFailure(verdict, frame)
  const byHand =
    shown.byHand === undefined
      ? []
      : [`by hand${startOf(place)}:`, `  ${colors.cyan(shown.byHand)}`]
  return [
    colors.bold(shown.title),
    ...indent([
      ...shown.rule.map((line) => colors.dim(line)),
      ...shown.fault.map((line) => colors.red(line)),
      ...shown.sent,
      ...shown.received,
      ...printedLines(shown.printed),
      ...byHand,
    ]),
  ]
}

/** A bug of the program is in its log, not in its answer. */
function printedLines(printed: readonly string[]): string[] {
  if (printed.length === 0) return []
  return ['on its error output:', ...indent([...printed])]
}

/** Columns of the terminal; 80 where there is none. */
function width(): number {
  return Math.min(process.stdout.columns || 80, 120)
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`))
}

function othersOf(others: readonly Verdict[]): string[] {
  if (others.length === 0) return []
  const ids = others.map(({ check: { id } }) => id).join(', ')
  return ['', cut(`${others.length} more (--all shows them): ${ids}`, width())]
}

function hintLines(verdict: Verdict): string[] {
  const { id } = verdict.check
  const number = takeHint(id)
  const more = number < HINTS ? ' The next one: --hint again.' : ''
  return [
    colors.bold(`Hint ${number} of ${HINTS} for ${id}.${more}`),
    // Source has its own line breaks.
    ...indent(
      hintFor(verdict, number).flatMap((line) =>
        number === HINTS ? line : wrap(line, width() - 2),
      ),
    ),
  ]
}

/** What somebody can do who has got that far. */
function nextLines({ reached }: Judgement, step: number | undefined): string[] {
  if (step === undefined || reached !== step || step === LAST) return []
  return ['', `Next: npm run play ${step + 1}`]
}

/** For teachers and machines: one JSON object. */
export function jsonOf(
  judgement: Judgement,
  { asked, seconds }: Question,
): string {
  const { step = null } = asked
  const { byHand } = asked.subject
  const place = { ...byHand, isWindows: IS_WINDOWS, width: Infinity }
  const checks = judgement.verdicts.map((verdict) => {
    const { check, error } = verdict
    const { id, title, rfc, level } = check
    const shown = error && describeFailure(verdict, place)
    return {
      id,
      title,
      rfc,
      level,
      holds: error === undefined,
      ...whyOf(shown),
    }
  })
  const { reached, next } = judgement
  // Who asks for one step does not learn which one was reached.
  const found = step === null ? { reached } : { passed: reached === step }
  const first = next?.check.id ?? null
  const report = { step, ...found, first, seed: SEED, seconds, checks }
  return JSON.stringify(report, null, 2)
}

function whyOf(
  shown: ReturnType<typeof describeFailure> | undefined,
): Readonly<Record<string, unknown>> {
  if (shown === undefined) return {}
  const { fault, sent, received, printed, byHand } = shown
  return { fault: fault.join('\n'), sent, received, printed, byHand }
}
