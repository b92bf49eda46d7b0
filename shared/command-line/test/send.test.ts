// npm run send, as the server at the other end sees it.
import { ROOT } from '@barewire/course/steps'
import { startApp } from '@barewire/test-kit/start-app'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
const ANSWER = 'HTTP/1.0 204 No Content\r\n\r\n'

describe('npm run send', () => {
  it('sends the bytes of a file as they are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'barewire-send-'))
    try {
      const file = join(folder, 'request')
      const bytes = Buffer.from('GET /\\r\\n HTTP/1.0\r\n\n\0\xff', 'latin1')
      writeFileSync(file, bytes)
      await using server = await listen()
      const { stdout, status } = await send(['--file', file, '--end'], server)
      expect(await server.received()).toEqual([bytes])
      expect(stdout).toContain('version status reason')
      expect(status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('reads escapes from standard input, and no line breaks', async () => {
    await using server = await listen()
    const words = String.raw`GET /\x41 HTTP/1.0\r\n` + '\n' + String.raw`\r\n`
    const { stdout } = await send([], server, `${words}\n`)
    const bytes = Buffer.from('GET /A HTTP/1.0\r\n\r\n')
    expect(await server.received()).toEqual([bytes])
    expect(stdout).toContain('204 No Content')
  })

  it('sends a case of the suite, and the same again', async () => {
    await using server = await listen()
    const first = await send(['request-head.1'], server)
    const again = await send(['--again'], undefined)
    const [one, two] = await server.received()
    expect(one?.toString('latin1')).toMatch(/^GET \/\S+ HTTP\/1\.1\r\n/)
    expect(two).toEqual(one)
    expect([first.status, again.status]).toEqual([0, 0])
  })

  it('sends pieces, each in a segment of its own', async () => {
    await using server = await listen()
    const request = String.raw`GET / HTTP/1.0\r\n\r\n`
    const words = [request, '--pieces', '9', '--pause', '200', '--json']
    const { stdout } = await send(words, server)
    const events: Event[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const sent = events.filter(
      ({ event, direction }) => event === 'segment' && direction === 'request',
    )
    expect(sent.map(({ bytes }) => bytes)).toEqual([9, 9])
  })

  it('judges an RFC case', async () => {
    await using server = await listen()
    const { stdout } = await send(['ho-04'], server)
    expect(stdout).toContain('ho-04')
    expect(stdout).toMatch(/\(RFC 9112 §3\.2\)/)
  })
})

interface Event {
  readonly event: string
  readonly direction?: string
  readonly bytes?: number
}

interface Listening extends AsyncDisposable {
  readonly port: number
  /** What came on each connection; it waits until all have ended. */
  received(): Promise<Buffer[]>
}

/** Answers everything with 204, at the first empty line or the end. */
async function listen(): Promise<Listening> {
  const all: Promise<Buffer>[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    all.push(buffer(socket))
    answer(socket)
  })
  const app = await startApp(server)
  return {
    port: app.port,
    received: () => Promise.all(all),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

function answer(socket: Socket): void {
  let head = ''
  socket.on('data', (chunk: Buffer) => {
    head += chunk.toString('latin1')
    if (head.endsWith('\r\n\r\n')) socket.end(ANSWER)
  })
  socket.on('end', () => socket.writable && socket.end(ANSWER))
}

interface Printed {
  readonly stdout: string
  readonly status: number
}

/** Runs the command in a process of its own; without a server, nowhere new. */
async function send(
  words: readonly string[],
  server: Listening | undefined,
  input = '',
): Promise<Printed> {
  const to = server ? ['--to', `127.0.0.1:${server.port}`] : []
  const child = spawn(process.execPath, [START, 'send', ...words, ...to])
  child.stdin.end(input)
  const [stdout, [status]] = await Promise.all([
    text(child.stdout),
    once(child, 'exit'),
  ])
  return { stdout, status: Number(status) }
}
