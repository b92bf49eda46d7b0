// The access log of the program, in each of its formats.
import { withClient } from '@barewire/test-kit/raw-client'
import { startProgram } from '@barewire/test-kit/start-program'
import { describe, expect, it } from 'vitest'

describe('the program', () => {
  it.each([
    ['common', [COMMON, COMMON, COMMON]],
    ['', [COMMON, COMMON, COMMON]],
    ['json', [JSON_LINE, JSON_LINE, JSON_LINE]],
    ['off', []],
  ])('logs with ACCESS_LOG=%s a line for each request', async (log, lines) => {
    const settings = { HOST: '127.0.0.1', PORT: '0', ACCESS_LOG: log }
    const program = startProgram(settings)
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
