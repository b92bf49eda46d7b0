// When a request is finished: its response has been sent, or nobody waits for
// it any more.
import { once } from 'node:events'
import { RawClient } from '@barewire/test-kit/raw-client'
import { createSignal } from '@barewire/test-kit/signal'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { HttpError } from '#src/wire/http-error.ts'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A server whose requests note what happens to them. */
async function start(handler: Handler) {
  const notes: string[] = []
  const server = createServer((request) => {
    const { target } = request
    void request.finished.then(() => notes.push(`${target} is finished`))
    return handler(request)
  })
  const app = await startApp(server)
  onTestFinished(() => app[Symbol.asyncDispose]())
  const client = await RawClient.connect(app)
  onTestFinished(() => client.reset())
  return { app, client, notes }
}

/** Resolves when so many notes are there. */
async function expectNoted(notes: readonly string[], count = 1): Promise<void> {
  await vi.waitFor(() => expect(notes).toHaveLength(count), 5_000)
}

describe('a request is finished', () => {
  it('when its response has been sent', async () => {
    const { client, notes } = await start(() => ({ status: 200 }))
    client.write(GET)
    await client.readResponse()
    await expectNoted(notes)
  })

  it('not while its handler works', async () => {
    const goOn = createSignal()
    const begun = createSignal()
    const { client, notes } = await start(async () => {
      begun.tell()
      await goOn.told
      notes.push('answer')
      return { status: 200 }
    })
    client.write(GET)
    await begun.told
    expect(notes).toEqual([])
    goOn.tell()
    await client.readResponse()
    await expectNoted(notes, 2)
    expect(notes).toEqual(['answer', '/ is finished'])
  })

  it.each([
    ['a refusal', new HttpError(418, 'tea')],
    ['a bug', new Error('a bug')],
  ])('when %s was answered', async (_, error) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, notes } = await start(() => Promise.reject(error))
    client.write(GET)
    await client.readResponse()
    await expectNoted(notes)
  })

  it('not while its response is streamed', async () => {
    const goOn = createSignal()
    const { client, notes } = await start(() => {
      async function* stream() {
        yield 'a'
        await goOn.told
        notes.push('all')
        yield 'b'
      }
      return { status: 200, body: stream() }
    })
    client.write(GET)
    await vi.waitFor(
      () => expect(String(client.received)).toMatch(/a\r\n$/),
      5_000,
    )
    expect(notes).toEqual([])
    goOn.tell()
    await client.readResponse()
    await expectNoted(notes, 2)
    expect(notes).toEqual(['all', '/ is finished'])
  })

  it('when its stream breaks', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, notes } = await start(() => {
      async function* stream() {
        yield 'a'
        throw new Error('broken')
      }
      return { status: 200, body: stream() }
    })
    client.write(GET)
    await client.readToEnd()
    await expectNoted(notes)
  })

  it('when its client has left, and its handler is done', async () => {
    const begun = createSignal()
    const { client, notes } = await start(async ({ signal }) => {
      begun.tell()
      await once(signal, 'abort')
      notes.push('gone')
      return { status: 200 }
    })
    client.write(GET)
    await begun.told
    client.reset()
    await expectNoted(notes, 2)
    expect(notes).toEqual(['gone', '/ is finished'])
  })

  it('when its client leaves in the middle of a large response', async () => {
    const body = Buffer.alloc(64 * 1024 * 1024)
    const { client, notes } = await start(() => ({ status: 200, body }))
    client.write(GET)
    await client.readBytes(100_000)
    client.reset()
    await expectNoted(notes)
  })

  it('when its body breaks off', async () => {
    const { client, notes } = await start(async (request) => {
      await request.body.bytes()
      return { status: 200 }
    })
    client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe')
    client.end()
    await client.readToEnd()
    await expectNoted(notes)
  })

  it('before the next one of its connection begins', async () => {
    const { client, notes } = await start(({ target }) => {
      notes.push(`${target} begins`)
      return { status: 200 }
    })
    const targets = ['/a', '/b', '/c']
    client.write(targets.map((each) => GET.replace('/', each)).join(''))
    for (const _ of targets) await client.readResponse()
    await expectNoted(notes, 6)
    const expected = ['/a', '/b', '/c'].flatMap((target) => [
      `${target} begins`,
      `${target} is finished`,
    ])
    expect(notes).toEqual(expected)
  })

  it('whatever happens to those of other connections', async () => {
    const goOn = createSignal()
    const { app, client, notes } = await start(async ({ target }) => {
      if (target === '/slow') await goOn.told
      return { status: 200 }
    })
    client.write(GET.replace('/', '/slow'))
    const other = await RawClient.connect(app)
    other.write(GET)
    await other.readResponse()
    await expectNoted(notes)
    goOn.tell()
    await client.readResponse()
    await expectNoted(notes, 2)
    expect(notes).toEqual(['/ is finished', '/slow is finished'])
    other.reset()
  })
})
