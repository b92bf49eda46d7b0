// What a client gets when the program has as many files and connections open
// as the system allows.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ask, RawClient } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { startProcess } from '@barewire/test-kit/start-process'
import { expect, it, onTestFinished, vi } from 'vitest'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))
const SHELL = '/bin/sh'
const LIMITED = 'ulimit -n 100 && exec "$0" "$@"'
const SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  ACCESS_LOG: 'off',
  DATABASE: ':memory:',
}

const FILE = 'GET /files/ HTTP/1.1\r\nHost: a\r\n\r\n'
const OTHER = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

it('is 503 for a file, until there is room again', async () => {
  if (!existsSync(SHELL)) return console.log(`There is no ${SHELL}.`)
  const program = ['--import', 'tsx', 'src/main.ts']
  const words = ['-c', LIMITED, process.execPath, ...program]
  const options = { file: SHELL, words, cwd: FOLDER, env: SETTINGS }
  await using app = await startProcess(options)
  const clients: RawClient[] = []
  onTestFinished(() => clients.forEach((client) => client.reset()))
  // A connection that cannot be accepted is closed.
  while (clients.at(-1)?.ended !== true) {
    const client = await RawClient.connect(app)
    clients.push(client)
    client.write(OTHER)
    await client.readResponse().catch(() => {})
  }
  const [first, ...others] = clients
  first?.write(FILE)
  const refusal = await first?.readResponse()
  expect(refusal?.status).toBe(503)
  expect(refusal && headerValues(refusal, 'retry-after')).toEqual(['1'])
  first?.write(OTHER)
  expect(await first?.readResponse()).toMatchObject({ status: 200 })
  for (const client of others) client.reset()
  await vi.waitFor(async () => {
    expect(await ask(app, FILE)).toMatchObject({ status: 200 })
  }, 5_000)
  expect(app.output().stderr).toBe('')
})
