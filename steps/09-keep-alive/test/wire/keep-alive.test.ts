// Who wants another exchange, and what is said about it (RFC 9112 §9.3).
import { describe, expect, it } from 'vitest'
import { HttpHeaders } from '#src/wire/headers.ts'
import { connectionField, wantsKeepAlive } from '#src/wire/keep-alive.ts'
import type { RequestHead } from '#src/wire/request-head.ts'

describe('wantsKeepAlive', () => {
  it.each([
    ['HTTP/1.1', [], true],
    ['HTTP/1.7', [], true],
    ['HTTP/1.1', ['keep-alive'], true],
    ['HTTP/1.1', ['closed'], true],
    ['HTTP/1.1', ['close'], false],
    ['HTTP/1.1', ['a, Close'], false],
    ['HTTP/1.1', ['keep-alive', 'close'], false],
    ['HTTP/1.0', [], false],
    ['HTTP/1.0', ['Keep-Alive'], true],
    ['HTTP/1.0', ['keep-alive, close'], false],
  ])('finds out for %s with %j that it is %s', (version, options, wants) => {
    expect(wantsKeepAlive(head(version, options))).toBe(wants)
  })
})

describe('connectionField', () => {
  it.each([
    ['HTTP/1.1', true, undefined],
    ['HTTP/1.1', false, 'close'],
    ['HTTP/1.0', true, 'keep-alive'],
    ['HTTP/1.0', false, 'close'],
  ])('tells %s, kept %s: %s', (version, keep, expected) => {
    expect(connectionField(head(version, []), keep)).toBe(expected)
  })

  it('tells a client whose head nobody understood that it ends', () => {
    expect(connectionField(undefined, false)).toBe('close')
  })
})

function head(version: string, options: readonly string[]): RequestHead {
  const lines = options.map((option) => ['connection', option] as const)
  const headers = new HttpHeaders(lines)
  return { method: 'GET', target: '/', version, headers }
}
