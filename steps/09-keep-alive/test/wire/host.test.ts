// Which texts name a host, and how many of them a request has (RFC 9112 §3.2).
import { describe, expect, it } from 'vitest'
import { HttpHeaders } from '#src/wire/headers.ts'
import { checkHost, isAuthority } from '#src/wire/host.ts'

describe('isAuthority', () => {
  it.each([
    'a.example.:0080',
    "A-b_c!$&'()*+,;=%20:",
    '127.0.0.1:65535',
    '[::ffff:127.0.0.1]:8000',
    '[v1.a:b]',
  ])('takes %s', (text) => {
    expect(isAuthority(text)).toBe(true)
  })

  it.each(['', ':80', 'a:65536', 'a:80:80', 'a:b', 'a:-1', 'a b', 'a%zz'])(
    'refuses %j',
    (text) => {
      expect(isAuthority(text)).toBe(false)
    },
  )

  it.each(['a@b', 'a/', 'http://a', '::1', '[::1', '[::g]', '[::1]x', '[v1.]'])(
    'refuses %j, which is more or less than a host',
    (text) => {
      expect(isAuthority(text)).toBe(false)
    },
  )

  it('refuses a zone of the client', () => {
    expect(isAuthority('[fe80::1%eth0]')).toBe(false)
  })
})

describe('checkHost', () => {
  it.each([
    ['HTTP/1.1', ['localhost:8000']],
    ['HTTP/1.0', []],
  ])('takes %s with the hosts %j', (version, hosts) => {
    expect(() => check(version, hosts)).not.toThrow()
  })

  it.each([
    ['HTTP/1.1', [], ''],
    ['HTTP/1.1', [''], ''],
    ['HTTP/1.1', ['a', 'a'], 'a", "a'],
    ['HTTP/1.1', ['a b'], 'a b'],
    ['HTTP/1.0', ['a', 'b'], 'a", "b'],
  ])('refuses %s with the hosts %j', (version, hosts, shown) => {
    const message = `Need one valid Host, not "${shown}"`
    const refusal = expect.objectContaining({ status: 400, message })
    expect(() => check(version, hosts)).toThrow(refusal)
  })
})

function check(version: string, hosts: readonly string[]): void {
  const headers = new HttpHeaders(hosts.map((host) => ['host', host] as const))
  checkHost({ method: 'GET', target: '/', version, headers })
}
