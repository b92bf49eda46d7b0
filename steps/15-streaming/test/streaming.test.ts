// The clock and the books in lines, as client libraries see them.
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { EventSource, fetch } from 'undici'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from '#src/app.ts'
import { tick } from '#src/clock.ts'
import { type ServerSentEvent, eventStream } from '#src/content/event-stream.ts'
import { jsonLines } from '#src/content/json-lines.ts'
import { createServer } from '#src/wire/server.ts'

describe('the clock', () => {
  it('ticks at once, and then each second', async () => {
    await using app = await startApp(createApp())
    const response = await fetch(urlOf(app, '/clock'))
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const start = Date.now()
    const times: number[] = []
    let text = ''
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString()
      for (const [, time = ''] of text.matchAll(/data: (\S+)\n\n/g)) {
        if (!times.includes(Date.parse(time))) times.push(Date.parse(time))
      }
      if (times.length === 2) break
    }
    expect(text).toMatch(/^id: 1\ndata: \S+Z\n\nid: 2\ndata: \S+Z\n\n$/)
    const [first = NaN, second = NaN] = times
    expect(first - start).toBeLessThan(900)
    expect(second - first).toBeGreaterThanOrEqual(990)
    expect(second - first).toBeLessThan(5_000)
  })

  it.each([
    [[], 1],
    [['41'], 42],
    [['0'], 1],
    [['999'], 1000],
    [[''], 1],
    [['abc'], 1],
    [['-5'], 1],
    [['+5'], 1],
    [['1.5'], 1],
    [['1e3'], 1],
    [['0x10'], 1],
    [['5 6'], 1],
    [['5', '6'], 1],
    [['9'.repeat(400)], 1],
  ])('goes on behind the id %j with %i', async (ids, next) => {
    await using app = await startApp(createApp())
    const lines = ids.map((id) => `Last-Event-ID: ${id}`)
    await withClient(app, async (client) => {
      const host = 'Host: localhost'
      client.write(['GET /clock HTTP/1.1', host, ...lines, '', ''].join('\r\n'))
      let text = ''
      while (!text.endsWith('\n\n')) text += String(await client.readBytes(1))
      expect(text).toMatch(`\r\nid: ${next}\ndata: `)
    })
  })

  it('stands still when nobody looks any more', async () => {
    const stopped = vi.fn<() => void>()
    const log = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => log.mockRestore())
    const server = createServer((request) =>
      eventStream(upTo(Infinity, tick(request), stopped)),
    )
    await using app = await startApp(server)
    const leaving = new AbortController()
    const { signal } = leaving
    const response = await fetch(urlOf(app, '/'), { signal })
    await response.body?.getReader().read()
    expect(stopped).not.toHaveBeenCalled()
    leaving.abort()
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce(), 5_000)
    expect(log).not.toHaveBeenCalled()
  })

  it('goes on where it was, for an EventSource that comes back', async () => {
    // One tick a connection, so that the client has to come back for more.
    const server = createServer((request) =>
      eventStream(upTo(1, tick(request))),
    )
    await using app = await startApp(server)
    const node = { reconnectionTime: 1 }
    const source = new EventSource(urlOf(app, '/'), { node })
    onTestFinished(() => source.close())
    const ids = await new Promise<string[]>((resolve) => {
      const seen: string[] = []
      source.addEventListener('message', ({ lastEventId }) => {
        if (seen.push(lastEventId) === 3) resolve(seen)
      })
    })
    expect(ids).toEqual(['1', '2', '3'])
  })
})

describe('the books in lines', () => {
  it('are those of the list', async () => {
    await using app = await startApp(createApp())
    const book = { title: 'a\nb', author: 'é', year: 1, tags: ['c'] }
    await fetch(urlOf(app, '/books'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(book),
    })
    const response = await fetch(urlOf(app, '/books.ndjson'))
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await response.text()).split('\n')
    expect(lines.pop()).toBe('')
    const books = await (await fetch(urlOf(app, '/books'))).json()
    expect(lines.map(parse)).toEqual(books)
    expect(books).toContainEqual({ id: expect.any(Number), ...book })
  })

  it('can be read while they are written', async () => {
    let readOne = (): void => {}
    const one = new Promise<void>((resolve) => {
      readOne = resolve
    })
    const source = async function* (): AsyncGenerator<unknown, void> {
      yield { id: 1 }
      await one
      yield { id: 2 }
    }
    await using app = await startApp(createServer(() => jsonLines(source())))
    const { body } = await fetch(urlOf(app, '/'))
    const pieces: string[] = []
    for await (const piece of body ?? []) {
      pieces.push(Buffer.from(piece).toString())
      readOne()
    }
    expect(pieces).toEqual(['{"id":1}\n', '{"id":2}\n'])
  })
})

/** The first events of a source, and a call at the end. */
async function* upTo(
  count: number,
  source: AsyncIterable<ServerSentEvent>,
  ended: () => void = () => {},
): AsyncGenerator<ServerSentEvent, void> {
  let left = count
  try {
    for await (const event of source) {
      yield event
      left -= 1
      if (left === 0) return
    }
  } finally {
    ended()
  }
}

function parse(line: string): unknown {
  return JSON.parse(line)
}

function urlOf({ host, port }: Address, target: string): string {
  return `http://${host}:${port}${target}`
}
