// Nobody has to read what the program prints, and it may be impossible to
// print: it serves in either case.
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { freePort } from '@barewire/test-kit/free-port'
import { type Address, withClient } from '@barewire/test-kit/raw-client'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe('the program serves', () => {
  it('after its readers have left', async () => {
    const { child, address } = await start('pipe')
    // From here on, whatever it writes is an error (EPIPE).
    child.stdout?.destroy()
    child.stderr?.destroy()
    await serves(address)
    expect(await end(child)).toBe(false)
  })

  it('when there is no room on the disk', async () => {
    if (!existsSync('/dev/full')) return console.log('There is no /dev/full.')
    const full = openSync('/dev/full', 'w')
    onTestFinished(() => closeSync(full))
    const { child, address } = await start(['ignore', full, full])
    await serves(address)
    expect(await end(child)).toBe(false)
  })
})

async function start(
  stdio: StdioOptions,
): Promise<{ child: ChildProcess; address: Address }> {
  const address = { host: '127.0.0.1', port: await freePort() }
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: inject('step').folder,
    stdio,
    env: {
      ...process.env,
      HOST: address.host,
      PORT: String(address.port),
      // Where there is an access log, it has lines to write.
      ACCESS_LOG: 'common',
    },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, address }
}

/** One client after the other. */
async function serves(address: Address): Promise<void> {
  const ask = (): Promise<unknown> =>
    withClient(address, (client) => {
      client.write(GET)
      return client.readBytes(1)
    })
  await vi.waitFor(ask, { timeout: 20_000 })
  for (let i = 0; i < 5; i += 1) await ask()
}

/** Ends it, and tells whether it had ended before. */
async function end(child: ChildProcess): Promise<boolean> {
  const hadEnded = child.exitCode !== null
  const closed = hadEnded ? undefined : once(child, 'close')
  child.kill('SIGTERM')
  await closed
  return hadEnded
}
