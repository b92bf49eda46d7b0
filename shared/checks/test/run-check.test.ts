// The runner finds fault with wrong servers, and says what it saw.
import { startApp } from '@barewire/test-kit/start-app'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { PLAIN_GET, type WireCheck } from '../src/check.ts'
import { runCheck } from '../src/run-check.ts'

const CHECK: WireCheck = {
  id: 'byte-reader.1',
  title: 'answers',
  send: PLAIN_GET,
  status: 200,
  body: 'hello',
  closes: true,
}

describe('runCheck', () => {
  it('passes a server that does what the check says', async () => {
    await expectVerdict(CHECK, respond('200 OK', 'hello'), '')
  })

  it.each([
    ['another status', '404 Not Found', 'hello', 'expected 200, got'],
    ['another body', '200 OK', 'hullo', 'expected body "hello", got "hullo"'],
  ])('fails at %s', async (_, status, body, message) => {
    await expectVerdict(CHECK, respond(status, body), message)
  })

  it('fails at a second response', async () => {
    const twice = (socket: Socket): void => {
      socket.write(RESPONSE)
      socket.end(RESPONSE)
    }
    await expectVerdict(CHECK, afterHead(twice), 'more than expected')
  })

  it.each([
    ['101 Switching Protocols', {}, 'an interim 101'],
    ['100 Continue', { interim: [] }, 'an interim 100'],
    ['100 Continue', {}, ''],
  ])('fails at an interim %s that is not allowed', async (...row) => {
    const [status, allowed, message] = row
    const server = afterHead((socket) => {
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`)
      socket.end(RESPONSE)
    })
    await expectVerdict({ ...CHECK, ...allowed }, server, message)
  })

  it('fails at a reset', async () => {
    const reset = (socket: Socket): void => {
      socket.resetAndDestroy()
    }
    await expectVerdict(CHECK, afterHead(reset), 'then a reset')
  })

  it('fails at a server that only knows heads in one piece', async () => {
    const hasty = (socket: Socket): void => {
      socket.once('data', (chunk: Buffer) => {
        const whole = chunk.includes('\r\n\r\n')
        socket.end(whole ? RESPONSE : 'HTTP/1.1 400 Bad Request\r\n\r\n')
      })
    }
    await expectVerdict(CHECK, hasty, 'sent in pieces of 1', 4)
    await expectVerdict(CHECK, hasty, '', 3)
  })

  it.each([
    [Infinity, PLAIN_GET.length - 1],
    [8, 8],
  ])('splits a case at %d points at most', async (points, expected) => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.on('error', () => {})
      respond('200 OK', 'hello')(socket)
    })
    await using app = await startApp(server)
    await runCheck(CHECK, { address: app, step: 4, points })
    // Besides, it comes whole and byte by byte.
    expect(connections).toBe(2 + expected)
  })

  it('fails at an error without a detail', async () => {
    const check = { ...CHECK, status: 400, body: 'no' }
    const server = respond('400 Bad Request', 'no')
    await expectVerdict(check, server, 'expected a JSON object, got "no"')
  })

  it('fails at a server that keeps answering wrongly', async () => {
    const check = { ...CHECK, closes: false }
    const server = respond('200 OK', 'hello')
    await expectVerdict(check, server, 'before the end')
  })
})

const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'

function respond(status: string, body: string): (socket: Socket) => void {
  return afterHead((socket) => {
    const length = `Content-Length: ${body.length}`
    socket.end(`HTTP/1.1 ${status}\r\n${length}\r\n\r\n${body}`)
  })
}

function afterHead(answer: (socket: Socket) => void) {
  return (socket: Socket): void => {
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.endsWith('\r\n\r\n') && !socket.writableEnded) answer(socket)
    })
  }
}

/** An empty message: the check passes. */
async function expectVerdict(
  check: WireCheck,
  onConnection: (socket: Socket) => void,
  ...[message, step = 3]: readonly [message: string, step?: number]
): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  await using app = await startApp(server)
  const verdict = await runCheck(check, { address: app, step }).then(
    () => '',
    (error: unknown) => String(error),
  )
  expect(verdict).toMatch(message === '' ? /^$/ : message)
}
