// Plays a script to a server, and shows what passes.
import { runCheck } from '@barewire/checks/run-check'
import { CHECKS } from '@barewire/checks/suite'
import type { Address } from '@barewire/test-kit/raw-client'
import type { Wire, WireConnection } from '@barewire/wire-view/events'
import { createProxy } from '@barewire/wire-view/proxy'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { nameOf } from './address.ts'
import type { Script } from './send-script.ts'

/** How long nothing may come before this gives up. */
const PATIENCE = 5_000

/** How long nothing may come after an answer before it was the last. */
const QUIET = 200

/** Where a script is played, and what is told of it. */
export interface Stage {
  readonly place: Address
  readonly wire: Wire
}

/** Resolves when the server has answered, or hung up. False: it did not. */
export async function play(
  { moves }: Script,
  { place, wire }: Stage,
): Promise<boolean> {
  const socket = connect({ ...place, allowHalfOpen: true, noDelay: true })
  await once(socket, 'connect')
  const connection = wire.open(`server ${nameOf(place)}`)
  const seen = watch(socket, connection)
  for (const { bytes, pauseMilliseconds, after } of moves) {
    if (!socket.writable) break
    if (bytes !== '') await write(socket, bytes, connection)
    if (after === 'end') {
      connection.end('client')
      socket.end()
    }
    if (after === 'reset') {
      connection.reset('client')
      socket.resetAndDestroy()
    }
    await setTimeout(pauseMilliseconds)
  }
  return wait(socket, seen, connection)
}

async function write(
  socket: Socket,
  text: string,
  connection: WireConnection,
): Promise<void> {
  const bytes = Buffer.from(text, 'latin1')
  connection.segment('request', bytes)
  await new Promise((resolve) => {
    socket.write(bytes, resolve)
  })
}

interface Seen {
  last: number
  hasAnswer: boolean
  isOver: boolean
}

function watch(socket: Socket, connection: WireConnection): Seen {
  const seen = { last: performance.now(), hasAnswer: false, isOver: false }
  socket.on('data', (bytes: Buffer) => {
    seen.last = performance.now()
    seen.hasAnswer = true
    connection.segment('response', bytes)
  })
  socket.once('end', () => {
    seen.isOver = true
    connection.end('server')
  })
  socket.once('error', () => connection.reset('server'))
  socket.once('close', () => {
    seen.isOver = true
    connection.close()
  })
  return seen
}

async function wait(
  socket: Socket,
  seen: Seen,
  connection: WireConnection,
): Promise<boolean> {
  seen.last = performance.now()
  while (!seen.isOver) {
    const quiet = performance.now() - seen.last
    const patience = connection.isAnswered ? QUIET : PATIENCE
    if (quiet > patience) break
    await setTimeout(5)
  }
  if (!socket.destroyed) {
    const closed = once(socket, 'close')
    if (!socket.writableEnded) connection.end('client')
    socket.end(() => socket.destroy())
    await closed
  }
  return seen.hasAnswer || seen.isOver
}

/** Has a conversation of the suite through a proxy. Says what is wrong. */
export async function converse(
  id: string,
  { place, wire }: Stage,
): Promise<string | undefined> {
  const check = CHECKS.find((one) => one.id === id)
  if (check === undefined) return `There is no check ${id}.`
  const proxy = createProxy(place, wire)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const bound = proxy.address()
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0
  const address = { host: '127.0.0.1', port }
  try {
    await runCheck(check, { address, step: Number(id.slice(0, 2)) })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await new Promise((resolve) => {
      proxy.close(resolve)
    })
  }
}
