// What has to hold for every connection. Each property throws an error that
// says what was expected and what was seen.
import type { RawResponse } from '@barewire/test-kit/raw-response'
import type { Arbitrary } from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import type { Bench, Outcome } from './bench.ts'
import { anyInput, goodInput, type Input, piecesOf } from './mutations.ts'
import type { Reading, ReadPieces } from './parser.ts'
import type { RequestModel } from './requests.ts'

/** What properties run against. */
export interface Subject {
  readonly bench: Bench
  readonly readPieces: ReadPieces
}

/** A property by its name on the command line. */
export interface Property {
  readonly name: string
  readonly about: string
  readonly input: Arbitrary<Input>
  readonly check: (subject: Subject, input: Input) => Promise<void>
}

export const PROPERTIES: readonly Property[] = [
  {
    name: 'model',
    about: 'valid pipelines come back as what they mean',
    input: goodInput,
    check: checkModel,
  },
  {
    name: 'split',
    about: 'any split gives the same requests and responses',
    input: anyInput,
    check: checkSplit,
  },
  {
    name: 'complete',
    about: 'responses are complete, one for each request, and nothing hangs',
    input: anyInput,
    check: checkComplete,
  },
  {
    name: 'survive',
    about: 'no fault, no connection left, and a plain GET is answered',
    input: anyInput,
    check: checkSurvival,
  },
  {
    name: 'parser',
    about: 'the parser reads the same from any split, without sockets',
    input: anyInput,
    check: checkParser,
  },
]

async function checkModel({ bench }: Subject, input: Input): Promise<void> {
  const { models = [] } = input
  const { responses, seen } = await bench.exchange(piecesOf(input))
  expectSame(seen, models, 'requests seen by the handler')
  const wanted = models.map((model) => [200, contentFor(model)])
  const got = responses.map(({ status, body }) => [status, body.toString()])
  expectSame(got, wanted, 'responses')
  await bench.checkCalm()
}

/** A response to HEAD has no content (RFC 9110 §9.3.2). */
function contentFor(model: RequestModel): string {
  return model.method === 'HEAD' ? '' : JSON.stringify(model)
}

async function checkSplit({ bench }: Subject, input: Input): Promise<void> {
  const whole = await bench.exchange(wholeOf(input))
  const split = await bench.exchange(piecesOf(input))
  expectSame(split.seen, whole.seen, 'requests, split against whole')
  const responses = split.responses.map(gist)
  expectSame(responses, whole.responses.map(gist), 'responses, likewise')
  await bench.checkCalm()
}

function gist({ status, body }: RawResponse): readonly unknown[] {
  return [status, body.toString('latin1')]
}

async function checkComplete({ bench }: Subject, input: Input): Promise<void> {
  const outcome = await bench.exchange(piecesOf(input))
  const served = outcome.responses.filter(({ status }) => status < 300)
  const { length } = outcome.seen
  expectSame(served.length, length, '2xx responses for whole requests')
  expectNoFault(outcome)
  await bench.checkCalm()
}

/** Only the last may be a refusal, and none is our own fault. */
function expectNoFault({ responses }: Outcome): void {
  const before = responses.slice(0, -1).map(({ status }) => status)
  const wanted = before.map(() => 200)
  expectSame(before, wanted, 'statuses before the last')
  const last = responses.at(-1)
  if (last?.status === 500) expectSame(last.statusLine, 'a refusal', 'last')
}

async function checkSurvival({ bench }: Subject, input: Input): Promise<void> {
  await bench.abandon(piecesOf(input))
  await bench.checkCalm()
  const get = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const { responses } = await bench.exchange([get])
  const statuses = responses.map(({ status }) => status)
  expectSame(statuses, [200], 'statuses for a plain GET afterwards')
  await bench.checkCalm()
}

async function checkParser(
  { readPieces }: Subject,
  input: Input,
): Promise<void> {
  const whole = await readPieces(wholeOf(input))
  const split = await readPieces(piecesOf(input))
  expectSame(split, whole, 'requests, split against whole')
  if (input.models === undefined) return
  const wanted: Reading = { requests: input.models, refused: undefined }
  expectSame(whole, wanted, 'reading of valid requests')
}

function wholeOf({ text, models }: Input): Buffer[] {
  return piecesOf({ text, models, cuts: [] })
}

function expectSame(seen: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(seen, expected)) return
  const [wanted, got] = [expected, seen].map((value) => quoteValue(value))
  throw new Error(`${what}\n  expected: ${wanted}\n  seen:     ${got}`)
}

function quoteValue(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
