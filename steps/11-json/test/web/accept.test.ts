// Which Accept fields let a client have JSON (RFC 9110 §12.5.1).
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { checkAccept } from '#src/web/accept.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

describe('checkAccept', () => {
  it.each([
    [[]],
    [['']],
    [['Application/JSON;charset=utf-8']],
    [['application/*']],
    [['*/*']],
    [['text/html, application/json;q=0.001']],
    [['text/html', 'application/json']],
    [['*/*;q=0, application/json']],
    [['application/*;q=0, application/json;q=0.1']],
    [['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2']],
  ])('serves a client that accepts %j', (values) => {
    expect(() => check(values)).not.toThrow()
  })

  it.each([
    [['text/html']],
    [['application/json;q=0']],
    [['application/json; Q=0.000']],
    [['application/json;q=0, */*']],
    [['application/*;q=0, */*']],
    [['text/*, */*;q=0.0']],
    [['application/json;q=-1']],
  ])('refuses a client that accepts %j', (values) => {
    const message = 'Can only answer in application/json'
    const refusal = expect.objectContaining({ status: 406, message })
    expect(() => check(values)).toThrow(refusal)
  })
})

function check(values: readonly string[]): void {
  const lines = values.map((value) => ['accept', value] as const)
  checkAccept(requestFor('GET', '/', ...lines), 'application/json')
}
