// Which method may have which form of target (RFC 9112 §3.2).
import { describe, expect, it } from 'vitest'
import { HttpHeaders } from '#src/wire/headers.ts'
import { checkTarget } from '#src/wire/request-target.ts'

describe('checkTarget', () => {
  it.each([
    ['GET', '/'],
    ['GET', '//a/../b?c=/?:@'],
    ['GET', '/[a]'],
    ['GET', '/a[b/]?c'],
    ['GET', '/?a[]=1&q=[2]'],
    ['GET', 'http://localhost/[a]'],
    ['GET', 'http://[::1]/?a[]=1'],
    ['OPTIONS', '*'],
    ['GET', 'http://localhost'],
    ['GET', 'HTTP://localhost:8000/a?b'],
    ['POST', 'http://[::1]?a'],
  ])('takes %s %s', (method, target) => {
    expect(() => check(method, target)).not.toThrow()
  })

  it.each([
    ['GET', '*'],
    ['options', '*'],
    ['GET', 'a'],
    ['GET', 'http:/localhost'],
    ['GET', 'http:///a'],
    ['GET', 'http://[/a]'],
    ['GET', 'http://a[b]/'],
    ['GET', 'http://user@localhost/'],
    ['GET', 'ftp://localhost/'],
    ['CONNECT', '/'],
    ['CONNECT', 'localhost'],
    ['CONNECT', 'localhost:'],
  ])('refuses %s %s', (method, target) => {
    const refusal = { status: 400, message: `Cannot ${method} "${target}"` }
    expect(() => check(method, target)).toThrow(
      expect.objectContaining(refusal),
    )
  })

  it.each(['localhost:443', '[::1]:443'])('opens no tunnel to %s', (target) => {
    expect(() => check('CONNECT', target)).toThrow(
      expect.objectContaining({ status: 501 }),
    )
  })
})

function check(method: string, target: string): void {
  const headers = new HttpHeaders([])
  checkTarget({ method, target, version: 'HTTP/1.1', headers })
}
