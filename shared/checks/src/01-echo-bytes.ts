// 01: a TCP server is a stream of bytes. Most of these promises end with the
// echo; that no client can harm another one holds for good.
import { withClient } from '@barewire/test-kit/raw-client'
import { within } from '@barewire/test-kit/within'
import { type Check, type CheckContext } from './check.ts'
import { expectAlive, WAVE, withCrowd } from './crowd.ts'
import { octets, word } from './random-values.ts'

export const checks: readonly Check[] = [
  {
    id: 'echo-bytes.1',
    title: 'sends text back',
    until: 'first-response',
    run: (context) => expectEcho(context, Buffer.from(word(5))),
  },
  {
    id: 'echo-bytes.2',
    title: 'sends all 256 octets back as they came',
    until: 'first-response',
    run: (context) =>
      expectEcho(
        context,
        Uint8Array.from({ length: 256 }, (_, i) => i),
      ),
  },
  {
    id: 'echo-bytes.3',
    title: 'sends eight mebibytes back',
    until: 'first-response',
    run: (context) =>
      expectEcho(context, Buffer.alloc(8 * MEBIBYTE, octets(1021))),
  },
  {
    id: 'echo-bytes.4',
    title: 'sends bytes back as they come, without waiting for a line',
    until: 'first-response',
    run: ({ address }) =>
      withClient(address, async (client) => {
        for (const byte of ['a', word(1), '\0', '\n', word(1)]) {
          client.write(byte)
          expectSame(await client.readBytes(1), Buffer.from(byte))
        }
      }),
  },
  {
    id: 'echo-bytes.5',
    title: 'keeps the bytes of a hundred clients apart',
    until: 'first-response',
    run: ({ address }) =>
      withCrowd(address, 100, async (crowd) => {
        const texts = crowd.map((_, i) => Buffer.from(`${word(9)} ${i}`))
        for (const [i, client] of crowd.entries()) {
          client.write(texts[i] ?? '')
        }
        for (const [i, client] of crowd.entries()) {
          const text = texts[i] ?? Buffer.alloc(0)
          expectSame(await client.readBytes(text.length), text)
        }
      }),
  },
  {
    id: 'echo-bytes.6',
    title: 'sends all bytes back before it ends a half-closed connection',
    until: 'first-response',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const bytes = Buffer.alloc(MEBIBYTE, octets(1021))
        client.write(bytes)
        client.end()
        expectSame(await client.readToEnd(), bytes)
      }),
  },
  {
    id: 'echo-bytes.7',
    title: 'stops reading from a client that does not read, then goes on',
    until: 'first-response',
    run: expectBackpressure,
  },
  {
    id: 'echo-bytes.8',
    title: 'survives clients that connect and reset',
    run: async ({ address }) => {
      for (let i = 0; i < 40; i += 1) {
        await withClient(address, async () => {})
        if (i % WAVE === 0) await expectAlive(address)
      }
      await expectAlive(address)
    },
  },
  {
    id: 'echo-bytes.9',
    title: 'survives clients that reset with bytes on their way',
    run: async ({ address }) => {
      for (let i = 0; i < 40; i += 1) {
        await withClient(address, async (client) => {
          client.write('GET / HTTP/1.1\r\nHo')
          await new Promise((resolve) => {
            setImmediate(resolve)
          })
        })
        if (i % WAVE === 0) await expectAlive(address)
      }
      await expectAlive(address)
    },
  },
  {
    id: 'echo-bytes.10',
    title: 'serves one client while others are connected and silent',
    run: ({ address }) =>
      withCrowd(address, 50, async () => expectAlive(address)),
  },
]

const MEBIBYTE = 1024 * 1024

async function expectEcho(
  { address }: CheckContext,
  bytes: Uint8Array,
): Promise<void> {
  await withClient(address, async (client) => {
    client.write(bytes)
    expectSame(await client.readBytes(bytes.length), bytes)
  })
}

function expectSame(received: Buffer, sent: Uint8Array): void {
  if (received.equals(sent)) return
  throw new Error(`sent ${sent.length} bytes, got other ${received.length}`)
}

// Kernels buffer some megabytes for a socket. A server without backpressure
// would take all of these into its own memory.
const FLOOD = 64 * MEBIBYTE

/** Milliseconds without progress that count as a stop. */
const STALL = 1_000

async function expectBackpressure({ address }: CheckContext): Promise<void> {
  await withClient(address, async (client) => {
    client.pause()
    const piece = Buffer.alloc(MEBIBYTE, 'flood')
    let taken = 0
    let waiting = client.writeAll(piece)
    while (taken < FLOOD && (await within(STALL, waiting, false))) {
      taken += piece.length
      waiting = client.writeAll(piece)
    }
    if (taken >= FLOOD) {
      throw new Error(`took ${FLOOD} bytes from a client that reads none`)
    }
    client.resume()
    await waiting
    await client.readBytes(taken + piece.length)
  })
}
