// A tap between a proxy and a server: it passes bytes on in both directions
// and counts the answers that the server gives, wanted or not.
import { connect, createServer, type Socket } from 'node:net'
import type { Address } from '@barewire/test-kit/raw-client'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'

/** A tap that listens, and passes on to a server. */
export interface Tap extends RunningApp {
  /** How many final responses have come so far. */
  readonly answers: () => number
  /** Whether the server has no more to say where the proxy has left. */
  readonly isSettled: () => boolean
}

// No body that is sent through here looks like one.
const STATUS_LINE = /HTTP\/1\.[01] [2-5]\d\d /g

/** Listens on a port of its own. */
export async function startTap(server: Address): Promise<Tap> {
  let heard = ''
  const left = new Set<Socket>()
  const listener = createServer(
    { allowHalfOpen: true, noDelay: true },
    (front) => {
      const back = connect({ ...server, allowHalfOpen: true, noDelay: true })
      front.on('data', (bytes) => back.write(bytes))
      back.on('data', (bytes) => {
        heard += bytes.toString('latin1')
        front.write(bytes)
      })
      front.on('end', () => {
        left.add(back)
        back.end()
      })
      back.on('end', () => front.end())
      closeTogether(front, back)
      back.on('close', () => left.delete(back))
    },
  )
  return {
    ...(await startApp(listener)),
    answers: () => heard.match(STATUS_LINE)?.length ?? 0,
    isSettled: () => left.size === 0,
  }
}

function closeTogether(front: Socket, back: Socket): void {
  for (const socket of [front, back]) {
    // A reset is no fault here. Its "close" event follows.
    socket.on('error', () => {})
  }
  front.on('close', () => back.destroy())
  back.on('close', () => front.destroy())
}
