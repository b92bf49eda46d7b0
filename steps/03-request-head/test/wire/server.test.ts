// Many clients, each served on its own, within limits that can be chosen.
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
    await using app = await startApp(createServer(mirror))
    await withClient(app, async (client) => {
      client.write(head('/'))
      client.end()
      expect((await client.readResponse()).status).toBe(200)
    })
  })
})

const mirror: Handler = ({ target }, socket) => {
  const length = `Content-Length: ${target.length}`
  socket.write(`HTTP/1.0 200 OK\r\n${length}\r\n\r\n${target}`)
}

function head(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
}

function statusOf(address: Address, target: string): Promise<number> {
  return withClient(address, async (client) => {
    client.write(head(target))
    return (await client.readResponse()).status
  })
}
