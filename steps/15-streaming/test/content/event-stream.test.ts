// Events as lines of text, and what is said when there are none
// (WHATWG HTML §9.2).
import { describe, expect, it, vi } from 'vitest'
import {
  eventStream,
  type ServerSentEvent,
  writeEvent,
} from '#src/content/event-stream.ts'
import { isStream } from '#src/wire/response-stream.ts'

/** No test lasts that long. */
const NEVER = 600_000

const COMMENT = /^:[^\r\n]*\n\n$/

describe('writeEvent', () => {
  it.each<[ServerSentEvent, string]>([
    [{ data: 'a' }, 'data: a\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: ' é' }, 'data:  é\n\n'],
    [{ data: '{"a": 1}' }, 'data: {"a": 1}\n\n'],
    [{ data: 'a\nb\r\nc\rd' }, 'data: a\ndata: b\ndata: c\ndata: d\n\n'],
    [{ data: '\n\n' }, 'data: \ndata: \ndata: \n\n'],
    [{ data: 'a\nid: 1' }, 'data: a\ndata: id: 1\n\n'],
    [{ data: 'a', id: '' }, 'id: \ndata: a\n\n'],
    [{ data: 'a', id: '0' }, 'id: 0\ndata: a\n\n'],
    [{ data: 'a', event: 'b: c' }, 'event: b: c\ndata: a\n\n'],
    [
      { data: 'a\nb', event: 'tick', id: '1' },
      'id: 1\nevent: tick\ndata: a\ndata: b\n\n',
    ],
  ])('writes %j', (event, expected) => {
    expect(writeEvent(event)).toBe(expected)
  })

  it.each(['\n', 'a\rb', '1\r\ndata: evil', '1\0'])(
    'refuses the id or the event %j',
    (value) => {
      for (const name of ['id', 'event']) {
        const event = { data: 'a', [name]: value }
        expect(() => writeEvent(event)).toThrow(
          `Cannot send ${name} "${value}"`,
        )
      }
    },
  )
})

describe('eventStream', () => {
  it('is a response that is not to be cached', () => {
    const { status, headers } = eventStream(events())
    expect(status).toBe(200)
    expect(headers).toEqual([
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-cache'],
    ])
  })

  it('sends each event when it is asked for, and ends', async () => {
    const made = vi.fn<() => void>()
    const text = open(events({ data: 'a' }, made, { data: 'b', id: '1' }))
    expect(await text.next()).toMatchObject({ value: 'data: a\n\n' })
    expect(made).not.toHaveBeenCalled()
    expect(await text.next()).toMatchObject({ value: 'id: 1\ndata: b\n\n' })
    expect(made).toHaveBeenCalledOnce()
    expect(await text.next()).toMatchObject({ done: true })
  })

  it('sends comments in silence, and loses no event over them', async () => {
    let ring = (): void => {}
    const rung = new Promise<void>((resolve) => {
      ring = resolve
    })
    const source = async function* (): AsyncGenerator<ServerSentEvent, void> {
      await rung
      yield { data: 'first' }
      yield { data: 'second' }
    }
    const text = open(source(), 5)
    for (let comments = 0; comments < 3; comments += 1) {
      expect((await text.next()).value).toMatch(COMMENT)
    }
    ring()
    expect(await text.next()).toMatchObject({ value: 'data: first\n\n' })
    expect(await text.next()).toMatchObject({ value: 'data: second\n\n' })
    expect(await text.next()).toMatchObject({ done: true })
  })

  it('leaves no timer behind', async () => {
    const before = countTimers()
    const text = open(events({ data: 'a' }, { data: 'b' }), NEVER)
    const first = text.next()
    expect(countTimers()).toBe(before + 1)
    await first
    expect(countTimers()).toBe(before)
    await text.next()
    await text.next()
    expect(countTimers()).toBe(before)
  })

  it.each<[string, (text: AsyncGenerator) => Promise<unknown>]>([
    ['is left', (text) => text.return(undefined)],
    ['cannot write an event', (text) => text.next()],
  ])('ends its source when it %s', async (_what, leave) => {
    const ended = vi.fn<() => void>()
    const source = async function* (): AsyncGenerator<ServerSentEvent, void> {
      try {
        yield { data: 'a' }
        yield { data: 'b', id: '\n' }
      } finally {
        ended()
      }
    }
    const text = open(source(), NEVER)
    await text.next()
    expect(ended).not.toHaveBeenCalled()
    await leave(text).catch(() => {})
    expect(ended).toHaveBeenCalledOnce()
  })

  it('fails when its source fails', async () => {
    const before = countTimers()
    const text = open(events({ data: 'a' }, fail), NEVER)
    await text.next()
    await expect(text.next()).rejects.toThrow('broken')
    expect(countTimers()).toBe(before)
  })
})

/** Events, and what to do between them. */
async function* events(
  ...all: readonly (ServerSentEvent | (() => void))[]
): AsyncGenerator<ServerSentEvent, void> {
  for (const each of all) {
    if (typeof each === 'function') each()
    else yield each
  }
}

/** The pieces of text that a client would get. */
async function* open(
  source: AsyncIterable<ServerSentEvent>,
  keepAlive?: number,
): AsyncGenerator<unknown, void> {
  const { body } = eventStream(source, keepAlive)
  if (!isStream(body)) throw new Error('There is no stream')
  yield* body
}

function countTimers(): number {
  const all = process.getActiveResourcesInfo()
  return all.filter((name) => name === 'Timeout').length
}

function fail(): never {
  throw new Error('broken')
}
