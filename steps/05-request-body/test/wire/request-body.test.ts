// A body is pulled, once, by whoever asks for it.
import { describe, expect, it } from 'vitest'
import { RequestBody } from '#src/wire/request-body.ts'

const MANY = 1_000_000

describe('RequestBody', () => {
  it('gives piece after piece, then undefined for good', async () => {
    const body = new RequestBody(pieces('he', 'llo'), MANY)
    const read = [await body.read(), await body.read(), await body.read()]
    expect(read.map(String)).toEqual(['he', 'llo', 'undefined'])
    expect(await body.read()).toBeUndefined()
  })

  it('pulls nothing before it is read, and no piece ahead', async () => {
    const pulled: string[] = []
    const body = new RequestBody(noted(pulled), MANY)
    expect(pulled).toEqual([])
    await body.read()
    expect(pulled).toEqual(['first'])
  })

  it('collects all bytes, however many pieces there are', async () => {
    const parts = Array.from({ length: 5_000 }, (_, i) => String(i))
    const bytes = await new RequestBody(pieces(...parts), MANY).bytes()
    expect(bytes.toString()).toBe(parts.join(''))
  })

  it.each([0, 1, 1023, 1024, 1025, 100_000])(
    'collects one piece of %i bytes',
    async (length) => {
      const text = 'a'.repeat(length)
      const bytes = await new RequestBody(pieces(text), MANY).bytes()
      expect(bytes.toString()).toBe(text)
    },
  )

  it('makes no room for what is announced and does not come', async () => {
    const body = new RequestBody(pieces('he', 'llo'), Number.MAX_SAFE_INTEGER)
    expect(await body.text()).toBe('hello')
  })

  it('makes no more room than is announced', async () => {
    const parts = ['a'.repeat(30_000), 'b'.repeat(30_000), 'c'.repeat(40_000)]
    const bytes = await new RequestBody(pieces(...parts), 100_000).bytes()
    expect(bytes.toString()).toBe(parts.join(''))
    expect(bytes.buffer.byteLength).toBe(100_000)
  })

  it('decodes characters that lie across pieces', async () => {
    const octets = Buffer.from('é€𝄞').toString('latin1')
    const body = new RequestBody(pieces(...octets.split('')), MANY)
    expect(await body.text()).toBe('é€𝄞')
  })

  it('can be read once', async () => {
    const body = new RequestBody(pieces('hello'), MANY)
    expect(await body.text()).toBe('hello')
    expect(await body.text()).toBe('')
  })

  it('collects what a loop left when it broke off', async () => {
    const body = new RequestBody(pieces('he', 'l', 'lo'), MANY)
    for await (const piece of body) {
      expect(piece.toString()).toBe('he')
      break
    }
    expect(await body.text()).toBe('llo')
  })

  it('throws what breaks the body', async () => {
    const body = new RequestBody(broken('he'), MANY)
    await body.read()
    await expect(body.text()).rejects.toThrow('too early')
  })
})

async function* pieces(...parts: string[]): AsyncGenerator<Buffer, void> {
  for (const part of parts) yield Buffer.from(part, 'latin1')
}

async function* broken(part: string): AsyncGenerator<Buffer, void> {
  yield Buffer.from(part)
  throw new Error('Body ended too early')
}

async function* noted(pulled: string[]): AsyncGenerator<Buffer, void> {
  for (const part of ['first', 'second']) {
    pulled.push(part)
    yield Buffer.from(part)
  }
}
