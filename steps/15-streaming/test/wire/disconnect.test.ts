// Whoever drops a stream ends it, and a client that has gone is noticed while
// a handler works or a source is silent. One that has only ended its side is
// sent what is ready (RFC 9112 §9.5, §9.6).
import { EventEmitter, on, once } from 'node:events'
import { createReadStream, type ReadStream } from 'node:fs'
import { join } from 'node:path'
import {
  type Address,
  RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { compose } from '#src/web/middleware.ts'
import { conditional } from '#src/web/conditional.ts'
import { eventStream } from '#src/content/event-stream.ts'
import { jsonLines } from '#src/content/json-lines.ts'
import type { Handler, HttpResponse } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a client that leaves', () => {
  const leaving: Readonly<Record<string, (client: RawClient) => void>> = {
    'closes its connection': (client) => client.destroy(),
    'resets it': (client) => client.reset(),
  }

  it.each(Object.entries(leaving))(
    'ends sources that are silent when it %s',
    async (_, leave) => {
      const emitter = new EventEmitter().setMaxListeners(0)
      await using app = await listen(() => eventStream(eventsOf(emitter)))
      const clients = await Promise.all(
        Array.from({ length: 20 }, () => RawClient.connect(app)),
      )
      for (const client of clients) client.write(GET)
      await expect.poll(() => emitter.listenerCount('book')).toBe(20)
      for (const client of clients) leave(client)
      await expect.poll(() => emitter.listenerCount('book')).toBe(0)
      await expect.poll(() => app.connections()).toBe(0)
    },
  )

  it('does not wait for a source that cannot be told', async () => {
    // oxlint-disable-next-line require-yield
    async function* silence(): AsyncGenerator<string, void> {
      await new Promise(() => {})
    }
    await using app = await listen(() => ({ status: 200, body: silence() }))
    const client = await RawClient.connect(app)
    client.write(GET)
    await client.readBytes(1)
    client.destroy()
    await expect.poll(() => app.connections()).toBe(0)
  })

  it.each(Object.entries(leaving))(
    'aborts the signal of a handler that works when it %s',
    async (_, leave) => {
      const seen = gate()
      const begun = gate()
      await using app = await listen(async ({ signal }) => {
        begun.open()
        await once(signal, 'abort')
        seen.open()
        return { status: 200 }
      })
      const client = await RawClient.connect(app)
      client.write(GET)
      await begun.opened
      leave(client)
      expect(await seen.opened).toBe(undefined)
    },
  )
})

describe('a client that has ended its side', () => {
  it('gets its response, and those to requests behind it', async () => {
    const go = gate()
    await using app = await listen(async ({ target }) => {
      await go.opened
      return { status: 200, body: target }
    })
    await withClient(app, async (client) => {
      client.write(GET + GET.replace('/', '/second'))
      client.end()
      go.open()
      const all = String(await client.readToEnd())
      expect(all.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
      expect(all).toMatch(/\/second$/)
    })
  })

  it('gets a whole stream, however long that takes', async () => {
    async function* slow(): AsyncGenerator<string, void> {
      for (let i = 0; i < 4; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400))
        yield String(i)
      }
    }
    await using app = await listen(() => ({ status: 200, body: slow() }))
    const all = await endAfter(app, GET)
    expect(all.endsWith('1\r\n3\r\n0\r\n\r\n')).toBe(true)
  })

  it('gets a stream that begins when it was silent for long', async () => {
    async function* late(): AsyncGenerator<string, void> {
      yield 'late'
    }
    await using app = await listen(async ({ signal }) => {
      await once(signal, 'abort')
      return { status: 200, body: late() }
    })
    const all = await endAfter(app, GET)
    expect(all.endsWith('late\r\n0\r\n\r\n')).toBe(true)
  })

  it('is not waited with when a source says nothing', async () => {
    const emitter = new EventEmitter()
    await using app = await listen(() => eventStream(eventsOf(emitter)))
    await withClient(app, async (client) => {
      client.write(GET)
      await client.readBytes(1)
      client.end()
      await expect.poll(() => emitter.listenerCount('book')).toBe(0)
    })
  })
})

describe('a stream that is not sent', () => {
  const HEAD = GET.replace('GET', 'HEAD')
  const KNOWN = GET.replace('\r\n\r\n', '\r\nIf-None-Match: "a"\r\n\r\n')
  const OTHER = GET.replace('\r\n\r\n', '\r\nIf-Match: "b"\r\n\r\n')
  const tagged = { status: 200, headers: [['ETag', '"a"']] } as const

  it.each<[string, string, HttpResponse]>([
    ['HEAD', HEAD, { status: 200 }],
    ['204', GET, { status: 204 }],
    ['205', GET, { status: 205 }],
    ['304', GET, { status: 304 }],
    ['a status that is none', GET, { status: 99 }],
    ['a field that is none', GET, { status: 200, headers: [['a b', 'c']] }],
    ['a length that is none', GET, { status: 200, length: -1 }],
    ['a known tag', KNOWN, tagged],
    ['another tag', OTHER, tagged],
  ])('closes its file: %s', async (_, request, response) => {
    const files: ReadStream[] = []
    const handler: Handler = () => {
      const body = createReadStream(join(inject('step').folder, 'package.json'))
      files.push(body)
      return { ...response, body }
    }
    await using app = await listen(compose([conditional], handler))
    for (let i = 0; i < 20; i += 1) await endAfter(app, request)
    expect(files).toHaveLength(20)
    await expect.poll(() => files.filter(isOpen)).toEqual([])
  })

  it('ends when a layer fails that has got it', async () => {
    const body = createReadStream(join(inject('step').folder, 'package.json'))
    const failing = compose(
      [
        async (request, next) => {
          await next(request)
          throw new Error('too late')
        },
      ],
      () => ({ status: 200, body }),
    )
    await using app = await listen(failing)
    expect(await endAfter(app, GET)).toContain(' 500 ')
    await expect.poll(() => isOpen(body)).toBe(false)
  })

  it('ends when a layer returns a response of its own', async () => {
    const body = createReadStream(join(inject('step').folder, 'package.json'))
    const replacing = compose(
      [
        async (request, next) => {
          await next(request)
          return { status: 406, body: 'no' }
        },
      ],
      () => ({ status: 200, body }),
    )
    await using app = await listen(replacing)
    expect(await endAfter(app, GET)).toContain(' 406 ')
    await expect.poll(() => isOpen(body)).toBe(false)
  })

  it('ends when it comes to a layer that has not waited', async () => {
    const late = gate()
    const body = createReadStream(join(inject('step').folder, 'package.json'))
    const impatient = compose(
      [
        (request, next) => {
          void next(request)
          throw new Error('too slow')
        },
      ],
      async () => {
        await late.opened
        return { status: 200, body }
      },
    )
    await using app = await listen(impatient)
    expect(await endAfter(app, GET)).toContain(' 500 ')
    late.open()
    await expect.poll(() => isOpen(body)).toBe(false)
  })

  it('may be a file that is not there', async () => {
    const handler: Handler = () => {
      return { status: 200, body: createReadStream('/no/such/file') }
    }
    await using app = await listen(handler)
    for (const request of [HEAD, GET])
      await endAfter(app, request).catch(() => {})
    expect(await endAfter(app, HEAD)).toContain(' 200 ')
  })

  it.each([
    ['events', eventStream],
    ['lines', jsonLines],
  ] as const)('ends the source of %s', async (_, write) => {
    const emitter = new EventEmitter()
    await using app = await listen(() => write(eventsOf(emitter)))
    await endAfter(app, HEAD)
    expect(emitter.listenerCount('book')).toBe(0)
  })
})

/** What one side waits for, and the other one does. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** What the emitter says, until somebody returns it. */
function eventsOf(emitter: EventEmitter): AsyncIterable<{ data: string }> {
  const source = on(emitter, 'book')
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const { value, done } = await source.next()
        return done ? { done, value } : { value: { data: String(value) } }
      },
      async return() {
        await source.return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}

function isOpen(file: ReadStream): boolean {
  return !file.closed
}

function listen(handler: Handler) {
  return startApp(createServer(handler))
}

/** All that comes to a client that ends its side after what it sends. */
function endAfter(address: Address, request: string): Promise<string> {
  return withClient(address, async (client) => {
    client.write(request)
    client.end()
    return String(await client.readToEnd())
  })
}
