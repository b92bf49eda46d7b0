// What the program does when a signal asks it to end.
import {
  type Address,
  RawClient,
  withClient,
} from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { type Program, startProgram } from '@barewire/test-kit/start-program'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const WINDOWS = process.platform === 'win32'
const NO_SIGNALS = 'Windows ends a program at once.'

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
  const program = startProgram({
    HOST: '127.0.0.1',
    PORT: '0',
    ACCESS_LOG: 'off',
  })
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
