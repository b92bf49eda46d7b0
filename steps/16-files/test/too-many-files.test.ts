// What a client gets when the program has as many files and connections open
// as the system allows.
import {
  hasLimits,
  startWithFewFiles,
  takeAllFiles,
} from '@barewire/test-kit/few-files'
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues } from '@barewire/test-kit/raw-response'
import { expect, inject, it, onTestFinished, vi } from 'vitest'

const FOLDER = inject('step').folder
const FILE = 'GET /files/ HTTP/1.1\r\nHost: a\r\n\r\n'
const OTHER = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

it('is 503 for a file, until there is room again', async () => {
  if (!hasLimits) return console.log('Nothing can set a limit here.')
  await using app = await startWithFewFiles(FOLDER)
  const [client, ...others] = await takeAllFiles(app)
  onTestFinished(() => client?.reset())
  client?.write(FILE)
  const refusal = await client?.readResponse()
  expect(refusal?.status).toBe(503)
  expect(refusal && headerValues(refusal, 'retry-after')).toEqual(['1'])
  client?.write(OTHER)
  expect(await client?.readResponse()).toMatchObject({ status: 200 })
  for (const other of others) other.reset()
  await vi.waitFor(async () => {
    expect(await ask(app, FILE)).toMatchObject({ status: 200 })
  }, 5_000)
  expect(app.output().stderr).toBe('')
})
