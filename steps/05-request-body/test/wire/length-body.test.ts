// A body of so many bytes, no more and no fewer (RFC 9112 §6.2).
import { openReader } from '@barewire/test-kit/open-reader'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '#src/wire/byte-reader.ts'
import { readLengthBody } from '#src/wire/length-body.ts'

describe('readLengthBody', () => {
  it('gives the same bytes wherever they were cut', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    const text = 'hello\r\nworld'
    for (let at = 0; at <= text.length; at += 1) {
      const body = collect(readLengthBody(reader, text.length))
      await deliver(text.slice(0, at))
      await deliver(text.slice(at))
      expect(await body).toBe(text)
    }
    expect(reader.bytes).toHaveLength(0)
  })

  it('gives a piece before the next one has arrived', async () => {
    await using connection = await openReader(ByteReader)
    const pieces = readLengthBody(connection.reader, 5)
    await connection.deliver('he')
    expect(String((await pieces.next()).value)).toBe('he')
  })

  it('leaves the bytes behind it alone', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('helloGET /')
    expect(await collect(readLengthBody(reader, 5))).toBe('hello')
    expect(reader.bytes.toString()).toBe('GET /')
  })

  it('waits for nothing when the length is 0', async () => {
    await using connection = await openReader(ByteReader)
    expect(await collect(readLengthBody(connection.reader, 0))).toBe('')
  })

  it('refuses a body that ends too early', async () => {
    await using connection = await openReader(ByteReader)
    const { client, reader, deliver } = connection
    await deliver('hel')
    client.end()
    const error = { status: 400, message: 'Body ended 2 bytes too early' }
    const body = collect(readLengthBody(reader, 5))
    await expect(body).rejects.toMatchObject(error)
  })
})

async function collect(pieces: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece.toString('latin1')
  return text
}
