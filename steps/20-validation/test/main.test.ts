// The program: what it says, where it listens, how it ends.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import {
  type Address,
  RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const WINDOWS = process.platform === 'win32'
const NO_SIGNALS = 'Windows ends a program at once.'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))

describe('the program', () => {
  it.each([
    ['localhost', ''],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
  ])('says that it listens on %s, serves there, ends', async (name, host) => {
    if (host === '::1' && !hasIPv6()) return console.log('There is no ::1.')
    const program = start({ HOST: host, PORT: '0' })
    const port = Number(/:(\d+)\n/.exec(await program.firstOutput)?.[1])
    await withClient({ host: host || 'localhost', port }, async (client) => {
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await client.readBytes(1)
    })
    program.kill('SIGTERM')
    const { stdout } = await program.end
    expect(stdout).toBe(`Listening on http://${name}:${port}\n`)
  })

  it.each([
    ['common', [COMMON, COMMON, COMMON]],
    ['', [COMMON, COMMON, COMMON]],
    ['json', [JSON_LINE, JSON_LINE, JSON_LINE]],
    ['off', []],
  ])('logs with ACCESS_LOG=%s a line for each request', async (log, lines) => {
    const settings = { HOST: '127.0.0.1', PORT: '0', ACCESS_LOG: log }
    const program = start(settings)
    const port = Number(/:(\d+)\n/.exec(await program.firstOutput)?.[1])
    await withClient({ host: '127.0.0.1', port }, async (client) => {
      for (const target of ['/', '/no/such/place', '/%0a%22?a=b']) {
        client.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
        await client.readResponse()
      }
    })
    program.kill('SIGTERM')
    const { stdout, stderr } = await program.end
    const [announcement, ...logged] = stdout.split('\n')
    expect(announcement).toBe(`Listening on http://127.0.0.1:${port}`)
    expect(logged).toEqual([...lines, ''])
    expect(stderr).toBe('')
  })

  it.each([
    ['PORT', 'abc', 'PORT must be a number from 0 to 65535, not "abc".'],
    ['PORT', '65536', 'PORT must be a number from 0 to 65535, not "65536".'],
    ['HOST', '192.0.2.1', 'HOST "192.0.2.1" is not an address of this machine'],
  ])('refuses %s=%s in one line', async (name, value, line) => {
    const program = start({ PORT: '0', [name]: value })
    const { stderr, ...rest } = await program.end
    expect(rest).toEqual({ code: 2, signal: null, stdout: '' })
    expect(stderr).toMatch(line)
    expect(stderr.indexOf('\n')).toBe(stderr.length - 1)
  })

  it('says that a port is taken, and how to take another', async () => {
    await using other = await startApp(createServer())
    const program = start({ HOST: other.host, PORT: String(other.port) })
    const line = `Port ${other.port} is taken. Try another: --port`
    const { code, stderr } = await program.end
    expect(code).toBe(2)
    expect(stderr).toBe(`${line} ${other.port + 1}\n`)
  })
})

describe('a signal to the program', () => {
  const HALF = 'POST /mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe'
  const CLOCK = 'GET /clock HTTP/1.1\r\nHost: a\r\n\r\n'

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets nobody in, finishes what has begun, ends with 0',
    async (signal) => {
      if (WINDOWS) return console.log(NO_SIGNALS)
      const { program, address } = await listening()
      const idle = await connect(address)
      idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await idle.readResponse()
      const client = await connect(address)
      client.write(HALF)
      await arrived(address)
      program.kill(signal)
      expect(await idle.readToEnd()).toHaveLength(0)
      await refused(address)
      client.write('llo')
      const response = await client.readResponse()
      expect(JSON.parse(String(response.body))).toMatchObject({ body: 'hello' })
      expect(headerValues(response, 'connection')).toEqual(['close'])
      client.end()
      const end = { code: 0, signal: null, stderr: '' }
      expect(await program.end).toMatchObject(end)
    },
  )

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGINT'],
  ] as const)('%s and then %s ends it at once', async (first, second) => {
    if (WINDOWS) return console.log(NO_SIGNALS)
    const { program, address } = await listening()
    const client = await connect(address)
    client.write(CLOCK)
    await client.readBytes(1)
    program.kill(first)
    await refused(address)
    program.kill(second)
    const end = { code: null, signal: second, stderr: '' }
    expect(await program.end).toMatchObject(end)
  })

  it('ends a clock that would go on for ever', async () => {
    if (WINDOWS) return console.log(NO_SIGNALS)
    const { program, address } = await listening()
    const client = await connect(address)
    client.write(CLOCK)
    await client.readBytes(1)
    program.kill('SIGTERM')
    // An orderly end, so that a browser asks again, for the next server.
    expect(String(await client.readToEnd())).toMatch(/\r\n0\r\n\r\n$/)
    client.end()
    const end = { code: 0, signal: null, stderr: '' }
    expect(await program.end).toMatchObject(end)
  })
})

/** The program on a free port, when it serves. */
async function listening(): Promise<{ program: Program; address: Address }> {
  const program = start({ HOST: '127.0.0.1', PORT: '0', ACCESS_LOG: 'off' })
  const port = Number(/:(\d+)\n/.exec(await program.firstOutput)?.[1])
  return { program, address: { host: '127.0.0.1', port } }
}

async function connect(address: Address): Promise<RawClient> {
  const client = await RawClient.connect(address)
  onTestFinished(() => client.reset())
  return client
}

/** What others have sent before is there: connections are served in turn. */
function arrived(address: Address): Promise<void> {
  return withClient(address, async (client) => {
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.readResponse()
  })
}

async function refused(address: Address): Promise<void> {
  await vi.waitFor(
    () => expect(RawClient.connect(address)).rejects.toThrow('ECONNREFUSED'),
    { timeout: 10_000 },
  )
}

const COMMON: unknown = expect.stringMatching(
  /^127\.0\.0\.1 - - \[[^\]"]+\] "GET \/[^" ]* HTTP\/1\.1" (?:200|404) \d+$/,
)

const JSON_LINE: unknown = expect.toSatisfy((line: unknown) => {
  const { client, method, status }: Record<string, unknown> = JSON.parse(
    String(line),
  )
  return (
    client === '127.0.0.1' && method === 'GET' && typeof status === 'number'
  )
})

function hasIPv6(): boolean {
  const all = Object.values(networkInterfaces()).flat()
  return all.some((each) => each?.address === '::1')
}

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

interface Program {
  readonly firstOutput: Promise<string>
  readonly end: Promise<Ending>
  readonly kill: (signal: NodeJS.Signals) => void
}

/** Runs the program with settings of its own; it does not outlive the test. */
function start(settings: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: FOLDER,
    env: { ...process.env, NODE_NO_WARNINGS: '1', HOST: '', ...settings },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const firstOutput = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      resolve(stdout)
    })
  })
  const end = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr }),
    )
  })
  return { firstOutput, end, kill: (signal) => void child.kill(signal) }
}
