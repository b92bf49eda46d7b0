// The echo contract on the servers that everybody knows. Those in Python may
// be absent, and then the output says so.
import { type Address, ask, withClient } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  findPeers,
  KNOWN_SERVERS,
  type RunningPeer,
  startPeer,
} from '../src/known-servers.ts'

const peers = findPeers()
const absent = peers.flatMap((peer) => peer.absent ?? [])
for (const reason of absent) console.warn(reason)

it('gives a version or a reason for every server', () => {
  expect(peers.map(({ name }) => name)).toEqual(
    KNOWN_SERVERS.map(({ name }) => name),
  )
  for (const { version, absent: reason } of peers) {
    expect(version ?? reason).toMatch(
      /^\d+\.\d+|^\S+ is not installed: apt-get install python3/,
    )
  }
})

it('says what to install where a server is absent', async () => {
  vi.stubEnv('PYTHON', 'none')
  try {
    await expect(startPeer('fastapi')).rejects.toThrow(
      'fastapi is not installed: apt-get install python3-fastapi python3-uvicorn',
    )
  } finally {
    vi.unstubAllEnvs()
  }
})

it('refuses a name that it does not know', async () => {
  await expect(startPeer('x')).rejects.toThrow('There is no server "x".')
})

const present = peers.filter(({ version }) => version !== undefined)

describe.each(present)('$name $version', ({ name, version }) => {
  let peer: RunningPeer

  beforeAll(async () => {
    peer = await startPeer(name)
  })
  afterAll(() => peer[Symbol.asyncDispose]())

  it('knows its version', () => {
    expect(peer.version).toBe(version)
  })

  it('answers GET', async () => {
    const answer = await send(peer, 'GET / HTTP/1.1')
    expect(answer.status).toBe(200)
    expect(headerValues(answer, 'Content-Type').join()).toMatch(/^text\/plain/)
    expect(answer.body).toHaveLength(0)
  })

  it('answers HEAD', async () => {
    const answer = await send(peer, 'HEAD /a HTTP/1.1')
    expect(answer.status).toBe(200)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'echoes bytes of %s',
    async (method) => {
      const answer = await send(peer, `${method} /a/b?c HTTP/1.1`, BYTES)
      expect(answer.status).toBe(200)
      expect(answer.body.equals(BYTES)).toBe(true)
    },
  )

  it.each([
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
  ])('echoes %s as it is', async (type) => {
    const answer = await ask(
      peer,
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n` +
        'Content-Length: 2\r\n\r\n{x',
      'POST',
    )
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe('{x')
  })

  it('echoes two mebibytes', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024, 'x')
    const answer = await send(peer, 'POST / HTTP/1.1', body)
    expect(answer.body.equals(body)).toBe(true)
  })

  it.each(['/echo', '/echo?a=b'])('shows the fields at %s', async (target) => {
    const answer = await ask(
      peer,
      `GET ${target} HTTP/1.1\r\nHost: a\r\nX-B: c \xe9\r\n\r\n`,
    )
    expect(answer.body.toString('latin1').split('\n')).toEqual(
      expect.arrayContaining(['host: a', 'x-b: c \xe9']),
    )
  })

  it('answers OPTIONS with what there is', async () => {
    const answer = await send(peer, 'OPTIONS / HTTP/1.1')
    expect(answer.status).toBe(200)
    expect(headerValues(answer, 'Allow').join()).toContain('PATCH')
  })

  it('keeps the connection, or says that it does not', async () => {
    await withClient(peer, async (client) => {
      client.write(requestOf('POST / HTTP/1.1', Buffer.from('a')))
      const first = await client.readResponse('POST')
      expect(first.body.toString()).toBe('a')
      // Flask's own server closes every one in its newer versions.
      if (headerValues(first, 'Connection').includes('close')) return
      client.write(requestOf('POST / HTTP/1.1', Buffer.from('b')))
      const second = await client.readResponse('POST')
      expect(second.body.toString()).toBe('b')
    })
  })

  // The last one, since it ends the server.
  it('leaves nothing behind', async () => {
    await peer[Symbol.asyncDispose]()
    expect(peer.child.signalCode).toBe('SIGKILL')
    await expect(send(peer, 'GET / HTTP/1.1')).rejects.toThrow('ECONNREFUSED')
  })
})

/** Every octet there is. */
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))

function requestOf(line: string, body?: Uint8Array): Buffer {
  const length = body ? [`Content-Length: ${body.length}`] : []
  const head = [line, 'Host: a', ...length].join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body ?? Buffer.of()])
}

function send(
  address: Address,
  line: string,
  body?: Uint8Array,
): Promise<RawResponse> {
  return withClient(address, (client) => {
    client.write(requestOf(line, body))
    return client.readResponse(line.split(' ')[0])
  })
}
