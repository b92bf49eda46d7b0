// What a stop cleans up does not depend on a reader of the output.
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '@barewire/test-kit/raw-client'
import { startProcess } from '@barewire/test-kit/start-process'
import { expect, inject, it, onTestFinished } from 'vitest'

const GET = 'GET /books HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

it('closes the file at SIGTERM after all readers have left', async () => {
  if (process.platform === 'win32') {
    return console.log('Windows ends a program at once.')
  }
  const folder = mkdtempSync(join(tmpdir(), 'barewire-unread-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const DATABASE = join(folder, 'books.db')
  await using program = await startProcess({
    words: ['--import', 'tsx', 'src/main.ts'],
    cwd: inject('step').folder,
    env: { PORT: '0', HOST: '127.0.0.1', ACCESS_LOG: 'json', DATABASE },
  })
  const { child } = program
  child.stdout?.destroy()
  child.stderr?.destroy()
  for (let i = 0; i < 5; i += 1) {
    expect((await ask(program, GET)).status).toBe(200)
  }
  expect(readdirSync(folder)).toContain('books.db.lock')
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(readdirSync(folder)).toEqual(['books.db'])
})
