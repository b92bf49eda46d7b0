// The client that all tests rely on must tell a reset from an orderly end.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { RawClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'

/** So many that some see the last bytes and the end in one turn. */
const CLIENTS = 50

describe('a client', () => {
  it.each([
    ['knows a reset, also right behind some bytes', 'resetAndDestroy', true],
    ['knows an orderly end', 'end', false],
  ] as const)('%s', async (_what, method, broken) => {
    const sockets: Socket[] = []
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', () => {
        socket.write('last bytes')
        socket[method]()
      })
    })
    await using app = await startApp(server)
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => RawClient.connect(app)),
    )
    for (const client of clients) client.write('go')
    for (const client of clients) await client.readToEnd()
    expect(clients.filter((client) => client.broken !== broken)).toEqual([])
    // To find that out must not send anything.
    expect(new Set(sockets.map(({ bytesRead }) => bytesRead))).toEqual(
      new Set([2]),
    )
    for (const client of clients) client.reset()
  })

  it('resets in the turn in which it ends, too', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {}).resume()
    })
    await using app = await startApp(server)
    const accepted = once(server, 'connection')
    const client = await RawClient.connect(app)
    const [socket]: Socket[] = await accepted
    client.end()
    client.reset()
    // Who was reset learns of it when writing.
    const write = (): Promise<boolean> =>
      new Promise((resolve) => {
        socket?.write('more', (error) => resolve(Boolean(error)))
      })
    await expect.poll(write).toBe(true)
  })
})
