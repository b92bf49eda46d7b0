// Many clients, each served on its own, within limits that can be chosen.
import type { Socket } from 'node:net'
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it } from 'vitest'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

describe('createServer', () => {
  it('does not listen yet', () => {
    expect(createServer(mirror).listening).toBe(false)
  })

  it('serves a client while others say nothing, or break off', async () => {
    await using app = await startApp(createServer(mirror))
    await withClient(app, (silent) =>
      withClient(app, async (broken) => {
        silent.write('GET /silent')
        broken.write('GET /broken')
        broken.reset()
        expect(await statusOf(app, '/')).toBe(200)
      }),
    )
  })

  it('answers a client that has ended its side', async () => {
    const server = createServer(async (...request) => {
      await ended
      return mirror(...request)
    })
    const ended = new Promise<void>((resolve) => {
      server.once('connection', (socket: Socket) => socket.once('end', resolve))
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(head('/'))
      client.end()
      expect((await client.readResponse()).status).toBe(200)
    })
  })

  it('keeps its limits, unless it is given others', async () => {
    const target = `/${'a'.repeat(100)}`
    await using usual = await startApp(createServer(mirror))
    expect(await statusOf(usual, target)).toBe(200)
    const limits = { targetBytes: 100 }
    await using strict = await startApp(createServer(mirror, limits))
    expect(await statusOf(strict, target)).toBe(414)
    expect(await statusOf(strict, '/')).toBe(200)
  })
})

const mirror: Handler = ({ target }) => ({ status: 200, body: target })

function head(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
}

function statusOf(address: Address, target: string): Promise<number> {
  return withClient(address, async (client) => {
    client.write(head(target))
    return (await client.readResponse()).status
  })
}
