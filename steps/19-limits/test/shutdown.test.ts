// The end under load: clients ask and ask, one request after the other or many
// at once. Whatever was begun is answered, whole and once; the rest can be
// asked again elsewhere.
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { type Address, RawClient } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { startProcess } from '@barewire/test-kit/start-process'
import { describe, expect, inject, it } from 'vitest'
import type { Handler } from '#src/wire/message.ts'
import { createServer } from '#src/wire/server.ts'

const FOLDER = inject('step').folder

/** How many requests each client sends ahead of its answers. */
const CLIENTS = [1, 1, 1, 2, 4, 4, 16, 16]

/** Answers before the end begins, of all clients together. */
const ENOUGH = 400

describe('the end under load', () => {
  it.each([1, 2, 3])('loses no request of a server, try %i', async () => {
    const handled: string[] = []
    const handler: Handler = async ({ target, body }) => {
      handled.push(target)
      await body.bytes()
      await setImmediate()
      return { status: 200, body: JSON.stringify({ target }) }
    }
    const server = createServer(handler)
    await using app = await startApp(server)
    const load = startLoad(app)
    await load.enough
    const closed = new Promise((resolve) => {
      server.close(resolve)
    })
    expect((await load.answered).toSorted()).toEqual(handled.toSorted())
    expect(await closed).toBe(undefined)
  })

  it.each([1, 2, 3])('loses no request of the program, try %i', async () => {
    if (process.platform === 'win32') return console.log('No signals here.')
    await using program = await startProcess({
      words: ['--import', 'tsx', 'src/main.ts'],
      cwd: FOLDER,
      env: { PORT: '0', HOST: '127.0.0.1', ACCESS_LOG: 'common' },
    })
    const ended = once(program.child, 'close')
    const load = startLoad(program)
    await load.enough
    program.child.kill('SIGTERM')
    const answered = await load.answered
    expect(await ended).toEqual([0, null])
    const { stdout, stderr } = program.output()
    const lines = stdout.matchAll(/"\w+ (\/mirror\?\S+) HTTP\/1\.1" 200 /g)
    const logged = Array.from(lines, ([, target = '']) => target)
    expect(answered.toSorted()).toEqual(logged.toSorted())
    expect(stderr).toBe('')
  })
})

interface Load {
  /** Resolves when so much has been answered that the end may come. */
  readonly enough: Promise<void>
  /** The targets of all that was answered, when every client has left. */
  readonly answered: Promise<readonly string[]>
}

function startLoad(address: Address): Load {
  const targets: string[] = []
  let tell = (): void => {}
  const enough = new Promise<void>((resolve) => {
    tell = resolve
  })
  const note = (target: string): void => {
    targets.push(target)
    if (targets.length === ENOUGH) tell()
  }
  const clients = CLIENTS.map((ahead, i) => ask(address, `${i}`, ahead, note))
  return { enough, answered: Promise.all(clients).then(() => targets) }
}

/** Asks until the server ends the connection. Throws at half a response. */
async function ask(
  address: Address,
  name: string,
  ahead: number,
  note: (target: string) => void,
): Promise<void> {
  const client = await RawClient.connect(address)
  const waiting: string[] = []
  let number = 0
  const send = (count: number): void => {
    for (; waiting.length < count; number += 1) {
      const target = `/mirror?${name}-${number}`
      client.write(requestOf(target, number))
      waiting.push(target)
    }
  }
  send(ahead)
  for (;;) {
    const response = await client.readResponse().catch(() => undefined)
    if (!response) break
    const target = waiting.shift()
    expect(JSON.parse(String(response.body))).toMatchObject({ target })
    note(target ?? '')
    if (headerValues(response, 'connection').length === 0) send(ahead)
  }
  expect(String(client.received)).toBe('')
  client.reset()
}

/** By turns: no body, one of a known length, one in chunks. */
function requestOf(target: string, number: number): string {
  const [method, line, body] = KINDS[number % KINDS.length] ?? KINDS[0]
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: a', line, '', body]
  return lines.join('\r\n')
}

const KINDS = [
  ['GET', 'X-A: a', ''],
  ['POST', 'Content-Length: 5', 'hello'],
  ['PUT', 'Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'],
] as const
