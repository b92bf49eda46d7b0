// The chunked coding: what each size line says, how the data comes out, and
// how much of all that a client may send (RFC 9112 §7.1).
import { openReader } from '@barewire/test-kit/open-reader'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '#src/wire/byte-reader.ts'
import { parseChunkLine, readChunkedBody } from '#src/wire/chunked.ts'
import { LIMITS } from '#src/wire/limits.ts'

describe('parseChunkLine', () => {
  it.each([
    ['000', 0, 0],
    ['1f', 31, 0],
    ['FFFFFFFFFFFFFFFF', 2 ** 64, 0],
    ['00000000000000005', 5, 1],
    ['0'.repeat(20), 0, 4],
    [`${'0'.repeat(16)}A;b`, 10, 3],
    ['5 ;\ta = b;c', 5, 10],
    ['5;a="b;\\"c"', 5, 10],
  ])('reads the size in %j', (line, size, surplus) => {
    expect(parseChunkLine(line)).toEqual([size, surplus])
  })

  it.each(['', '5 ', '0x5', '5;', '5;a=', '5;a="b'])('refuses %j', (line) => {
    const message = `Cannot parse chunk size "${line}"`
    const refusal = expect.objectContaining({ status: 400, message })
    expect(() => parseChunkLine(line)).toThrow(refusal)
  })
})

describe('readChunkedBody', () => {
  it('gives the same data wherever the bytes were cut', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    const text = '3;a="b;c"\r\n1\r\n\r\n0C\r\n23456789abcd\r\n0\r\nX: y\r\n\r\n'
    for (let at = 0; at <= text.length; at += 1) {
      const body = collect(readChunkedBody(reader, LIMITS))
      await deliver(text.slice(0, at))
      await deliver(text.slice(at))
      expect(await body).toBe('1\r\n23456789abcd')
      expect(reader.bytes).toHaveLength(0)
    }
  })

  it('gives the data of a chunk before all of it has arrived', async () => {
    await using connection = await openReader(ByteReader)
    const pieces = readChunkedBody(connection.reader, LIMITS)
    await connection.deliver('5\r\nhe')
    expect(String((await pieces.next()).value)).toBe('he')
  })

  it('leaves the bytes behind the last line alone', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('1\r\na\r\n0\r\n\r\nGET /')
    expect(await collect(readChunkedBody(reader, LIMITS))).toBe('a')
    expect(reader.bytes.toString()).toBe('GET /')
  })

  it('reads what just keeps all limits', async () => {
    await using connection = await openReader(ByteReader)
    await connection.deliver('5;123\r\nhello\r\n1;x\r\n!\r\n0\r\nX: y\r\n\r\n')
    const pieces = readChunkedBody(connection.reader, TIGHT)
    expect(await collect(pieces)).toBe('hello!')
  })

  it('takes as many zeros as the line has room for, and no more', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    const line = '5'.padStart(TIGHT.chunkExtensionBytes + 16, '0')
    await deliver(`${line}\r\nhello\r\n0\r\n\r\n`)
    expect(await collect(readChunkedBody(reader, TIGHT))).toBe('hello')
    await deliver(`0${line}\r\nhello\r\n0\r\n\r\n`)
    const body = collect(readChunkedBody(reader, TIGHT))
    await expect(body).rejects.toMatchObject({ status: 413 })
  })

  it.each([
    ['more data than bodyBytes', '5\r\nhello\r\n2\r\n', 413],
    ['more extensions than allowed', '1;abcdef\r\na\r\n'.repeat(4), 413],
    ['a size line without an end', `1;${'a'.repeat(30)}`, 413],
    ['a trailer line that is too long', '0\r\nX: yz\r\n\r\n', 431],
    ['too many trailer lines', '0\r\nX:\r\nY:\r\nZ:\r\n\r\n', 431],
    ['a trailer without a colon', '0\r\nX\r\n\r\n', 400],
    ['data that is longer than its size', '1\r\nab\r\n', 400],
    ['a size line that ends in LF alone', '1\na', 400],
  ])('refuses %s', async (_what, text, status) => {
    await using connection = await openReader(ByteReader)
    await connection.deliver(text)
    const body = collect(readChunkedBody(connection.reader, TIGHT))
    await expect(body).rejects.toMatchObject({ status })
  })

  it.each(['5\n\r\n', '\n\r\n', '1\r\na\n\r\n', '0\r\nX: y\n\r\n'])(
    'says of %j, wherever it was cut, that a line has no CR',
    async (text) => {
      for (let at = 0; at <= text.length; at += 1) {
        await using connection = await openReader(ByteReader)
        const { reader, deliver } = connection
        const body = collect(readChunkedBody(reader, LIMITS)).catch(String)
        await deliver(text.slice(0, at))
        await deliver(text.slice(at))
        expect(await body).toContain('Line ends without CR')
      }
    },
  )

  it.each(['', '5', '5\r\nhello', '5\r\nhello\r\n', '0\r\nX: y\r\n'])(
    'refuses a body that ends after %j',
    async (text) => {
      await using connection = await openReader(ByteReader)
      const { client, reader, deliver } = connection
      await deliver(text)
      client.end()
      const body = collect(readChunkedBody(reader, LIMITS))
      await expect(body).rejects.toMatchObject({ status: 400 })
    },
  )
})

const SMALL = { bodyBytes: 6, chunkExtensionBytes: 6, trailerBytes: 4 }
const TIGHT = { ...LIMITS, ...SMALL }

async function collect(pieces: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece.toString('latin1')
  return text
}
