// A response that breaks off half-way: what was opened for it hears of the
// error, and work that was to follow it is not done. A client that leaves is
// no error.
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { watchErrors } from '@barewire/test-kit/watch-errors'
import { expect, it } from 'vitest'
import { App } from '#src/api/app.ts'
import { dependency } from '#src/api/dependency.ts'
import { background, depends } from '#src/api/markers.ts'
import { directly } from '#src/api/reply.ts'
import { createServer } from '#src/wire/server.ts'

const errors = watchErrors()

/** More than all buffers on the way could hold. */
const LARGE = Buffer.alloc(16 * 1024 * 1024)

it.each([
  [
    'breaks',
    { first: 'a', fails: true },
    expect.stringContaining('half-way'),
    [],
  ],
  [
    'is shorter than it said',
    { first: 'a', length: 2 },
    expect.stringContaining('length'),
    [],
  ],
  [
    'is longer than it said',
    { first: 'aaa', length: 2 },
    expect.stringContaining('length'),
    [],
  ],
  ['is whole', { first: 'a', length: 1 }, 'closed', ['task']],
  ['loses its client', { first: LARGE }, 'closed', ['task']],
] as const)('a stream that %s', async (_, stream, message, tasks) => {
  errors.mockImplementation(() => {})
  const seen: unknown[] = []
  const done: string[] = []
  const file = dependency([], async function* () {
    try {
      yield 'file'
      seen.push('closed')
    } catch (error) {
      seen.push(error)
      throw error
    }
  })
  const app = new App()
  app.get('/', [depends(file), background()], (_file, work) => {
    work.add(() => void done.push('task'))
    return directly({ status: 200, body: write(stream), ...sized(stream) })
  })
  await using server = await startApp(createServer(app.handle))
  await withClient(server, async (client) => {
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    if (stream.first === LARGE) await client.readBytes(1)
    else await client.readToEnd().catch(() => {})
  })
  await expect.poll(() => seen).toHaveLength(1)
  await app.stop()
  expect(seen.map(wordsOf)).toEqual([message])
  expect(done).toEqual(tasks)
  errors.mockClear()
})

interface Plan {
  readonly first: string | Uint8Array
  readonly fails?: boolean
  readonly length?: number
}

async function* write({ first, fails }: Plan) {
  yield first
  if (fails) throw new Error('broken half-way')
}

function sized({ length }: Plan): { length?: number } {
  return length === undefined ? {} : { length }
}

function wordsOf(seen: unknown): string {
  return seen instanceof Error ? seen.message : String(seen)
}
