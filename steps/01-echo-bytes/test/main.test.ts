// The program: what it says, where it listens, how it ends.
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { withClient } from '@barewire/test-kit/raw-client'
import { startApp } from '@barewire/test-kit/start-app'
import { startProgram } from '@barewire/test-kit/start-program'
import { describe, expect, it } from 'vitest'

describe('the program', () => {
  it.each([
    ['localhost', ''],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
  ])('says that it listens on %s, serves there, ends', async (name, host) => {
    if (host === '::1' && !hasIPv6()) return console.log('There is no ::1.')
    const program = startProgram({ HOST: host, PORT: '0' })
    const port = Number(/:(\d+)\n/.exec(await program.firstOutput)?.[1])
    await withClient({ host: host || 'localhost', port }, async (client) => {
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await client.readBytes(1)
    })
    program.kill('SIGTERM')
    const { stdout } = await program.end
    expect(stdout).toBe(`Listening on http://${name}:${port}\n`)
  })

  it.each([
    ['PORT', 'abc', 'PORT must be a number from 0 to 65535, not "abc".'],
    ['PORT', '65536', 'PORT must be a number from 0 to 65535, not "65536".'],
    ['HOST', '192.0.2.1', 'HOST "192.0.2.1" is not an address of this machine'],
  ])('refuses %s=%s in one line', async (name, value, line) => {
    const program = startProgram({ PORT: '0', [name]: value })
    const { stderr, ...rest } = await program.end
    expect(rest).toEqual({ code: 2, signal: null, stdout: '' })
    expect(stderr).toMatch(line)
    expect(stderr.indexOf('\n')).toBe(stderr.length - 1)
  })

  it('says that a port is taken, and how to take another', async () => {
    await using other = await startApp(createServer())
    const program = startProgram({ HOST: other.host, PORT: String(other.port) })
    const line = `Port ${other.port} is taken. Try another: --port`
    const { code, stderr } = await program.end
    expect(code).toBe(2)
    expect(stderr).toBe(`${line} ${other.port + 1}\n`)
  })
})

function hasIPv6(): boolean {
  const all = Object.values(networkInterfaces()).flat()
  return all.some((each) => each?.address === '::1')
}
