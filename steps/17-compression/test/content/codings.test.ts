// Which coding a client gets, and how pieces go through a coder: at once, no
// faster than somebody asks, and with an end for both sides.
import { randomBytes } from 'node:crypto'
import { EventEmitter, on, once } from 'node:events'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import * as zlib from 'node:zlib'
import { describe, expect, inject, it, vi } from 'vitest'
import {
  chooseCoding,
  CODINGS,
  DECODERS,
  ENCODERS,
  recode,
} from '#src/content/codings.ts'

/** What the emitter says; it can end even while that is nothing. */
function piecesOf(emitter: EventEmitter): AsyncIterable<string> {
  const source = on(emitter, 'piece')
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const { done, value } = await source.next()
        return done ? { done, value } : { value: String(value) }
      },
      async return() {
        await source.return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}

describe('chooseCoding', () => {
  it.each([
    ['', undefined],
    ['gzip', 'gzip'],
    ['GZip', 'gzip'],
    ['deflate, gzip, br', 'br'],
    ['deflate, gzip', 'gzip'],
    ['gzip;q=0.5, deflate;q=0.6, br;q=0.4', 'deflate'],
    ['gzip ; q=0.5,br; Q=0.501', 'br'],
    ['deflate;q=0.001', 'deflate'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['*;q=0.5, deflate', 'deflate'],
    ['br;q=0, gzip;q=0, deflate;q=0', undefined],
    ['zstd, compress, gzipped', undefined],
    ['gzip;q=high', undefined],
    ['identity', undefined],
    ['identity, gzip', 'gzip'],
    ['identity;q=0.6, gzip;q=0.5', undefined],
    ['identity;q=0.5, *;q=0.6', 'br'],
    ['identity;q=0, deflate;q=0.1', 'deflate'],
    ['*;q=0, gzip;q=0.1', 'gzip'],
    ['*;q=0, identity;q=0.1', undefined],
  ])('gives "%s" %s', (value, coding) => {
    expect(chooseCoding([value])).toBe(coding)
  })

  it('gives who says nothing the content as it is', () => {
    expect(chooseCoding([])).toBeUndefined()
  })

  it('weighs all field lines together', () => {
    expect(chooseCoding(['br;q=0.5, deflate', 'gzip;q=0.9'])).toBe('deflate')
  })

  it.each([
    '*;q=0',
    'identity;q=0',
    'identity;q=0, zstd',
    'gzip;q=0, *;q=0.0',
    'br;q=0, gzip;q=0, deflate;q=0, identity;q=0',
    'identity;q=0, *;q=0',
  ])('throws 406 for "%s"', (value) => {
    const message = 'Can only send br, gzip, deflate'
    const refusal = expect.objectContaining({ status: 406, message })
    expect(() => chooseCoding([value])).toThrow(refusal)
  })
})

describe.each(CODINGS)('recode with %s', (coding) => {
  const decode = DECODERS.get(coding) ?? fail

  it('gives back what went in', async () => {
    const noise = randomBytes(100_000)
    const pieces = ['hé', '', noise, Uint8Array.of(0, 255), '']
    const coded = await buffer(recode(pieces, ENCODERS[coding]))
    const plain = Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
    expect(decodeAll(coding, coded).equals(plain)).toBe(true)
    expect((await buffer(recode([coded], decode))).equals(plain)).toBe(true)
  })

  it('sends a piece while the producer makes the next', async () => {
    const signs = new EventTarget()
    const producer = (async function* () {
      yield 'first'
      await once(signs, 'go on')
      yield 'second'
    })()
    const read = recode(recode(producer, ENCODERS[coding]), decode)
    expect(String((await read.next()).value)).toBe('first')
    signs.dispatchEvent(new Event('go on'))
    expect(String(await buffer(read))).toBe('second')
  })

  it('asks for little that nobody reads, and ends who is left', async () => {
    let made = 0
    const ended = vi.fn<() => void>()
    const producer = (async function* () {
      try {
        for (; made < 1000; made += 1) yield randomBytes(10_000)
      } finally {
        ended()
      }
    })()
    const coded = recode(producer, ENCODERS[coding])
    await coded.next()
    for (let turn = 0; turn < 500; turn += 1) await setImmediate()
    expect(made).toBeLessThan(30)
    expect(ended).not.toHaveBeenCalled()
    await coded.return?.()
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), 5_000)
  })

  it.each([0, 1])(
    'ends a source that is silent, asked %i times',
    async (times) => {
      const emitter = new EventEmitter()
      const coded = recode(piecesOf(emitter), ENCODERS[coding])
      const asked = Array.from({ length: times }, () => coded.next())
      await setImmediate()
      await coded.return?.()
      await expect.poll(() => emitter.listenerCount('piece')).toBe(0)
      await Promise.allSettled(asked)
    },
  )

  it('closes a file that nobody reads', async () => {
    const file = createReadStream(join(inject('step').folder, 'package.json'))
    await recode(file, ENCODERS[coding]).return?.()
    await expect.poll(() => file.closed).toBe(true)
  })

  it('begins nothing before it is asked', async () => {
    const begun = vi.fn<() => string>(() => 'hello')
    const createCoder = vi.fn<() => Transform>(ENCODERS[coding])
    const producer = (async function* () {
      yield begun()
    })()
    const coded = recode(producer, createCoder)
    await setImmediate()
    expect(createCoder).not.toHaveBeenCalled()
    expect(begun).not.toHaveBeenCalled()
    await buffer(coded)
    expect(begun).toHaveBeenCalledOnce()
  })

  it('throws what the producer throws', async () => {
    const fault = new Error('secret')
    const producer = (async function* () {
      yield 'hello'
      throw fault
    })()
    const coded = buffer(recode(producer, ENCODERS[coding]))
    await expect(coded).rejects.toBe(fault)
  })
})

/** By the book, and not by what is tested. */
function decodeAll(coding: (typeof CODINGS)[number], coded: Buffer): Buffer {
  if (coding === 'br') return zlib.brotliDecompressSync(coded)
  return coding === 'gzip' ? zlib.gunzipSync(coded) : zlib.inflateSync(coded)
}

function fail(): never {
  throw new Error('no decoder')
}
