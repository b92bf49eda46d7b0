// Sends an RFC case, and waits until it is clear what the server makes of it.
import { setTimeout } from 'node:timers/promises'
import type { RawClient } from '@barewire/test-kit/raw-client'
import {
  parseResponse,
  type RawResponse,
} from '@barewire/test-kit/raw-response'
import type { Expectation, RfcCase } from './rfc-case.ts'

/** What a client has seen. */
export interface Observed {
  /** The final ones, each of them whole. */
  readonly responses: readonly RawResponse[]
  readonly interim: readonly number[]
  /** How many interim ones had come when the client sent its body. */
  readonly interimBefore: number
  /** What is left is no whole response, or none at all. */
  readonly rest: Buffer
  /** Everything that has come. */
  readonly received: Buffer
  /** What is wrong with it, where it cannot become a response. */
  readonly nonsense: string | undefined
  readonly ended: boolean
  /** From the first byte that was sent to the end, or until now. */
  readonly milliseconds: number
}

/** How long a server may take over its first answer, where one has to come. */
const PATIENCE = 5_000

/**
 * How long it may take to go on, to close, or to stay silent. Shorter than an
 * idle deadline: whom that closes has not closed by itself.
 */
const SILENCE = 1_000

/** How long nothing may come before it is believed that nothing will. */
const QUIET = 150

/** Sends the bytes of a case and collects what comes back. */
export async function observe(
  client: RawClient,
  { send, expect }: RfcCase,
): Promise<Observed> {
  const watch = new Watch(client, expect.methods ?? [])
  const start = performance.now()
  for (const { data, repeat = 1, times = 1, ...piece } of send) {
    for (let sent = 0; sent < times; sent += 1) {
      if (data !== '') client.write(data.repeat(repeat))
      if (piece.pauseMilliseconds) await setTimeout(piece.pauseMilliseconds)
      if (client.ended) break
    }
    if (piece.mark) watch.markInterim()
    if (piece.end) client.end()
    if (piece.rst) client.reset()
  }
  const { waitMilliseconds } = expect
  let quietSince = performance.now()
  while (!client.ended) {
    if (watch.read()) quietSince = performance.now()
    const quiet = performance.now() - quietSince
    if (quiet > QUIET && isClear(expect, watch.count)) break
    const done = watch.count > 0 || maySayNothing(expect)
    const patience = done ? SILENCE : PATIENCE
    if (quiet > (waitMilliseconds ?? patience)) break
    await setTimeout(5)
  }
  return { ...watch.result(), milliseconds: performance.now() - start }
}

/** Whether an answer need not come. */
function maySayNothing({ alternatives = [], ...first }: Expectation): boolean {
  return [first, ...alternatives].some(
    ({ statuses = [], responses }) =>
      responses === 0 || statuses.includes('silence'),
  )
}

/** Whether more time would tell nothing more. */
function isClear(expect: Expectation, count: number): boolean {
  const { closes, responses, alternatives = [] } = expect
  const mayClose = [closes, ...alternatives.map((each) => each.closes)]
  if (mayClose.includes(true)) return false
  return count > 0 && count >= (responses ?? 1)
}

/** Takes responses from a client as they come. */
class Watch {
  readonly #client: RawClient
  readonly #methods: readonly string[]
  readonly #responses: RawResponse[] = []
  readonly #interim: number[] = []
  readonly #read: Buffer[] = []
  #interimBefore = 0
  #seen = 0
  #nonsense: string | undefined

  constructor(client: RawClient, methods: readonly string[]) {
    this.#client = client
    this.#methods = methods
  }

  get count(): number {
    return this.#responses.length
  }

  markInterim(): void {
    this.read()
    this.#interimBefore = this.#interim.length
  }

  /** True when something has come. */
  read(): boolean {
    const before = this.#seen
    this.#seen = this.#client.received.length
    while (this.#nonsense === undefined && this.#readOne()) this.#seen = -1
    return this.#seen !== before
  }

  #readOne(): boolean {
    const client = this.#client
    const method = this.#methods[this.count] ?? 'GET'
    try {
      const found = parseResponse(client.received, method, client.ended)
      if (!found?.complete) return false
      this.#read.push(client.received.subarray(0, found.length))
      client.received = client.received.subarray(found.length)
      if (found.status < 200) this.#interim.push(found.status)
      else this.#responses.push(found)
      return true
    } catch (error) {
      this.#nonsense = error instanceof Error ? error.message : String(error)
      return false
    }
  }

  result(): Omit<Observed, 'milliseconds'> {
    this.read()
    return {
      responses: this.#responses,
      interim: this.#interim,
      interimBefore: this.#interimBefore,
      rest: this.#client.received,
      received: Buffer.concat([...this.#read, this.#client.received]),
      nonsense: this.#nonsense,
      ended: this.#client.ended,
    }
  }
}
