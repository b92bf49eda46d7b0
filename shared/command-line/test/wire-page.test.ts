// The page about the wire view shows what the program prints.
import { ROOT } from '@barewire/course/steps'
import { withClient } from '@barewire/test-kit/raw-client'
import { startProcess } from '@barewire/test-kit/start-process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const START = join(ROOT, 'shared', 'command-line', 'start.mjs')
const PAGE = join(ROOT, 'docs', 'reference', 'wire-view.md')

it('shows a conversation as the view shows it', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const [, told = ''] = /```text\n(#1 opened[^`]*)```/.exec(page) ?? []
  await using server = await startProcess({
    words: [START, 'step', '3', '--port', '0'],
    cwd: ROOT,
    env: { HOST: '127.0.0.1', NO_COLOR: '1' },
  })
  await withClient(server, async (client) => {
    client.write(
      'GET /a?b=1 HTTP/1.1\r\nHost: localhost\r\nBad Name: 1\r\n\r\n',
    )
    await client.readToEnd()
    client.end()
    await expect.poll(() => server.output().stdout).toContain('#1 closed')
  })
  const { stdout } = server.output()
  const shown = stdout.slice(stdout.indexOf('#1 opened'))
  expect(normalized(shown)).toBe(normalized(told))
})

/** Without ports and times. */
function normalized(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/ ─+ .*$/gm, '')
    .trim()
}
