// What stands in the log: one line for each exchange, whatever a client sends.
import { ask } from '@barewire/test-kit/raw-client'
import { requestsOf } from '@barewire/test-kit/requests'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessLog } from '#src/web/access-log.ts'
import { compose } from '#src/web/middleware.ts'
import { requestId } from '#src/web/request-id.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import type { HttpResponse } from '#src/wire/message.ts'
import { RequestBody } from '#src/wire/request-body.ts'
import { createServer } from '#src/wire/server.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

const DATE = String.raw`\[\d\d/\w{3}/\d{4}(?::\d\d){3} \+0000\]`
const REQUEST_LINE = String.raw`"\S+ \S+ HTTP/1\.\d"`
const COMMON = new RegExp(
  String.raw`^[^ ]+ - - ${DATE} ${REQUEST_LINE} \d{3} (?:\d+|-)$`,
)

const RECORD = /^\{[ -~]*\}$/

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a log line', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    vi.setSystemTime('2026-01-05T03:04:05.678Z')
  })

  it('is in the Common Log Format', async () => {
    const response = { status: 404, body: 'héllo' }
    const [line, ...others] = await linesFor('common', response)
    const date = '[05/Jan/2026:03:04:05 +0000]'
    expect(line).toBe(`192.0.2.7 - - ${date} "GET /a?b=%22 HTTP/1.1" 404 6`)
    expect(others).toEqual([])
  })

  it('is JSON, with the id of the request and its milliseconds', async () => {
    const headers = [['X-Request-Id', 'a.b-c']] as const
    const response = { status: 404, headers, body: 'héllo' }
    const [line = ''] = await linesFor('json', response)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({
      time: '2026-01-05T03:04:05.719Z',
      id: 'a.b-c',
      client: '192.0.2.7',
      method: 'GET',
      target: '/a?b=%22',
      status: 404,
      bytes: 6,
      milliseconds: 41,
    })
  })

  it.each([
    ['off', []],
    ['', [expect.stringMatching(COMMON)]],
    ['nonsense', [expect.stringMatching(COMMON)]],
    [undefined, [expect.stringMatching(COMMON)]],
  ])('for the format %j is %j', async (format, lines) => {
    expect(await linesFor(format, { status: 200 })).toEqual(lines)
  })

  it.each<[string, string, Partial<HttpResponse>, string]>([
    ['octets of a text', 'GET', { body: 'é€𝄞' }, '200 9'],
    ['bytes', 'GET', { body: new Uint8Array(3) }, '200 3'],
    ['no body', 'GET', {}, '200 -'],
    ['no body for HEAD', 'HEAD', { body: 'not sent' }, '200 -'],
  ])('counts %s', async (_what, method, part, ending) => {
    const lines = await linesFor('common', { status: 200, ...part }, method)
    expect(lines.map((line) => line.split('" ')[1])).toEqual([ending])
  })
})

describe('accessLog', () => {
  it('writes to the console unless it is told where', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const handler = compose([accessLog('common')], () => ({ status: 200 }))
    await handler(requestFor('GET', '/'))
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(COMMON))
  })

  it('drops a line when the reader of the console has stalled', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const waiting = vi.spyOn(process.stdout, 'writableLength', 'get')
    const handler = compose([accessLog('common')], () => ({ status: 200 }))
    waiting.mockReturnValue(1_048_576)
    await handler(requestFor('GET', '/lost'))
    waiting.mockReturnValue(0)
    await handler(requestFor('GET', '/printed'))
    expect(log.mock.calls.flat().join()).toContain('GET /printed ')
    expect(log).toHaveBeenCalledOnce()
  })

  const fault = new Error('Cannot write')
  it.each([
    [
      'throws',
      () => {
        throw fault
      },
    ],
    ['rejects', () => Promise.reject(fault)],
  ])('does not lose a response to a log that %s', async (_, write) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    for (const format of ['common', 'json']) {
      const handler = compose([accessLog(format, write)], () => ({
        status: 201,
      }))
      expect(await handler(requestFor('GET', '/'))).toEqual({ status: 201 })
    }
    await vi.waitFor(() => expect(log.mock.calls).toEqual([[fault], [fault]]))
  })

  it('does not wait for a log', async () => {
    const write = () => new Promise(() => {})
    const handler = compose([accessLog('json', write)], () => ({ status: 201 }))
    expect(await handler(requestFor('GET', '/'))).toEqual({ status: 201 })
  })

  it.each([
    ['GET /%22%20200%0a HTTP/1.1', 200],
    ["!#$%&'*+-.^_`|~ / HTTP/1.1", 200],
    ['GET / HTTP/1.1\r\nX-Request-Id: a"\t\xe9', 200],
    ['GET /" HTTP/1.1', 400],
    ['GET /\x1b[2J HTTP/1.1', 400],
    ['GET /\ra HTTP/1.1', 400],
  ])('keeps to one line each for %j', async (start, status) => {
    const lines: string[] = []
    const records: string[] = []
    const layers = [
      accessLog('common', (line) => lines.push(line)),
      accessLog('json', (line) => records.push(line)),
      requestId,
    ]
    const server = createServer(compose(layers, () => ({ status: 200 })))
    await using app = await startApp(server)
    const response = await ask(app, `${start}\r\nHost: localhost\r\n\r\n`)
    expect(response.status).toBe(status)
    // What the wire refuses comes to no handler, and to no log.
    const count = status === 200 ? 1 : 0
    expect(lines).toEqual(Array(count).fill(expect.stringMatching(COMMON)))
    expect(records).toEqual(Array(count).fill(expect.stringMatching(RECORD)))
  })
})

/** The lines for one exchange, which takes 41.4 ms. */
async function linesFor(
  format: string | undefined,
  response: HttpResponse,
  method = 'GET',
): Promise<string[]> {
  const lines: string[] = []
  const layer = accessLog(format, (line) => lines.push(line))
  const handler = compose([layer], () => {
    vi.advanceTimersByTime(41.4)
    return response
  })
  await handler(requestFor(method, '/a?b=%22'))
  return lines
}
