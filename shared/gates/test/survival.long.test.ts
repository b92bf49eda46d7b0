// The last step of the wire as a process of its own, against crowds, noise,
// resets and floods. It has to live, say nothing on stderr, and still serve.
import { existingSteps, folderOf, isSince, ROOT } from '@barewire/course/steps'
import { RawClient, withClient } from '@barewire/test-kit/raw-client'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom, mutatedRequest } from '../src/mutate.ts'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const MEBIBYTE = 1024 * 1024

// A bare node:net server that only counts takes 120 MiB for this on Node 20
// and 22, but up to 205 on Node 24, which collects its buffers later.
const MOST = Number(process.versions.node.split('.')[0]) < 24 ? 150 : 256
const steps = existingSteps().filter((step) => isSince(step, 'keep-alive'))
const [first] = steps
const last = steps.at(-1)
const tested = [...new Set([first, last])].flatMap((step) => step ?? [])

/** FUZZ=100000 for the whole of it, SEED for another run. */
const requests = Number(process.env['FUZZ'] ?? 10_000)
const seed = Number(process.env['SEED'] ?? 1)

describe.each(tested)('$name', (step) => {
  const start = (): Promise<RunningProcess> =>
    startProcess({
      words: ['--import', 'tsx', 'src/main.ts'],
      cwd: folderOf(step),
      env: { PORT: '0', HOST: '127.0.0.1' },
    })

  it('serves while 1,000 connections are open and idle', async () => {
    await using server = await start()
    const idle = await Promise.all(
      Array.from({ length: 1_000 }, () => RawClient.connect(server)),
    )
    await expectServed(server)
    for (const client of idle) client.write(GET)
    const responses = await Promise.all(idle.map((one) => one.readResponse()))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1_000)
    for (const client of idle) client.reset()
    await expectServed(server)
  })

  it(`survives ${requests} mutated requests (seed ${seed})`, async () => {
    await using server = await start()
    const random = createRandom(seed)
    let left = requests
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        await sendAndLeave(server, mutatedRequest(random))
      }
    }
    await Promise.all(Array.from({ length: 40 }, work))
    await expectServed(server)
  }, 600_000)

  it('survives clients that reset at every point of an exchange', async () => {
    await using server = await start()
    const exchange = `POST /mirror HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n${GET}`
    for (let at = 0; at <= exchange.length; at += 1) {
      const client = await RawClient.connect(server)
      client.write(exchange.slice(0, at))
      client.reset()
      await withClient(server, async (slow) => {
        slow.write(exchange.slice(0, at))
        if (at === exchange.length) await slow.readResponse()
      })
    }
    await expectServed(server)
  })

  it(`takes 1 GiB and stays under ${MOST} MiB of memory`, async () => {
    await using server = await startProcess({
      words: [
        '--import',
        'tsx',
        join(ROOT, 'shared', 'attacks', 'src', 'counting-server.ts'),
        folderOf(step),
        JSON.stringify({ bodyBytes: 1024 * MEBIBYTE }),
      ],
      cwd: ROOT,
    })
    await withClient(server, async (client) => {
      client.write(
        `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${1024 * MEBIBYTE}\r\n\r\n`,
      )
      const piece = Buffer.alloc(MEBIBYTE, 'a')
      for (let sent = 0; sent < 1024; sent += 1) await client.writeAll(piece)
      const { body } = await client.readResponse()
      const result: { bytes: number; maxRSS: number } = JSON.parse(
        body.toString(),
      )
      expect(result.bytes).toBe(1024 * MEBIBYTE)
      expect(result.maxRSS / 1024).toBeLessThan(MOST)
    })
  }, 120_000)
})

async function expectServed(server: RunningProcess): Promise<void> {
  await withClient(server, async (client) => {
    client.write(GET)
    expect((await client.readResponse()).status).toBe(200)
  })
  expect(server.output().stderr).toBe('')
  expect(server.child.exitCode).toBeNull()
}

/** Ends its side, so that the server has to finish: closing is no hang. */
async function sendAndLeave(
  server: RunningProcess,
  text: string,
): Promise<void> {
  await withClient(server, async (client) => {
    client.write(text)
    client.end()
    await client.readToEnd()
  })
}
