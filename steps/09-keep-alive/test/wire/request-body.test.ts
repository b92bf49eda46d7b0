// A body is pulled, once, by whoever asks; what is left can be skipped.
// Ends: RequestBody > throws what breaks the body
import { describe, expect, it, vi } from 'vitest'
import { RequestBody } from '#src/wire/request-body.ts'

describe('RequestBody', () => {
  it('gives piece after piece, then undefined for good', async () => {
    const body = new RequestBody(pieces('he', 'llo'))
    const read = [await body.read(), await body.read(), await body.read()]
    expect(read.map(String)).toEqual(['he', 'llo', 'undefined'])
    expect(await body.read()).toBeUndefined()
  })

  it('pulls nothing before it is read, and no piece ahead', async () => {
    const pulled: string[] = []
    const body = new RequestBody(noted(pulled))
    expect(pulled).toEqual([])
    await body.read()
    expect(pulled).toEqual(['first'])
  })

  it('collects all bytes, however many pieces there are', async () => {
    const parts = Array.from({ length: 5_000 }, (_, i) => String(i))
    const bytes = await new RequestBody(pieces(...parts)).bytes()
    expect(bytes.toString()).toBe(parts.join(''))
  })

  it.each([0, 1, 1023, 1024, 1025, 100_000])(
    'collects one piece of %i bytes',
    async (length) => {
      const text = 'a'.repeat(length)
      const bytes = await new RequestBody(pieces(text)).bytes()
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
    const body = new RequestBody(pieces(...octets.split('')))
    expect(await body.text()).toBe('é€𝄞')
  })

  it('can be read once', async () => {
    const body = new RequestBody(pieces('hello'))
    expect(await body.text()).toBe('hello')
    expect(await body.text()).toBe('')
  })

  it('collects what a loop left when it broke off', async () => {
    const body = new RequestBody(pieces('he', 'l', 'lo'))
    for await (const piece of body) {
      expect(piece.toString()).toBe('he')
      break
    }
    expect(await body.text()).toBe('llo')
  })

  it('calls beforeReading once, when the first piece is wanted', async () => {
    const beforeReading = vi.fn<() => void>()
    const body = new RequestBody(pieces('he', 'llo'), 5, beforeReading)
    expect(beforeReading).not.toHaveBeenCalled()
    await body.read()
    expect(beforeReading).toHaveBeenCalledTimes(1)
    await body.text()
    await body.text()
    expect(beforeReading).toHaveBeenCalledTimes(1)
  })

  it('throws what breaks the body, which stays broken', async () => {
    const body = new RequestBody(broken('he'))
    await body.read()
    await expect(body.text()).rejects.toThrow('too early')
    await expect(body.text()).rejects.toMatchObject({ status: 400 })
    await expect(body.drain(1000)).rejects.toMatchObject({ status: 400 })
  })

  it('refuses a second reader while the first one waits', async () => {
    const body = new RequestBody(pieces('hello'))
    const first = body.read()
    await expect(body.read()).rejects.toMatchObject({ status: 400 })
    expect(String(await first)).toBe('hello')
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
