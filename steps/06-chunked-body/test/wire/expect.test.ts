// Who waits to be asked for a body, and how it is asked (RFC 9110 §10.1.1).
import { Socket } from 'node:net'
import { openReader } from '@barewire/test-kit/open-reader'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '#src/wire/byte-reader.ts'
import { createContinue } from '#src/wire/expect.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import type { RequestHead } from '#src/wire/request-head.ts'

describe('createContinue', () => {
  it.each(['100-continue', '100-Continue', ', 100-continue'])(
    'sends a 100 when it is called, to a client that sent %j',
    async (expectation) => {
      await using connection = await openReader(ByteReader)
      const { client, socket } = connection
      const ask = createContinue(head('HTTP/1.1', [expectation]), socket)
      expect(socket.bytesWritten).toBe(0)
      ask?.()
      socket.end()
      const sent = await client.readToEnd()
      expect(sent.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    },
  )

  it.each([
    ['HTTP/1.1', []],
    ['HTTP/1.1', ['']],
    ['HTTP/1.0', ['100-continue']],
    ['HTTP/1.0', ['tea']],
  ])('has nothing to say to %s with %j', (version, expectations) => {
    const ask = createContinue(head(version, expectations), new Socket())
    expect(ask).toBeUndefined()
  })

  it.each([
    [['tea'], 'tea'],
    [['100-continue, Tea'], 'tea'],
    [['100-continue', 'tea'], 'tea'],
    [['100'], '100'],
  ])('cannot meet %j', (expectations, other) => {
    const refusal = { status: 417, message: `Cannot meet "${other}"` }
    expect(() =>
      createContinue(head('HTTP/1.1', expectations), new Socket()),
    ).toThrow(expect.objectContaining(refusal))
  })
})

function head(version: string, expectations: readonly string[]): RequestHead {
  const lines = expectations.map((value) => ['expect', value] as const)
  const headers = new HttpHeaders(lines)
  return { method: 'POST', target: '/', version, headers }
}
