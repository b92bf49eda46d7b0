// How long dependencies live, over a real socket: until the response has been
// sent, or until nobody is there to send it to.
import { once } from 'node:events'
import { type Address, ask, RawClient } from '@barewire/test-kit/raw-client'
import { createSignal } from '@barewire/test-kit/signal'
import { startApp } from '@barewire/test-kit/start-app'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { background, depends, request } from '#src/api/markers.ts'
import { directly } from '#src/api/reply.ts'
import { createServer } from '#src/wire/server.ts'

watchErrors()

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

async function connect(address: Address): Promise<RawClient> {
  const client = await RawClient.connect(address)
  onTestFinished(() => client.reset())
  return client
}

/** A dependency, and whether it is still there. */
function createThing(scope: 'request' | 'function' = 'request') {
  const thing = { open: false }
  const gone = createSignal()
  const wanted = dependency(
    [],
    function* () {
      thing.open = true
      try {
        yield thing
      } finally {
        thing.open = false
        gone.tell()
      }
    },
    { scope },
  )
  return { thing, wanted, gone: gone.told }
}

describe('a dependency of a request', () => {
  it('is there while its response is streamed', async () => {
    const { thing, wanted, gone } = createThing()
    const half = createSignal()
    const seen: boolean[] = []
    async function* stream() {
      seen.push(thing.open)
      yield 'a'
      await half.told
      seen.push(thing.open)
      yield 'b'
    }
    const app = new App()
    app.get('/', [depends(wanted)], () =>
      directly({ status: 200, body: stream() }),
    )
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET)
    await vi.waitFor(() =>
      expect(String(client.received)).toMatch(/\r\na\r\n$/),
    )
    expect(thing.open).toBe(true)
    half.tell()
    expect(String((await client.readResponse()).body)).toBe('ab')
    await gone
    expect(seen).toEqual([true, true])
  })

  it('is gone when the client leaves half-way', async () => {
    const { thing, wanted, gone } = createThing()
    const app = new App()
    async function* stream() {
      for (;;) yield 'a'.repeat(10_000)
    }
    app.get('/', [depends(wanted)], () =>
      directly({ status: 200, body: stream() }),
    )
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET)
    await client.readBytes(50_000)
    client.reset()
    await gone
    expect(thing.open).toBe(false)
  })

  it('is gone when the client leaves before there is a response', async () => {
    const { thing, wanted, gone } = createThing()
    const begun = createSignal()
    const app = new App()
    app.get('/', [depends(wanted), request()], async (_, { signal: left }) => {
      begun.tell()
      await once(left, 'abort')
      return thing.open
    })
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET)
    await begun.told
    client.reset()
    await gone
    expect(thing.open).toBe(false)
  })

  it('is gone with its response, if it lives for a function', async () => {
    const { thing, wanted } = createThing('function')
    const app = new App()
    app.get('/', [depends(wanted)], ({ open }) => open)
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    for (let i = 0; i < 10; i += 1) {
      client.write(GET)
      expect(String((await client.readResponse()).body)).toBe('true')
      expect(thing.open).toBe(false)
    }
  })

  it('is gone once for each of many pipelined requests', async () => {
    let open = 0
    let most = 0
    const all = createSignal()
    const wanted = dependency([], function* () {
      open += 1
      most = Math.max(most, open)
      yield
      open -= 1
      if (open === 0) all.tell()
    })
    const app = new App()
    app.get('/', [depends(wanted)], () => 'a')
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET.repeat(50))
    for (let i = 0; i < 50; i += 1) await client.readResponse()
    await all.told
    await vi.waitFor(() => expect(open).toBe(0), 5_000)
    expect(most).toBeLessThanOrEqual(2)
  })
})

describe('background tasks', () => {
  it('do not keep a client waiting, and see what is still there', async () => {
    const { thing, wanted, gone } = createThing()
    const answered = createSignal()
    const done = createSignal<boolean>()
    const app = new App()
    app.get('/', [depends(wanted), background()], (_, tasks) => {
      tasks.add(async () => {
        await answered.told
        done.tell(thing.open)
      })
      return 'a'
    })
    await using server = await startApp(createServer(app.handle))
    expect((await ask(server, GET)).status).toBe(200)
    answered.tell()
    expect(await done.told).toBe(true)
    await gone
  })

  it('run for a client that has left', async () => {
    const ran = createSignal<string>()
    const begun = createSignal()
    const app = new App()
    app.get('/', [request(), background()], async (asked, tasks) => {
      tasks.add(ran.tell, 'done')
      begun.tell()
      await once(asked.signal, 'abort')
    })
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET)
    await begun.told
    client.reset()
    expect(await ran.told).toBe('done')
  })
})

describe('the end of an app', () => {
  it('waits for a handler whose client has left', async () => {
    const { thing, wanted } = createThing()
    const begun = createSignal()
    const goOn = createSignal()
    const seen: boolean[] = []
    const app = new App({ lifespan: wanted })
    app.get('/', [], async () => {
      begun.tell()
      await goOn.told
      seen.push(thing.open)
    })
    await using server = await startApp(createServer(app.handle))
    const client = await connect(server)
    client.write(GET)
    await begun.told
    client.reset()
    const stopped = app.stop().then(() => seen.push(thing.open))
    goOn.tell()
    await stopped
    expect(seen).toEqual([true, false])
  })
})
