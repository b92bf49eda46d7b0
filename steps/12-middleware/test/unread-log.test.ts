// A reader of the access log that has stalled neither stops the server nor
// fills its memory.
import { startProcess } from '@barewire/test-kit/start-process'
import { RawClient } from '@barewire/test-kit/raw-client'
import { expect, inject, it } from 'vitest'

const CONNECTIONS = 10
const REQUESTS = 80
const TARGET = `/${'a'.repeat(4_000)}`

/** What may wait in the program, and in pipes on the way. */
const MAX_OCTETS = 2 * 1_048_576

it('keeps answering, and drops lines until somebody reads again', async () => {
  if (process.platform === 'win32') {
    return console.log('On Windows, Node waits for the reader of a pipe.')
  }
  await using program = await startProcess({
    words: ['--import', 'tsx', 'src/main.ts'],
    cwd: inject('step').folder,
    env: { HOST: '127.0.0.1', PORT: '0', ACCESS_LOG: 'common' },
  })
  const { stdout } = program.child
  stdout?.pause()
  for (let i = 0; i < CONNECTIONS; i += 1) await ask(REQUESTS)
  stdout?.resume()
  // Room again: the next line is there.
  await expect
    .poll(async () => {
      await ask(1, '/read-again')
      return program.output().stdout
    })
    .toContain('"GET /read-again HTTP/1.1"')
  const { stdout: log } = program.output()
  const lines = log.split('\n').filter((line) => line.includes('/aaaa'))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.length).toBeLessThan(CONNECTIONS * REQUESTS)
  expect(log.length).toBeLessThan(MAX_OCTETS)

  async function ask(count: number, target = TARGET): Promise<void> {
    const client = await RawClient.connect(program)
    const request = `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    for (let i = 0; i < count; i += 1) {
      client.write(request)
      await client.readResponse()
    }
    client.reset()
  }
})
