// Runs a check against a server, whatever language it is written in.
import { isDeepStrictEqual } from 'node:util'
import { numberOf } from '@barewire/course/steps'
import {
  type Address,
  ask,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { quote, type RawResponse } from '@barewire/test-kit/raw-response'
import { within } from '@barewire/test-kit/within'
import {
  type Check,
  type CheckContext,
  PLAIN_GET,
  sinceOf,
  type WireCheck,
} from './check.ts'

/** From this step on wire cases come in pieces. */
const IN_PIECES = numberOf('byte-reader')

/** What steps from here on promise is above the wire. */
const FIRST_ABOVE = numberOf('routing')

/** Resolves when the promise holds. Throws an Error that says what came. */
export async function runCheck(
  check: Check,
  context: CheckContext,
): Promise<void> {
  if ('run' in check) return inTime(check.run(context))
  await deliver(check, context, [check.send])
  // Until then a server may assume that a head comes in one piece.
  if (context.step < IN_PIECES) return
  await deliver(check, context, cutEvery(check.send, pieceLength(check.send)))
  await inBatches(splitPoints(check, context.points), (at) =>
    deliver(check, context, [check.send.slice(0, at), check.send.slice(at)]),
  )
}

/** A server that says a little now and then must not keep a check for ever. */
const LONGEST_MILLISECONDS = 120_000

async function inTime(run: Promise<void>): Promise<void> {
  const ended = run.then(() => true)
  if (await within(LONGEST_MILLISECONDS, ended, false)) return
  throw new Error(`it goes on after ${LONGEST_MILLISECONDS / 1000} s`)
}

/** Longer cases come in larger pieces: thousands of bytes are no subtler. */
const LONG = 1_000

function pieceLength(text: string): number {
  return text.length > LONG ? 211 : 1
}

function cutEvery(text: string, length: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += length) {
    pieces.push(text.slice(at, at + length))
  }
  return pieces
}

/**
 * Every point of a case of the wire; forty of a long one, and of what steps
 * above the wire promise, which hears nothing of pieces. Not more than `most`.
 */
function splitPoints(check: WireCheck, most = Infinity): number[] {
  const { send: text } = check
  const many = text.length > LONG || sinceOf(check) >= FIRST_ABOVE
  const count = Math.min(most, many ? 40 : Infinity)
  const every = Math.max(1, Math.floor(text.length / count))
  const points: number[] = []
  for (let at = every; at < text.length; at += every) points.push(at)
  return points
}

async function inBatches(
  points: readonly number[],
  run: (point: number) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < points.length; at += 50) {
    await Promise.all(points.slice(at, at + 50).map(run))
  }
}

async function deliver(
  check: WireCheck,
  context: CheckContext,
  pieces: readonly string[],
): Promise<void> {
  try {
    await withClient(context.address, async (client) => {
      await send(client, pieces)
      if (check.end) client.end()
      await compare(check, client)
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const how = pieces.length === 1 ? 'whole' : describePieces(pieces)
    throw new DeliveryError(
      `${message}\nsent ${how}: ${quote(check.send)}`,
      pieces.map(({ length }) => length),
      error,
    )
  }
}

/** A wire case that failed, and in what pieces it was sent. */
export class DeliveryError extends Error {
  readonly lengths: readonly number[]

  constructor(message: string, lengths: readonly number[], cause: unknown) {
    super(message, { cause })
    this.lengths = lengths
  }
}

function describePieces(pieces: readonly string[]): string {
  const [first = ''] = pieces
  if (pieces.length > 2) return `in pieces of ${first.length}`
  return `in two pieces, split after ${first.length}`
}

/** Lets the event loop turn between two pieces, so that they arrive as two. */
export async function send(
  client: RawClient,
  pieces: readonly string[],
): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await nextTurn()
    client.write(piece)
  }
}

async function nextTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

async function compare(check: WireCheck, client: RawClient): Promise<void> {
  const expected = [check.status].flat()
  for (const [index, status] of expected.entries()) {
    const method = check.methods?.[index] ?? 'GET'
    const response = await client.readResponse(method)
    expectStatus(response, status)
    if (index === 0) compareBody(check, response)
    if (status >= 400 && method !== 'HEAD') expectDetail(response)
  }
  expectInterim(check, client)
  if (check.closes === true) {
    const rest = await client.readToEnd()
    if (rest.length > 0) throw new Error(`more than expected: ${quote(rest)}`)
  }
  if (check.closes === false) {
    client.write(PLAIN_GET)
    expectStatus(await client.readResponse(), 200)
  }
}

function expectInterim(
  { interim: allowed = [100] }: WireCheck,
  { interim }: RawClient,
): void {
  const other = interim.find((status) => !allowed.includes(status))
  if (other !== undefined) throw new Error(`got an interim ${other} before`)
}

/** A response that is not as it should be, and the octet where it is not. */
export class Mismatch extends Error {
  /** Counted from the start of the response; negative: from its end. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** "HTTP/1.1 ", before the status code. */
const STATUS_AT = 9

/** Throws unless the response has that status. */
export function expectStatus(response: RawResponse, status: number): void {
  if (response.status === status) return
  const body = response.body.length > 0 ? ` with ${quote(response.body)}` : ''
  const message = `expected ${status}, got ${response.statusLine}${body}`
  throw new Mismatch(message, STATUS_AT)
}

function compareBody(check: WireCheck, response: RawResponse): void {
  const body = response.body.toString('latin1')
  if (check.body !== undefined && body !== check.body) {
    const message = `expected body ${quote(check.body)}, got ${quote(body)}`
    throw new Mismatch(message, firstDifference(body, check.body) - body.length)
  }
  if (check.json === undefined) return
  const json = parseJson(response)
  for (const [name, value] of Object.entries(check.json)) {
    const got = json[name]
    const isPattern = value instanceof RegExp
    if (isPattern && value.test(String(got))) continue
    if (isDeepStrictEqual(got, value)) continue
    const wanted = isPattern ? `match ${value}` : `be ${JSON.stringify(value)}`
    const at = Math.max(0, body.indexOf(`"${name}"`))
    const message = `expected ${name} to ${wanted}, got ${JSON.stringify(got)}`
    throw new Mismatch(message, at - body.length)
  }
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

/** An error says what was wrong: in `detail`, a text or a list of faults. */
function expectDetail(response: RawResponse): void {
  const { detail } = parseJson(response)
  if (typeof detail === 'string' && detail !== '') return
  if (Array.isArray(detail) && detail.length > 0) return
  throw new Error(`expected {"detail": …}, got ${quote(response.body)}`)
}

/** The body as a JSON object. Throws when it is none. */
export function parseJson(response: RawResponse): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(response.body.toString())
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Said below.
  }
  throw new Error(`expected a JSON object, got ${quote(response.body)}`)
}

/**
 * Whether the server takes these bytes from a client that reads nothing. A
 * second without progress is not enough to say no: it may be busy. It is not
 * if it answers another client and takes nothing for one more.
 */
export async function takes(
  bytes: Uint8Array,
  client: RawClient,
  address: Address,
): Promise<boolean> {
  const written = client.writeAll(bytes)
  if (await within(1_000, written, false)) return true
  expectStatus(await ask(address, PLAIN_GET), 200)
  return within(1_000, written, false)
}
