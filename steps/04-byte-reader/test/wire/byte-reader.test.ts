// Bytes wait in order until somebody takes them, and not too many at once.
import { once } from 'node:events'
import { openReader } from '@barewire/test-kit/open-reader'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '#src/wire/byte-reader.ts'

describe('ByteReader', () => {
  it('keeps what arrives in order, however it was cut', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('GET /')
    await deliver(' HTTP')
    expect(reader.bytes.toString()).toBe('GET / HTTP')
  })

  it('takes bytes off the front', async () => {
    await using connection = await openReader(ByteReader)
    const { reader, deliver } = connection
    await deliver('GET /')
    expect(reader.take(3).toString()).toBe('GET')
    await deliver('?')
    expect(reader.take(3).toString()).toBe(' /?')
    expect(reader.bytes).toHaveLength(0)
  })

  it('waits until more is here', async () => {
    await using connection = await openReader(ByteReader)
    const { client, reader, deliver } = connection
    await deliver('a')
    const more = reader.readMore()
    client.write('b')
    expect(await more).toBe(true)
    expect(reader.bytes.toString()).toBe('ab')
  })

  it('gives the last bytes before it says that no more will come', async () => {
    await using connection = await openReader(ByteReader)
    const { client, reader } = connection
    const more = reader.readMore()
    client.write('bye')
    client.end()
    expect(await more).toBe(true)
    expect(await reader.readMore()).toBe(false)
    expect(await reader.readMore()).toBe(false)
    expect(reader.bytes.toString()).toBe('bye')
  })

  it('says that no more will come after a reset', async () => {
    await using connection = await openReader(ByteReader)
    const more = connection.reader.readMore()
    connection.client.reset()
    expect(await more).toBe(false)
  })

  it('pauses the socket at readAheadBytes, until more is wanted', async () => {
    await using connection = await openReader(ByteReader, 10)
    const { client, socket, reader, deliver } = connection
    await deliver('123456789')
    expect(socket.isPaused()).toBe(false)
    await deliver('0')
    expect(socket.isPaused()).toBe(true)
    client.write('more')
    expect(reader.take(10).toString()).toBe('1234567890')
    expect(await reader.readMore()).toBe(true)
    expect(reader.bytes.toString()).toBe('more')
  })

  it('holds one read at most beyond readAheadBytes', async () => {
    await using connection = await openReader(ByteReader, 10)
    const { client, socket, reader } = connection
    const paused = once(socket, 'pause')
    const sent = client.writeAll(Buffer.alloc(1024 * 1024))
    await paused
    expect(reader.bytes.length).toBeLessThanOrEqual(10 + 64 * 1024)
    let taken = 0
    do taken += reader.take(reader.bytes.length).length
    while (taken < 1024 * 1024 && (await reader.readMore()))
    expect(await sent).toBe(true)
    expect(taken).toBe(1024 * 1024)
  })

  it('throws away what arrives after discard', async () => {
    await using connection = await openReader(ByteReader, 10)
    const { client, reader, deliver } = connection
    await deliver('1234567890')
    reader.discard()
    expect(await client.writeAll(Buffer.alloc(16 * 1024 * 1024))).toBe(true)
    expect(reader.bytes.toString()).toBe('1234567890')
  })
})
