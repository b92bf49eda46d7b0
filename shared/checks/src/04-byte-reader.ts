// 04: TCP is not a message stream. From here on every wire case, also those
// of step 03, is delivered whole, byte by byte, and split at every point.
import { RawClient, withClient } from '@barewire/test-kit/raw-client'
import { quote } from '@barewire/test-kit/raw-response'
import { type Check, type CheckContext, head, PLAIN_GET } from './check.ts'
import { expectStatus, send } from './run-check.ts'

const HOST = 'Host: localhost'
const KIBIBYTE = 1024

export const checks: readonly Check[] = [
  {
    id: 'byte-reader.1',
    title: 'answers a head that comes line by line',
    run: ({ address }) =>
      withClient(address, async (client) => {
        await send(client, [
          'GET / HTTP/1.1\r\n',
          'Host: localhost\r\n',
          '\r\n',
        ])
        expectStatus(await client.readResponse(), 200)
      }),
  },
  {
    id: 'byte-reader.2',
    title: 'answers nothing before the empty line has come',
    rfc: 'RFC 9112 §2.1',
    level: 'described',
    run: (context) => expectSilenceUntil(context, PLAIN_GET.slice(0, -1), '\n'),
  },
  {
    id: 'byte-reader.3',
    title: 'skips empty lines before a request line',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: `\r\n\r\n\r\n${PLAIN_GET}`,
    status: 200,
  },
  {
    id: 'byte-reader.4',
    title: 'skips ten thousand empty lines without getting stuck',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: '\r\n'.repeat(10_000) + PLAIN_GET,
    status: 200,
  },
  {
    id: 'byte-reader.5',
    title: 'accepts a head of 16 KiB',
    send: paddedHead(16 * KIBIBYTE),
    status: 200,
  },
  {
    id: 'byte-reader.6',
    title: 'answers 431 to a head of one byte more',
    rfc: 'RFC 6585 §5',
    level: 'described',
    send: paddedHead(16 * KIBIBYTE + 1),
    status: 431,
    closes: true,
  },
  {
    id: 'byte-reader.7',
    title: 'answers 431 to ten thousand field lines',
    rfc: 'RFC 9110 §5.4',
    level: 'MUST',
    send: head('GET / HTTP/1.1', HOST, ...lines(10_000, 'X-A: a')),
    status: 431,
    closes: true,
  },
  {
    id: 'byte-reader.8',
    title: 'answers 431 to a field name of 256 KiB',
    rfc: 'RFC 9110 §5.4',
    level: 'MUST',
    send: head('GET / HTTP/1.1', HOST, `${'a'.repeat(256 * KIBIBYTE)}: v`),
    status: 431,
    closes: true,
  },
  {
    id: 'byte-reader.9',
    title: 'answers 431 to a head that never ends',
    rfc: 'RFC 9110 §5.4',
    level: 'SHOULD',
    send: `GET / HTTP/1.1\r\n${'X-A: aaaaaaaa\r\n'.repeat(4_000)}`,
    status: 431,
    closes: true,
  },
  {
    id: 'byte-reader.10',
    title: 'accepts a request line of 8,000 octets',
    rfc: 'RFC 9112 §3',
    level: 'SHOULD',
    send: head(`GET /mirror?${'a'.repeat(8_000 - 21)} HTTP/1.1`, HOST),
    status: 200,
  },
  {
    id: 'byte-reader.11',
    title: 'accepts a target of 8 KiB',
    send: head(`GET /mirror?${'a'.repeat(8 * KIBIBYTE - 8)} HTTP/1.1`, HOST),
    status: 200,
  },
  {
    id: 'byte-reader.12',
    title: 'answers 414 to a target of one byte more',
    rfc: 'RFC 9112 §3',
    level: 'MUST',
    send: head(`GET /mirror?${'a'.repeat(8 * KIBIBYTE - 7)} HTTP/1.1`, HOST),
    status: 414,
    closes: true,
  },
  {
    id: 'byte-reader.13',
    title: 'answers 414 to a target of 256 KiB',
    rfc: 'RFC 9112 §3',
    level: 'MUST',
    send: head(`GET /${'a'.repeat(256 * KIBIBYTE)} HTTP/1.1`, HOST),
    status: 414,
    closes: true,
  },
  {
    id: 'byte-reader.14',
    title: 'refuses lines that end with a bare LF',
    rfc: 'RFC 9112 §2.2',
    level: 'MAY',
    send: 'GET / HTTP/1.1\nHost: localhost\n\n',
    status: 400,
    closes: true,
  },
  {
    id: 'byte-reader.15',
    title: 'refuses one field line that ends with a bare LF',
    rfc: 'RFC 9112 §2.2',
    level: 'MAY',
    send: 'GET / HTTP/1.1\r\nHost: localhost\nX-A: 1\r\n\r\n',
    status: 400,
    closes: true,
  },
  {
    id: 'byte-reader.16',
    title: 'tells a client that ends inside the head what is missing',
    rfc: 'RFC 9112 §8',
    level: 'MAY',
    send: 'GET / HTTP/1.1\r\nHost: loc',
    end: true,
    status: 400,
    closes: true,
  },
  {
    id: 'byte-reader.17',
    title: 'closes without a word when a client sends only empty lines',
    rfc: 'RFC 9112 §9.5',
    level: 'MAY',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write('\r\n\r\n')
        client.end()
        const received = await client.readToEnd()
        if (received.length > 0) throw new Error(`got ${quote(received)}`)
      }),
  },
  {
    id: 'byte-reader.18',
    title: 'lets clients go that leave half-way',
    run: async ({ address }) => {
      for (let at = 1; at < PLAIN_GET.length; at += 1) {
        const client = await RawClient.connect(address)
        client.write(PLAIN_GET.slice(0, at))
        client.reset()
      }
      await withClient(address, async (client) => {
        client.write(PLAIN_GET)
        expectStatus(await client.readResponse(), 200)
      })
    },
  },
  {
    id: 'byte-reader.19',
    title: 'delivers the response to a client that sends far too much',
    rfc: 'RFC 9112 §9.6',
    level: 'described',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const flood = Buffer.alloc(4 * KIBIBYTE * KIBIBYTE, 'a')
        client.write('GET / HTTP/1.1\r\nX-A: ')
        await client.writeAll(flood)
        expectStatus(await client.readResponse(), 431)
      }),
  },
  {
    id: 'byte-reader.20',
    title: 'refuses TLS at its first octet',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
    status: 400,
    closes: true,
  },
  {
    id: 'byte-reader.21',
    title: 'refuses an octet that begins no method, without waiting for more',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: '\r\n\0',
    status: 400,
    closes: true,
  },
  {
    id: 'byte-reader.22',
    title: 'answers 501 to a method of 20,000 octets',
    rfc: 'RFC 9112 §3',
    level: 'SHOULD',
    send: head(`${'A'.repeat(20_000)} / HTTP/1.1`, HOST),
    status: 501,
    closes: true,
  },
  {
    id: 'byte-reader.23',
    title: 'refuses 20,000 octets that are neither a method nor end',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: `A${':'.repeat(20_000)}`,
    status: 400,
    closes: true,
  },
]

function paddedHead(length: number): string {
  const empty = head('GET / HTTP/1.1', HOST, 'X-Padding: ')
  const padding = 'a'.repeat(length - empty.length)
  return head('GET / HTTP/1.1', HOST, `X-Padding: ${padding}`)
}

function lines(count: number, line: string): string[] {
  return Array.from({ length: count }, () => line)
}

/** A request is not answered before its last byte, and then it is. */
export async function expectSilenceUntil(
  { address }: CheckContext,
  beginning: string,
  rest: string,
): Promise<void> {
  await withClient(address, async (client) => {
    client.write(beginning)
    // Somebody who came later has been answered: time enough.
    await withClient(address, async (other) => {
      other.write(PLAIN_GET)
      await other.readResponse()
    })
    if (client.received.length > 0 || client.ended) {
      throw new Error(`too early: ${quote(client.received)}`)
    }
    client.write(rest)
    expectStatus(await client.readResponse(), 200)
  })
}
