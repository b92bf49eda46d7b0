// No more clients at a time than the limit allows.
import {
  type Address,
  RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

describe('a server with a limit of connections', () => {
  const NEVER = 600_000

  it('tells who is too many when to come back', async () => {
    await using app = await startApp(createServer(mirror, { connections: 2 }))
    await hold(app, 2)
    const late = await connect(app)
    const response = await late.readResponse()
    expect(response.status).toBe(503)
    const [seconds = ''] = headerValues(response, 'retry-after')
    expect(Number(seconds)).toBeGreaterThan(0)
    expect(headerValues(response, 'connection')).toEqual(['close'])
    expect(JSON.parse(String(response.body))).toHaveProperty('detail')
    expect(await late.readToEnd()).toHaveLength(0)
    expect(late.broken).toBe(false)
  })

  it('says so to a client in the midst of a large request', async () => {
    const limits = { connections: 1, lingerMilliseconds: NEVER }
    await using app = await startApp(createServer(mirror, limits))
    await hold(app, 1)
    const late = await connect(app)
    late.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n')
    expect(await late.writeAll(Buffer.alloc(9_000_000))).toBe(true)
    expect((await late.readResponse('POST')).status).toBe(503)
    expect(late.broken).toBe(false)
  })

  it('drops those who come when twice as many are there', async () => {
    const limits = { connections: 2, lingerMilliseconds: NEVER }
    await using app = await startApp(createServer(mirror, limits))
    const held = await hold(app, 2)
    const refused = [await connect(app), await connect(app)]
    for (const client of refused) {
      expect((await client.readResponse()).status).toBe(503)
    }
    const dropped = await connect(app)
    expect(await dropped.readToEnd()).toHaveLength(0)
    await vi.waitFor(() => expect(app.connections()).toBe(4), 5_000)
    for (const client of held) {
      client.write(head('/'))
      expect((await client.readResponse()).status).toBe(200)
    }
  })

  it.each([
    ['a client leaves', 0, NEVER],
    ['nobody leaves but those who were refused', 1, NEVER],
    ['those who were refused stay', 1, 50],
  ])('has places again when %s', async (_what, refused, linger) => {
    const limits = { connections: 1, lingerMilliseconds: linger }
    await using app = await startApp(createServer(mirror, limits))
    const [first] = await hold(app, 1)
    for (let i = 0; i < refused; i += 1) {
      const client = await connect(app)
      expect((await client.readResponse()).status).toBe(503)
      if (linger === NEVER) client.reset()
    }
    first?.reset()
    await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    expect(await statusOf(app, '/')).toBe(200)
  })

  it('counts those only who are there at the time', async () => {
    await using app = await startApp(createServer(mirror, { connections: 1 }))
    for (let i = 0; i < 20; i += 1) {
      expect(await statusOf(app, '/')).toBe(200)
      await vi.waitFor(() => expect(app.connections()).toBe(0), 5_000)
    }
  })
})

const mirror: Handler = ({ target }) => ({ status: 200, body: target })

function head(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
}

async function connect(app: Address): Promise<RawClient> {
  const client = await RawClient.connect(app)
  onTestFinished(() => client.reset())
  return client
}

/** Clients that have been served once, and stay. */
async function hold(app: Address, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = []
  for (let i = 0; i < count; i += 1) {
    const client = await connect(app)
    client.write(head('/'))
    expect((await client.readResponse()).status).toBe(200)
    clients.push(client)
  }
  return clients
}

function statusOf(address: Address, target: string): Promise<number> {
  return withClient(address, async (client) => {
    client.write(head(target))
    return (await client.readResponse()).status
  })
}
