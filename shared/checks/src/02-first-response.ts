// 02: a response is a status line, headers, an empty line, a body.
import { withClient } from '@barewire/test-kit/raw-client'
import { headerValues, quote } from '@barewire/test-kit/raw-response'
import { type Check, type CheckContext, head, PLAIN_GET } from './check.ts'
import { withCrowd } from './crowd.ts'
import { word } from './random-values.ts'
import { parseJson } from './run-check.ts'

const GREETING = '{"message": "Hello bro, this is your HTTP response"}'

const RESPONSE = [
  'HTTP/1.0 200 OK',
  'Content-Type: application/json',
  'Content-Length: 52',
  '',
  GREETING,
].join('\r\n')

export const checks: readonly Check[] = [
  {
    id: 'first-response.1',
    title: 'answers a GET with the fixed response, byte for byte',
    until: 'handler-class',
    run: (context) => expectFixedResponse(context, 'GET / HTTP/1.0\r\n\r\n'),
  },
  {
    id: 'first-response.2',
    title: 'answers what is not HTTP with the same bytes',
    until: 'request-head',
    run: (context) => expectFixedResponse(context, `${word(5)}\n`),
  },
  {
    id: 'first-response.3',
    title: 'answers a single octet with the same bytes',
    until: 'request-head',
    run: (context) => expectFixedResponse(context, '\0'),
  },
  {
    id: 'first-response.4',
    title: 'answers a mebibyte with the same bytes',
    until: 'request-head',
    run: (context) => expectFixedResponse(context, 'x'.repeat(1024 * 1024)),
  },
  {
    id: 'first-response.5',
    title: 'answers GET / with the greeting',
    until: 'json',
    send: PLAIN_GET,
    status: 200,
    body: GREETING,
  },
  {
    id: 'first-response.6',
    title: 'says 200 and what and how long the body is',
    rfc: 'RFC 9110 §8.6',
    level: 'SHOULD',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(PLAIN_GET)
        const response = await client.readResponse()
        const expected = [
          response.statusLine.slice(8) === ' 200 OK',
          headerValues(response, 'content-type').join() === 'application/json',
          headerValues(response, 'content-length').join() ===
            String(response.body.length),
          parseJson(response)['message'] ===
            'Hello bro, this is your HTTP response',
        ]
        if (expected.includes(false)) {
          throw new Error(`got ${JSON.stringify(response)}`)
        }
      }),
  },
  {
    id: 'first-response.7',
    title: 'closes the connection of an HTTP/1.0 client after the response',
    rfc: 'RFC 9112 §9.3',
    level: 'described',
    send: head('GET / HTTP/1.0'),
    status: 200,
    closes: true,
  },
  {
    id: 'first-response.8',
    title: 'sends nothing before the client has sent something',
    run: ({ address }) =>
      withClient(address, async (silent) => {
        // Somebody who came later has been answered: time enough.
        await withClient(address, async (client) => {
          client.write(PLAIN_GET)
          await client.readResponse()
        })
        if (silent.received.length > 0 || silent.ended) {
          throw new Error(`got ${quote(silent.received)} for nothing`)
        }
      }),
  },
  {
    id: 'first-response.9',
    title: 'answers a hundred clients at once',
    run: ({ address }) =>
      withCrowd(address, 100, async (crowd) => {
        for (const client of crowd) client.write(PLAIN_GET)
        for (const client of crowd) await client.readResponse()
      }),
  },
  {
    id: 'first-response.10',
    title: 'lets a client end its side first and still answers',
    rfc: 'RFC 9112 §9.6',
    level: 'described',
    send: PLAIN_GET,
    end: true,
    status: 200,
    closes: true,
  },
  {
    id: 'first-response.11',
    title: 'closes without a word when a client ends without one',
    rfc: 'RFC 9112 §9.5',
    level: 'MAY',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.end()
        const received = await client.readToEnd()
        if (received.length > 0) throw new Error(`got ${quote(received)}`)
      }),
  },
]

async function expectFixedResponse(
  { address }: CheckContext,
  request: string,
): Promise<void> {
  await withClient(address, async (client) => {
    client.write(request)
    const received = (await client.readToEnd()).toString('latin1')
    if (received !== RESPONSE) throw new Error(`got ${quote(received)}`)
  })
}
