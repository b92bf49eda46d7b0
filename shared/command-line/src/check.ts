// npm run check: which step a server has reached. npm run check 7: whether it
// keeps all that step 7 promises. With --peers, see check-peers.ts.
import type { Judgement } from '@barewire/judge/judge'
import { NotListening, type Server } from '@barewire/judge/server'
import { readProgress, writeProgress } from '@barewire/playground/playground'
import { watchFiles } from './check-watch.ts'
import { type Asked, askedBy } from './check-words.ts'
import { exitOnSignals } from './signals.ts'
import { parseWords } from './words.ts'

const HELP = `npm run check                     which step your playground has reached
npm run check 7                   whether it keeps all that step 7 promises
npm run check 7 -- --cmd "python3 mine.py"
                                  starts a program, in any language, with the
                                  port in PORT, and waits until it accepts
npm run check 7 -- --url http://localhost:8000
                                  a server that runs already

  --hint     a hint for the first failure; three in all, one at a time
  --watch    checks again whenever a file is saved
  --all      goes on after some failures; splits every case at every point
  --json     prints what was found as JSON
  --seed 7   the same random values again: each run says its seed

It ends with 0 when all of the step holds, with 1 when something fails.

npm run check -- --peers   sends the RFC cases to the servers that everybody
                           knows and to every step from 3 on, prints a matrix
                           and writes docs/reference/conformance.md and .json

  --only fastify,23        only these servers and steps; writes nothing
  --group host,chunked     only the cases of these groups; writes nothing
  --show ho-04,re-03       only these cases, with the bytes sent and received
  --show failed            likewise, all that a server fails
  --save FILE              writes the numbers there
  --markdown FILE          writes the page there

That takes about three minutes. A server that is not installed is named, with
what installs it. NO_COLOR=1 leaves colors out.`

/** Runs the command with the words behind it. */
export async function run(words: readonly string[]): Promise<void> {
  const parsed = parseWords(words, {
    name: 'check',
    help: HELP,
    options: {
      peers: { type: 'boolean' },
      only: { type: 'string' },
      group: { type: 'string' },
      show: { type: 'string' },
      save: { type: 'string' },
      markdown: { type: 'string' },
      cmd: { type: 'string' },
      url: { type: 'string' },
      hint: { type: 'boolean' },
      watch: { type: 'boolean' },
      all: { type: 'boolean' },
      json: { type: 'boolean' },
      seed: { type: 'string' },
    },
  })
  if (parsed.flags.has('peers')) {
    const { comparePeers } = await import('./check-peers.ts')
    return comparePeers(parsed.values)
  }
  const asked = askedBy(parsed)
  // The program that is checked has a group of its own, which ends with us.
  exitOnSignals()
  if (asked.watch) return watchFiles(asked.subject, () => check(asked))
  process.exitCode = (await check(asked)) ? 0 : 1
}

/** How many failures are enough to work on, and how many milliseconds. */
const ENOUGH = { most: 5, longest: 4_000 }

/** Whether all of the asked step holds; without one, whether any does. */
async function check(asked: Asked): Promise<boolean> {
  const { subject, step, json } = asked
  const started = performance.now()
  const server = await subject.start().catch(sayWhyNot)
  if (server === undefined) return false
  const judgement = await judge(server, asked).catch(sayWhyNot)
  if (judgement === undefined) return false
  const seconds = (performance.now() - started) / 1000
  if (subject.isPlayground) note(judgement, step)
  const { jsonOf, textOf } = await import('./check-report.ts')
  const report = json ? jsonOf : textOf
  console.log(report(judgement, { asked, seconds }))
  return judgement.reached > 0
}

/** A server that does not listen says so itself; all else is a fault. */
function sayWhyNot(error: unknown): undefined {
  if (!(error instanceof NotListening)) throw error
  console.error(error.message)
}

async function judge(server: Server, asked: Asked): Promise<Judgement> {
  // Only now: the checks take their random values when they are loaded.
  const { judgeReached, judgeStep } = await import('@barewire/judge/judge')
  const { step, all } = asked
  const options = {
    ...(all ? { points: Infinity } : ENOUGH),
    onVerdict: (done: number) => progress(`${done} checks`),
  }
  const judgement =
    step === undefined
      ? await judgeReached(server, options)
      : await judgeStep(server, step, options)
  progress('')
  return judgement
}

/** A line that the next one overwrites; nothing where output goes to a file. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}

/** What `npm run step` marks. */
function note({ reached }: Judgement, step: number | undefined): void {
  const known = readProgress()?.reached ?? 0
  if (step === undefined) writeProgress({ reached })
  else if (reached > known) writeProgress({ reached })
  else if (reached === 0 && step <= known) writeProgress({ reached: step - 1 })
}
