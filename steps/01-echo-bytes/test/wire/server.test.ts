// Many clients, each served on its own.
import type { Socket } from 'node:net'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'
import { createServer } from '#src/wire/server.ts'

describe('createServer', () => {
  it('does not listen yet', () => {
    expect(createServer(answer).listening).toBe(false)
  })

  it('serves a client while others say nothing, or break off', async () => {
    await using app = await startApp(createServer(answer))
    await withClient(app, () =>
      withClient(app, async (broken) => {
        broken.write('some bytes')
        broken.reset()
        await withClient(app, async (client) => {
          client.write('hello')
          expect(String(await client.readBytes(6))).toBe('hello!')
        })
      }),
    )
  })

  it('answers a client that has ended its side', async () => {
    await using app = await startApp(createServer(answer))
    await withClient(app, async (client) => {
      client.write('hello')
      client.end()
      expect(String(await client.readToEnd())).toBe('hello!bye')
    })
  })
})

function answer(socket: Socket): void {
  socket.on('data', (chunk: Buffer) => socket.write(`${chunk.toString()}!`))
  socket.once('end', () => setImmediate(() => socket.end('bye')))
}
