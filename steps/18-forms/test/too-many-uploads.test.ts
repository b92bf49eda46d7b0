// What a client gets for a form with a file when the program has as many files
// and connections open as the system allows.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  hasLimits,
  startWithFewFiles,
  takeAllFiles,
} from '@barewire/test-kit/few-files'
import { expect, inject, it, onTestFinished, vi } from 'vitest'

const FOLDER = inject('step').folder
const FORM = [
  '--a\r\nContent-Disposition: form-data; name="title"\r\n\r\nEmma II\r\n',
  '--a\r\nContent-Disposition: form-data; name="author"\r\n\r\nA\r\n',
  '--a\r\nContent-Disposition: form-data; name="year"\r\n\r\n1816\r\n',
  '--a\r\nContent-Disposition: form-data; name="cover"; filename="a.png"\r\n',
  'Content-Type: image/png\r\n\r\nPNG\r\n--a--\r\n',
].join('')
const REQUEST = [
  'POST /form HTTP/1.1',
  'Host: a',
  'Content-Type: multipart/form-data; boundary=a',
  `Content-Length: ${FORM.length}`,
  '',
  FORM,
].join('\r\n')

it('is 503 for a form with a file, until there is room again', async () => {
  if (!hasLimits) return console.log('Nothing can set a limit here.')
  const folder = mkdtempSync(join(tmpdir(), 'barewire-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await using app = await startWithFewFiles(FOLDER, { TMPDIR: folder })
  const [client, ...others] = await takeAllFiles(app)
  onTestFinished(() => client?.reset())
  client?.write(REQUEST)
  const refusal = await client?.readResponse()
  expect(refusal?.status).toBe(503)
  expect(readdirSync(folder).filter(isOfForm)).toEqual([])
  for (const other of others) other.reset()
  // The refused one has added nothing, or this would be 409.
  await vi.waitFor(async () => {
    client?.write(REQUEST)
    expect(await client?.readResponse()).toMatchObject({ status: 303 })
  }, 5_000)
  expect(app.output().stderr).toBe('')
})

/** Neither the folder of the covers, nor what the loader of TypeScript has. */
function isOfForm(name: string): boolean {
  return name.startsWith('barewire-') && !name.startsWith('barewire-covers-')
}
