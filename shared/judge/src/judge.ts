// Runs the suite against a server and says which step it has reached.
import { numberOf, STEPS } from '@barewire/course/steps'
import { type Check, sinceOf, untilOf } from '@barewire/checks/check'
import { runCheck } from '@barewire/checks/run-check'
import { CHECKS, checksFor } from '@barewire/checks/suite'
import { type Exchange, recordIn } from '@barewire/test-kit/recording'
import type { Server } from './server.ts'

/** A check, as one step and those after it have to pass it. */
export interface Trial {
  readonly check: Check
  readonly step: number
}

/** What came of a check. */
export interface Verdict extends Trial {
  /** What went wrong; undefined: the promise holds. */
  readonly error?: Error
  /** What went over the connections of a check that failed. */
  readonly exchanges: readonly Exchange[]
  /** What has come from its error output meanwhile, if the check failed. */
  readonly printed?: string
}

/** How a judge works. */
export interface Options {
  /** At how many points wire cases are split; three unless said. */
  readonly points?: number
  /** Stops when so many checks have failed. */
  readonly most?: number
  /** Stops after so many milliseconds, if a check has failed by then. */
  readonly longest?: number
  /** Stops behind the check with this id. */
  readonly last?: string
  /** Is told how many checks are done. */
  readonly onVerdict?: (done: number) => void
}

/** What a judge has found. */
export interface Judgement {
  readonly verdicts: readonly Verdict[]
  /** The last step all of whose checks hold; 0: none. */
  readonly reached: number
  /** The step that is nearest, if not all steps are reached. */
  readonly way?: Way
  /** The first failure on the way to that step. */
  readonly next?: Verdict
}

/** How far it is to a step. */
export interface Way {
  readonly step: number
  /** How many of its checks hold. */
  readonly held: number
}

/** The last step of the ladder that has checks. */
export const LAST = STEPS.length

/** How many wire cases run together. */
const TOGETHER = 16

const POINTS = 3

/** Runs all checks that hold for a step. */
export async function judgeStep(
  server: Server,
  step: number,
  options: Options = {},
): Promise<Judgement> {
  const bench = new Bench(server, options)
  const { most = Infinity, longest = Infinity } = options
  const end = performance.now() + longest
  const isEnough = (): boolean =>
    bench.failed.length >= most ||
    (bench.failed.length > 0 && performance.now() > end)
  const checks = orderFor(step)
  const last = checks.findIndex(({ id }) => id === options.last)
  const rest = checks
    .slice(0, last === -1 ? checks.length : last + 1)
    .map((check): Trial => ({ check, step }))
  while (rest.length > 0 && !isEnough()) {
    await bench.run(takeBatch(rest))
  }
  const { verdicts, failed } = bench
  await bench.end()
  const [next] = failed
  const reached = next === undefined && verdicts.length > 0 ? step : 0
  return { verdicts, reached, ...(next && { next }) }
}

/** Its own checks first: who works on a step waits for news of that step. */
export function orderFor(step: number): Check[] {
  const checks = checksFor(step)
  // Decorators promise nothing new to a client.
  const newest = Math.max(...checks.map(sinceOf))
  const isOwn = (check: Check): boolean => sinceOf(check) === newest
  return [...checks.filter(isOwn), ...checks.filter((check) => !isOwn(check))]
}

/** A step with so many failures is not near. */
const FAR = 2

/**
 * Finds the last step all of whose checks hold. A check is left out when each
 * step for which it holds is far.
 */
export async function judgeReached(
  server: Server,
  options: Options = {},
): Promise<Judgement> {
  const bench = new Bench(server, options)
  const withAtMost = (most: number): number[] =>
    steps().filter((n) => countFailed(bench.failed, n) <= most)
  const rest = wholeLadder()
  while (rest.length > 0) {
    const batch = takeBatch(rest)
    const near = withAtMost(FAR - 1)
    await bench.run(batch.filter((each) => near.some((n) => holds(each, n))))
  }
  await bench.end()
  const { verdicts, failed } = bench
  const reached = withAtMost(0).at(-1) ?? 0
  if (reached === LAST) return { verdicts, reached }
  const near = withAtMost(FAR - 1).at(-1) ?? 0
  const step = near > reached ? near : nextAfter(reached, failed)
  const next = failed.find((trial) => holds(trial, step))
  const way = { step, held: countHeld(verdicts, step) }
  return { verdicts, reached, way, ...(next && { next }) }
}

function countFailed(failed: readonly Trial[], step: number): number {
  return failed.filter((trial) => holds(trial, step)).length
}

function nextAfter(reached: number, failed: readonly Trial[]): number {
  return reached === 0 ? nearest(failed) : reached + 1
}

/** A check that was tried twice holds if it held both times. */
function countHeld(verdicts: readonly Verdict[], step: number): number {
  const own = verdicts.filter((verdict) => holds(verdict, step))
  const failed = own.filter(({ error }) => error !== undefined)
  const ids = new Set(own.map(({ check }) => check.id))
  for (const { check } of failed) ids.delete(check.id)
  return ids.size
}

function steps(): number[] {
  return Array.from({ length: LAST }, (_, i) => i + 1)
}

function holds({ check, step: since }: Trial, step: number): boolean {
  return since <= step && step < untilOf(check)
}

/** From this step on wire cases come in pieces, also those of steps before. */
export const IN_PIECES = numberOf('byte-reader')

/** Each check in the step that promises it; early wire cases once more. */
function wholeLadder(): Trial[] {
  const trials = CHECKS.map((check) => ({ check, step: sinceOf(check) }))
  const again = trials
    .filter(({ check, step }) => !('run' in check) && step < IN_PIECES)
    .filter(({ check }) => untilOf(check) > IN_PIECES)
    .map(({ check }) => ({ check, step: IN_PIECES }))
  const at = trials.findIndex(({ step }) => step >= IN_PIECES)
  return trials.toSpliced(at, 0, ...again)
}

/** The step that comes furthest before its first failure. */
function nearest(failed: readonly Trial[]): number {
  const firsts = steps().map((n) => failed.findIndex((each) => holds(each, n)))
  return firsts.indexOf(Math.max(...firsts)) + 1
}

/** A talk alone, since it may count or wait; wire cases side by side. */
function takeBatch(rest: Trial[]): Trial[] {
  const [first] = rest
  if (first === undefined || 'run' in first.check) return rest.splice(0, 1)
  const end = rest.findIndex(
    ({ check, step }) => 'run' in check || step !== first.step,
  )
  const count = Math.min(TOGETHER, end === -1 ? rest.length : end)
  return rest.splice(0, count)
}

/** How the program was when some checks were done. */
interface End {
  readonly gone: string | undefined
  /** Percent of a core, if a check has waited in vain. */
  readonly cpu: number | undefined
  readonly printed: string
}

/**
 * Percent of a core that nobody uses who waits for a client. A loop gets all of
 * one, unless other programs want it as well.
 */
const BUSY = 15

/** How RawClient says that what it has waited for did not come. */
export const WAITED = /waited \d+ ms/

function howBusy(cpu: number | undefined): string {
  if (cpu === undefined) return ''
  return cpu < BUSY
    ? 'The process is idle: it waits for something.'
    : `The process uses ${cpu} % CPU: is it in an endless loop?`
}

/** Adds to a failure what the program has to say about it. */
function withEnd(verdict: Verdict, { gone, cpu, printed }: End): Verdict {
  const { error } = verdict
  if (error === undefined) return verdict
  if (gone === undefined) {
    const words = WAITED.test(error.message) ? howBusy(cpu) : ''
    if (words === '') return { ...verdict, printed }
    const message = `${error.message}\n${words}`
    return { ...verdict, printed, error: new Error(message, { cause: error }) }
  }
  // What it has printed is in there.
  const message = `${error.message}\nThen ${gone}`
  return { ...verdict, error: new Error(message, { cause: error }) }
}

/** Where checks are run, and what came of them. */
class Bench {
  server: Server
  readonly verdicts: Verdict[] = []
  readonly #options: Options
  /** Whether no check has been run since the server was started. */
  #fresh = true

  constructor(server: Server, options: Options) {
    this.server = server
    this.#options = options
  }

  get failed(): Verdict[] {
    return this.verdicts.filter(({ error }) => error !== undefined)
  }

  /** A server that crashes is started again, to find out at which check. */
  async run(trials: readonly Trial[]): Promise<void> {
    const fresh = this.#fresh
    this.#fresh = false
    this.server.takePrinted()
    const found = await Promise.all(trials.map((trial) => this.#try(trial)))
    const errors = found.flatMap(({ error }) => error ?? [])
    const gone = errors.length > 0 ? await this.server.gone() : undefined
    const waited = errors.some(({ message }) => WAITED.test(message))
    const cpu = waited && !gone ? await this.server.cpuShare() : undefined
    const printed = this.server.takePrinted()
    if (gone !== undefined) {
      this.server = await this.server.again()
      this.#fresh = true
      // Or it was the end of the check before that it has not survived.
      if (!fresh || trials.length > 1) {
        for (const trial of trials) await this.run([trial])
        return
      }
    }
    for (const verdict of found) this.#note(verdict, { gone, cpu, printed })
  }

  async end(): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }

  #note(verdict: Verdict, end: End): void {
    this.verdicts.push(withEnd(verdict, end))
    this.#options.onVerdict?.(this.verdicts.length)
  }

  async #try(trial: Trial): Promise<Verdict> {
    const { check, step } = trial
    const { address } = this.server
    const { points = POINTS } = this.#options
    const exchanges: Exchange[] = []
    try {
      await recordIn(exchanges, () =>
        runCheck(check, { address, step, points }),
      )
      return { ...trial, exchanges: [] }
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      return { ...trial, error, exchanges }
    }
  }
}
