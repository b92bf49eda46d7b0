// The program: what it says, where it listens, how it ends.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { describe, expect, it, onTestFinished } from 'vitest'

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
    expect(rest).toEqual({ code: 2, stdout: '' })
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
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { firstOutput, end, kill: (signal) => void child.kill(signal) }
}
