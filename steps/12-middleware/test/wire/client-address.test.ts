// A handler gets the address of its client.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createServer } from '#src/wire/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a handler', () => {
  it('hears the address of the client with each request', async () => {
    const clients: string[] = []
    const server = createServer(({ client }) => {
      clients.push(client)
      return { status: 200 }
    })
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      client.write(head('GET /') + head('GET /'))
      await client.readResponse()
      await client.readResponse()
      client.write(head('GET /'))
      await client.readResponse()
    })
    expect(clients).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1'])
  })

  it('hears the address of a client that is gone already', async () => {
    const clients: string[] = []
    const server = createServer(({ client }) => {
      clients.push(client)
      return { status: 200 }
    })
    const accepted = once(server, 'connection')
    await using app = await startApp(server)
    await withClient(app, async (client) => {
      await accepted
      client.write(head('GET /'))
      client.reset()
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    })
    // A system may drop what came before a reset. Then nobody hears of it.
    expect(clients.filter((client) => client !== '127.0.0.1')).toEqual([])
  })

  it('hears "-" from a client that has no address', async () => {
    const server = createServer(({ client }) => {
      return { status: 200, body: `It is ${client}` }
    })
    const path = pipePath()
    server.listen(path)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const socket = connect(path)
    socket.write(head('GET /', 'Connection: close'))
    expect(String(await buffer(socket))).toMatch(/\r\n\r\nIt is -$/)
  })
})

function head(start: string, ...lines: readonly string[]): string {
  return [`${start} HTTP/1.1`, 'Host: localhost', ...lines, '\r\n'].join('\r\n')
}

/** Where a server can listen for this machine alone, without a port. */
function pipePath(): string {
  const folder = process.platform === 'win32' ? '//./pipe' : tmpdir()
  return `${folder}/barewire-${randomUUID()}`
}
