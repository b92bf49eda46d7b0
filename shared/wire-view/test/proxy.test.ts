// What the proxy passes on: bytes, their pieces, ends, resets, and patience.
import { RawClient, withClient } from '@barewire/test-kit/raw-client'
import { type RunningApp, startApp } from '@barewire/test-kit/start-app'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Wire, type WireEvent } from '../src/events.ts'
import { createProxy } from '../src/proxy.ts'

interface Chain {
  readonly events: WireEvent[]
  readonly proxy: RunningApp
}

async function chain(
  serve: (socket: Socket) => void,
  use: (chain: Chain) => Promise<void>,
): Promise<void> {
  const events: WireEvent[] = []
  await using server = await startApp(
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => {})
      serve(socket)
    }),
  )
  const wire = new Wire((event) => events.push(event))
  await using proxy = await startApp(createProxy(server, wire))
  await use({ events, proxy })
}

const echo = (socket: Socket): void => {
  socket.pipe(socket)
}

describe('the proxy', () => {
  it('keeps pieces apart', async () => {
    const pieces: string[] = []
    await chain(
      (socket) => {
        socket.on('data', (bytes: Buffer) => pieces.push(bytes.toString()))
        echo(socket)
      },
      async ({ proxy, events }) => {
        await withClient(proxy, async (client) => {
          for (const piece of ['one', 'two', 'three']) {
            client.write(piece)
            await client.readBytes(piece.length)
          }
        })
        expect(pieces).toEqual(['one', 'two', 'three'])
        const segments = events.filter(({ event }) => event === 'segment')
        expect(segments).toHaveLength(6)
      },
    )
  })

  it('passes on an end, and what the server says after it', async () => {
    await chain(
      (socket) => {
        socket.resume()
        socket.once('end', () => socket.end('after'))
      },
      async ({ proxy }) => {
        await withClient(proxy, async (client) => {
          client.end()
          expect(String(await client.readToEnd())).toBe('after')
          expect(client.broken).toBe(false)
        })
      },
    )
  })

  it("passes on the server's reset", async () => {
    await chain(
      (socket) => {
        socket.once('data', () => socket.resetAndDestroy())
      },
      async ({ proxy, events }) => {
        await withClient(proxy, async (client) => {
          client.write('x')
          await client.readToEnd()
          expect(client.broken).toBe(true)
        })
        expect(events).toContainEqual(
          expect.objectContaining({ event: 'reset', by: 'server' }),
        )
      },
    )
  })

  it("passes on the client's reset", async () => {
    let isBroken = false
    await chain(
      (socket) => {
        socket.once('error', () => {
          isBroken = true
        })
        echo(socket)
      },
      async ({ proxy }) => {
        await withClient(proxy, async (client) => {
          client.write('x')
          await client.readBytes(1)
        })
        await expect.poll(() => isBroken).toBe(true)
      },
    )
  })

  it('breaks off when nobody listens', async () => {
    const gone = await startApp(createServer())
    await gone[Symbol.asyncDispose]()
    const wire = new Wire(() => {})
    await using proxy = await startApp(createProxy(gone, wire))
    const client = await RawClient.connect(proxy).catch(() => undefined)
    await client?.readToEnd()
    expect(client?.broken ?? true).toBe(true)
  })

  it('lets a slow reader make the writer wait', async () => {
    let sent = 0
    const block = Buffer.alloc(65_536)
    const most = 64 * 1_048_576
    await chain(
      (socket) => {
        const more = (): void => {
          while (sent < most) {
            sent += block.length
            if (!socket.write(block)) return
          }
        }
        socket.on('drain', more)
        socket.resume()
        more()
      },
      async ({ proxy }) => {
        await withClient(proxy, async (client) => {
          await client.readBytes(1)
          client.pause()
          let before = -1
          await expect
            .poll(
              () => {
                const same = sent === before
                before = sent
                return same
              },
              { interval: 200 },
            )
            .toBe(true)
          expect(sent).toBeLessThan(most)
        })
      },
    )
  })
})
