// A 206: one part with a field that says which it is, several parts in one
// body, and a length that is right to the byte.
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { partsOf } from '@barewire/test-kit/parts-of'
import { describe, expect, it } from 'vitest'
import {
  type Content,
  type Piece,
  sendRanges,
} from '#src/content/byte-ranges.ts'
import { fieldOf } from '#src/web/middleware.ts'
import type { HttpResponse } from '#src/wire/message.ts'
import { isStream } from '#src/wire/response-stream.ts'

const TYPE = 'text/plain; charset=utf-8'

describe('sendRanges', () => {
  it('sends one part as it is, and says which', async () => {
    const response = sendRanges(open('0123456789'), [{ first: 2, last: 5 }])
    const headers = [
      ['Content-Type', TYPE],
      ['Content-Range', 'bytes 2-5/10'],
    ]
    expect(response).toMatchObject({ status: 206, length: 4, headers })
    expect(String(await bytesOf(response))).toBe('2345')
  })

  it('sends several parts in the order that was asked for', async () => {
    const response = sendRanges(open('0123456789'), [
      { first: 9, last: 9 },
      { first: 0, last: 1 },
      { first: 1, last: 2 },
    ])
    const type = `Content-Type: ${TYPE}`
    expect(response.status).toBe(206)
    expect(await readParts(response)).toEqual([
      { head: [type, 'Content-Range: bytes 9-9/10'], content: '9' },
      { head: [type, 'Content-Range: bytes 0-1/10'], content: '01' },
      { head: [type, 'Content-Range: bytes 1-2/10'], content: '12' },
    ])
    expect(fieldOf(response, 'content-range')).toBeUndefined()
  })

  it('sends each octet as it is, a false boundary too', async () => {
    const octets = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    const bytes = Buffer.concat([
      Buffer.from('\r\n--a\r\n\r\n--a--\r\n'),
      octets,
    ])
    const [middle, last] = [100, bytes.length - 1]
    const response = sendRanges(open(bytes), [
      { first: 0, last: middle },
      { first: middle + 1, last },
    ])
    const contents = (await readParts(response)).map(({ content }) => content)
    expect(contents.join('')).toBe(bytes.toString('latin1'))
  })

  it('makes a boundary that nobody can know before', () => {
    const ranges = [0, 1].map((first) => ({ first, last: first }))
    const send = () => sendRanges(open('01'), ranges)
    const types = [1, 2, 3].map(() => fieldOf(send(), 'content-type'))
    expect(new Set(types).size).toBe(3)
  })
})

function open(bytes: Buffer | string): Content {
  const whole = Buffer.from(bytes)
  async function* read(pieces: readonly Piece[]) {
    for (const piece of pieces) {
      if (typeof piece === 'string') yield piece
      else yield whole.subarray(piece.first, piece.last + 1)
    }
  }
  return { type: TYPE, size: whole.length, read }
}

async function readParts(response: HttpResponse) {
  const bytes = await bytesOf(response)
  expect(bytes).toHaveLength(response.length ?? NaN)
  return partsOf(fieldOf(response, 'content-type') ?? '', bytes)
}

function bytesOf({ body }: HttpResponse): Promise<Buffer> {
  return buffer(Readable.from(isStream(body) ? body : []))
}
