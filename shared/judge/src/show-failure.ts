// Shows why a check fails: the promise, the bytes, where they are wrong, and
// how to send them again.
import { DeliveryError, Mismatch } from '@barewire/checks/run-check'
import type { Exchange } from '@barewire/test-kit/recording'
import { showBytes } from '@barewire/test-kit/show-bytes'
import { byHand, bySend } from './by-hand.ts'
import { explainBytes } from './explain-bytes.ts'
import { type Verdict, WAITED } from './judge.ts'

/** How a failure is shown. */
export interface Frame {
  /** Columns. */
  readonly width: number
  /** Where somebody can send the bytes by hand. */
  readonly host: string
  readonly port: number
  /** Whether the commands are for Windows. */
  readonly isWindows?: boolean
  /** At most so many lines of each part; all of them unless said. */
  readonly lines?: number
}

/** A failure in its parts, each a list of lines or empty. */
export interface Shown {
  /** The check's number and its sentence. */
  readonly title: string
  /** "RFC 9112 §3.2 (MUST)", and its address. */
  readonly rule: readonly string[]
  /** What is wrong, in one sentence. */
  readonly reason: string
  readonly fault: readonly string[]
  readonly sent: readonly string[]
  readonly received: readonly string[]
  /** The first lines of the program's error output meanwhile. */
  readonly printed: readonly string[]
  readonly byHand: string | undefined
}

/** Everything there is to say about a failure. */
export function describeFailure(verdict: Verdict, frame: Frame): Shown {
  const { check, error } = verdict
  const exchange = exchangeOf(verdict)
  const lengths = deliveryOf(error)?.lengths ?? []
  const waited = WAITED.test(error?.message ?? '')
  const why = exchange && explainBytes(exchange, waited)
  const [fault = '', ...more] = faultOf(error).split('\n')
  const others = [...more, ...(why ? [why] : [])]
  return {
    title: `${check.id} ${check.title}`,
    rule: ruleOf(verdict),
    reason: others.at(-1) ?? fault,
    fault: [fault, ...others].flatMap((text) =>
      atMost(wrap(text, frame.width), frame.lines),
    ),
    sent: exchange ? showSent(exchange, lengths, frame) : [],
    received: exchange ? showReceived(exchange, causeOf(error), frame) : [],
    printed: firstLines(verdict.printed ?? '', frame),
    byHand: frame.isWindows
      ? bySend(check.id, { lengths, ...frame })
      : exchange && commandFor(exchange, lengths, frame),
  }
}

/** The connection that failed, or the last that said something. */
export function exchangeOf({
  error,
  exchanges,
}: Verdict): Exchange | undefined {
  const causes = [error, causeOf(error)]
  const failed = exchanges.find((each) => causes.includes(asError(each.error)))
  return failed ?? exchanges.findLast(({ sent }) => sent.length > 0)
}

function asError(value: unknown): Error | undefined {
  return value instanceof Error ? value : undefined
}

function causeOf(error: Error | undefined): Error | undefined {
  if (error instanceof Mismatch || error === undefined) return error
  return error.cause instanceof Error ? causeOf(error.cause) : error
}

/** What went wrong, without the bytes that are shown anyway. */
function faultOf(error: Error | undefined): string {
  const message = error?.message ?? ''
  return deliveryOf(error) ? message.replace(/\nsent .*/, '') : message
}

/** The program may have been asked afterwards how it is. */
function deliveryOf(error: Error | undefined): DeliveryError | undefined {
  return [error, error?.cause].find((each) => each instanceof DeliveryError)
}

function ruleOf({ check: { rfc, level } }: Verdict): string[] {
  if (rfc === undefined) return []
  const [, number, section] = /^RFC (\d+) §([\d.]+)$/.exec(rfc) ?? []
  if (number === undefined) return [`${rfc} (${level})`]
  const page = `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`
  return [`${rfc} (${level})  ${page}`]
}

function showSent(
  { sent, ended }: Exchange,
  lengths: readonly number[],
  { width, lines = Infinity }: Frame,
): string[] {
  const at = lengths.length === 2 ? lengths[0] : undefined
  const view = { width: width - 4, length: sent.length, at, lines }
  return [
    `sent${howSent(lengths)}:`,
    ...indent(showBytes(sent.bytes, view)),
    ...(ended ? ['(and the client ended its side)'] : []),
  ]
}

function howSent(lengths: readonly number[]): string {
  const [first = 0] = lengths
  if (lengths.length < 2) return ''
  if (lengths.length > 2) {
    return first === 1 ? ', byte by byte' : `, in pieces of ${first}`
  }
  return `, in two pieces: the second begins at the caret`
}

function showReceived(
  { received, response }: Exchange,
  error: Error | undefined,
  { width, lines = Infinity }: Frame,
): string[] {
  if (received.length === 0) return ['received nothing']
  const at =
    error instanceof Mismatch && response !== undefined
      ? (error.at < 0 ? response.end : response.start) + error.at
      : undefined
  const view = { width: width - 4, length: received.length, at, lines }
  return ['received:', ...indent(showBytes(received.bytes, view))]
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** What is longer than that nobody pastes into a terminal. */
const LONGEST = 1_000

function commandFor(
  { sent, ended }: Exchange,
  lengths: readonly number[],
  { host, port }: Frame,
): string | undefined {
  if (sent.length === 0 || sent.length > LONGEST) return undefined
  return byHand({ bytes: sent.bytes, lengths, ended, host, port })
}

/** Of a stack trace the first lines say what it is and where. */
const PRINTED = 8

function firstLines(text: string, { width, lines }: Frame): string[] {
  const printed = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return atMost(printed, Math.min(PRINTED + 1, lines ?? Infinity)).map((line) =>
    line.length > width - 2 ? `${line.slice(0, width - 3)}…` : line,
  )
}

/** The first lines, and a mark if there are more. */
function atMost(lines: string[], most = Infinity): string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), '…']
}

/** Lines of at most so many columns, broken at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let rest = paragraph
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width)
      const end = space > width / 3 ? space : width
      lines.push(rest.slice(0, end))
      rest = rest.slice(end).replace(/^ /, '')
    }
    return [...lines, rest]
  })
}
