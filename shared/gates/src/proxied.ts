// What becomes of bytes that go through a proxy: how many requests it saw in
// them, how many answers the server gave, and what the next client got.
import { setTimeout } from 'node:timers/promises'
import type { RfcCase } from '@barewire/checks/rfc-case'
import {
  type Address,
  ask,
  type RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { type ProxyKind, type RunningProxy, startProxy } from './proxy.ts'
import { startTap, type Tap } from './tap.ts'

/** A server behind a proxy, with a tap between them. */
export interface Proxied extends AsyncDisposable {
  readonly tap: Tap
  readonly proxy: RunningProxy
}

/** Bytes that a client sends, and a name for them. */
export type Sending = Pick<RfcCase, 'id' | 'send'>

/** Requests that the proxy sent on, and the answers to them. */
export interface Passage {
  readonly forwarded: number
  /** Those of them whose client left too early to get an answer. */
  readonly givenUp: number
  readonly answers: number
  /** What another client got afterwards, who asked for the case's id. */
  readonly innocent: string
}

/** Puts a server behind a proxy. */
export async function startProxied(
  kind: ProxyKind,
  server: Address,
): Promise<Proxied> {
  const tap = await startTap(server)
  const proxy = await startProxy(kind, tap)
  return {
    tap,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await tap[Symbol.asyncDispose]()
    },
  }
}

/** Whether proxy and server saw the same requests. */
export function agree({ forwarded, givenUp, answers }: Passage): boolean {
  return forwarded - givenUp <= answers && answers <= forwarded
}

/** Sends bytes, then an innocent request, and looks at both sides. */
export async function pass(
  { proxy, tap }: Proxied,
  one: Sending,
): Promise<Passage> {
  const answersBefore = tap.answers()
  const loggedBefore = proxy.log().length
  await withClient(proxy, (client) => sendToEnd(client, one))
  const target = `/echo?${one.id}`
  const innocent = await askInnocently(proxy, one.id)
  await until(() => tap.isSettled() && indexOf(proxy, target) !== -1)
  const logged = proxy.log().slice(loggedBefore, indexOf(proxy, target))
  const forwarded = logged.filter((request) => request.forwarded)
  return {
    forwarded: forwarded.length,
    givenUp: forwarded.filter(({ givenUp }) => givenUp).length,
    // The innocent request has its own.
    answers: tap.answers() - answersBefore - 1,
    innocent,
  }
}

/** Ends this side, so that the proxy's end says that it has done it all. */
async function sendToEnd(client: RawClient, { send }: Sending): Promise<void> {
  for (const { data, repeat = 1, times = 1, pauseMilliseconds = 0 } of send) {
    for (let sent = 0; sent < times && !client.ended; sent += 1) {
      client.write(data.repeat(repeat))
      if (pauseMilliseconds > 0) await setTimeout(pauseMilliseconds)
    }
  }
  client.end()
  await client.readToEnd()
}

/** Sends an id as a field, and gives the one that the server got. */
async function askInnocently(proxy: Address, id: string): Promise<string> {
  const lines = [`GET /echo?${id} HTTP/1.1`, 'Host: localhost', `X-Id: ${id}`]
  const { body } = await ask(proxy, [...lines, '', ''].join('\r\n'))
  const text = body.toString('latin1')
  return /^x-id: (.*?)\r?$/im.exec(text)?.[1] ?? text
}

function indexOf(proxy: RunningProxy, wanted: string): number {
  return proxy.log().findIndex(({ target }) => target === wanted)
}

async function until(isTrue: () => boolean): Promise<void> {
  const latest = performance.now() + 5_000
  while (!isTrue()) {
    if (performance.now() > latest) throw new Error('The proxy logs nothing')
    await setTimeout(2)
  }
}
