// Delimiters in a stream of bytes, wherever the stream was cut.
import { inPieces } from '@barewire/test-kit/in-pieces'
import { describe, expect, it } from 'vitest'
import { PartReader } from '#src/content/part-reader.ts'

const KIBIBYTE = 1024

describe('PartReader', () => {
  it('finds a delimiter at the start of the body', async () => {
    for (const reader of readers('--b.')) {
      expect(await contentOf(reader)).toBe('')
    }
  })

  it.each([
    '',
    '-',
    'abc',
    '--a',
    'x--b',
    '\n--b',
    '\r--b',
    '\r\n-b',
    '\r\n--',
    '\r\r\n',
    '\r\n--a\r\n--',
    '\r\n\r\n',
    '\0\xff',
  ])('gives %j before the next delimiter', async (text) => {
    for (const reader of readers(`--b${text}\r\n--b.`)) {
      await contentOf(reader)
      expect(await contentOf(reader)).toBe(text)
    }
  })

  it.each([
    ['\r\n', true],
    [' \t \r\n', true],
    [`${' '.repeat(64)}\r\n`, true],
    ['--', false],
    ['--\r\n', false],
    ['--and more', false],
  ])('knows whether a part follows %j', async (text, part) => {
    for (const reader of readers(`--b${text}`)) {
      await contentOf(reader)
      expect(await reader.hasPart()).toBe(part)
    }
  })

  it.each([
    ['x\r\n', 400],
    ['-\r\n', 400],
    [' --\r\n', 400],
    ['\n\r\n', 400],
    ['', 400],
    ['-', 400],
    ['\r', 400],
    [' '.repeat(64), 400],
    [`${' '.repeat(65)}\r\n`, 400],
    [`${'x'.repeat(99)}\r\n`, 400],
  ])('refuses %j behind a delimiter', async (text, status) => {
    for (const reader of readers(`--b${text}`)) {
      await contentOf(reader)
      await expect(reader.hasPart()).rejects.toMatchObject({ status })
    }
  })

  it('gives the field lines of a part, in UTF-8', async () => {
    const name = Buffer.from('é€𝄞').toString('latin1')
    for (const reader of readers(`--b\r\nA: ${name}\r\nB: b\r\n\r\n`)) {
      await contentOf(reader)
      await reader.hasPart()
      expect(await reader.readFieldLines()).toEqual(['A: é€𝄞', 'B: b'])
    }
  })

  it.each([7, 1_000, 20_000])(
    'refuses field lines of over 8 KiB, in pieces of %i',
    async (size) => {
      const longest = 'a'.repeat(8 * KIBIBYTE)
      const reader = readerOf(`--b\r\n${longest}\r\n\r\n`, size)
      await contentOf(reader)
      await reader.hasPart()
      expect(await reader.readFieldLines()).toEqual([longest])
      const other = readerOf(`--b\r\n${longest}a\r\n\r\n`, size)
      await contentOf(other)
      await other.hasPart()
      const refusal = { status: 431 }
      await expect(other.readFieldLines()).rejects.toMatchObject(refusal)
    },
  )

  it.each(['', '\r\n', '\r\n--', '--', '--a', 'no delimiter'])(
    'refuses a body that ends after %j',
    async (text) => {
      for (const reader of readers(text)) {
        const refusal = {
          status: 400,
          message: 'Body ended before its last boundary',
        }
        await expect(contentOf(reader)).rejects.toMatchObject(refusal)
      }
    },
  )

  it('gives content before it asks for more', async () => {
    let asked = 0
    async function* body(): AsyncGenerator<Buffer, void> {
      for (const text of ['--b', 'hello, ', 'world', '\r\n--b']) {
        asked += 1
        yield Buffer.from(text)
      }
    }
    const reader = new PartReader(body(), '\r\n--b')
    await contentOf(reader)
    const seen: (readonly [string, number])[] = []
    for await (const piece of reader.readContent()) {
      if (piece.length > 0) seen.push([piece.toString(), asked])
    }
    // The last four bytes could have been the beginning of a delimiter.
    expect(seen).toEqual([
      ['hel', 2],
      ['lo, w', 3],
      ['orld', 4],
    ])
  })
})

function readerOf(text: string, ...sizes: readonly number[]): PartReader {
  const pieces = inPieces(Buffer.from(text, 'latin1'), sizes)
  return new PartReader(pieces, '\r\n--b')
}

/** The same text byte by byte, cut at every point, and whole. */
function readers(text: string): PartReader[] {
  const points = Array.from(text, (_, i) => i + 1)
  const cut = points.map((at) => readerOf(text, at, text.length))
  return [readerOf(text, 1), ...cut]
}

async function contentOf(reader: PartReader): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of reader.readContent()) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}
