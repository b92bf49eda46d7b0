// The calls of Python's BaseHTTPRequestHandler, and the bytes and log lines
// that they make.
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { handlerOf, RequestHandler } from '#src/wire/handler-class.ts'
import { createServer } from '#src/wire/server.ts'

const log = vi.spyOn(console, 'error')

beforeEach(() => {
  log.mockReset().mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
})

class Example extends RequestHandler {
  do_GET(): void {
    this.sendResponse(200)
    this.sendHeader('X-B', 'b')
    this.sendHeader('X-A', 1)
    this.endHeaders()
    this.write('hel')
    this.write(Buffer.from('lo'))
  }

  do_QUIET(): void {
    this.sendResponse(299, 'Quiet')
    this.sendHeader('X-A', 1)
  }

  async do_POST(): Promise<void> {
    this.sendResponse(201, await this.body.text())
    this.endHeaders()
  }

  do_HEAD(): void {
    this.sendError(404)
  }

  do_ERROR(): void {
    const [, code, message] = this.path.split('/')
    if (message === undefined) this.sendError(Number(code))
    else this.sendError(Number(code), message)
  }
}

describe('RequestHandler', () => {
  it('writes what it is told to, in the order of the calls', async () => {
    vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(784_111_777_000)
    expect(await ask('GET /')).toEqual([
      'HTTP/1.0 200 OK',
      'Server: Barewire/0.7',
      'Date: Sun, 06 Nov 1994 08:49:37 GMT',
      'X-B: b',
      'X-A: 1',
      '',
      'hello',
    ])
  })

  it('sends nothing of a head that is not ended', async () => {
    expect(await ask('QUIET /')).toEqual([''])
  })

  it('waits for a method that reads the body', async () => {
    const [statusLine] = await ask('POST /', 'Content-Length: 4\r\n\r\nMade')
    expect(statusLine).toBe('HTTP/1.0 201 Made')
  })

  it.each(['PUT', 'get', 'handle', 'sendError', '__proto__'])(
    'has no method for %s',
    async (method) => {
      const [statusLine] = await ask(`${method} /`)
      const phrase = `Unsupported method ('${method}')`
      expect(statusLine).toBe(`HTTP/1.0 501 ${phrase}`)
    },
  )
})

describe('sendError', () => {
  it('sends a page that says what went wrong', async () => {
    const lines = await ask('ERROR /404')
    const page = lines.at(-1) ?? ''
    expect(lines[0]).toBe('HTTP/1.0 404 Not Found')
    expect(lines.slice(3, -1)).toEqual([
      'Connection: close',
      'Content-Type: text/html;charset=utf-8',
      `Content-Length: ${page.length}`,
      '',
    ])
    expect(page).toContain('<p>Error code: 404</p>')
    expect(page).toContain('<p>Message: Not Found.</p>')
  })

  it('lets no message become a tag or an entity', async () => {
    const page = (await ask("ERROR /404/&lt;'%3C")).at(-1)
    expect(page).toContain("<p>Message: &amp;lt;'%3C.</p>")
  })

  it('sends the head alone in answer to HEAD', async () => {
    const lines = await ask('HEAD /')
    expect(lines[5]).toMatch(/^Content-Length: [1-9]/)
    expect(lines.slice(6)).toEqual(['', ''])
  })

  it.each([204, 205, 304])('sends no page with %i', async (code) => {
    const lines = await ask(`ERROR /${code}`)
    expect(lines.slice(3)).toEqual(['Connection: close', '', ''])
  })
})

describe('the access log', () => {
  const TIME = String.raw`\[\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d\]`

  it('has a line for a response', async () => {
    await ask('GET /a?b')
    expect(log.mock.calls).toEqual([
      [logged(String.raw`"GET /a\?b HTTP/1\.1" 200 -`)],
    ])
  })

  it('says why before the line of an error', async () => {
    await ask('PUT /')
    expect(log.mock.calls).toEqual([
      [logged(String.raw`code 501, message Unsupported method \('PUT'\)`)],
      [logged(String.raw`"PUT / HTTP/1\.1" 501 -`)],
    ])
  })

  function logged(rest: string): unknown {
    const start = String.raw`^127\.0\.0\.1 - - `
    return expect.stringMatching(new RegExp(`${start}${TIME} ${rest}$`))
  }
})

/** The lines of the answer; the last one is its body. */
async function ask(start: string, rest = '\r\n'): Promise<string[]> {
  await using app = await startApp(createServer(handlerOf(Example)))
  return await withClient(app, async (client) => {
    client.write(`${start} HTTP/1.1\r\n${rest}`)
    const bytes = await client.readToEnd()
    return bytes.toString('latin1').split('\r\n')
  })
}
