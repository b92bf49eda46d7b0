// 08: a response is a value, and its bytes are written in one place.
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import { type Check, head } from './check.ts'
import { word } from './random-values.ts'
import { expectStatus } from './run-check.ts'

const HOST = 'Host: localhost'
const KIBIBYTE = 1024
const SENT = word(6)

export const checks: readonly Check[] = [
  ...['PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method, i) => ({
    id: `response-values.${1 + i}`,
    title: `gives ${method} to the handler, body and all`,
    rfc: 'RFC 9112 §6',
    level: 'MUST' as const,
    ...(method === 'OPTIONS' && { until: 'routing' }),
    send: `${head(`${method} /mirror HTTP/1.1`, HOST, 'Content-Length: 6')}${SENT}`,
    status: 200,
    json: { method, body: SENT },
  })),
  ...phrases([
    [
      'response-values.5',
      400,
      'Bad Request',
      head('GET / HTTP/1.1', HOST, ': 1'),
    ],
    [
      'response-values.6',
      413,
      'Content Too Large',
      head('POST / HTTP/1.1', HOST, 'Content-Length: 99999999'),
    ],
    [
      'response-values.7',
      414,
      'URI Too Long',
      head(`GET /${'a'.repeat(9 * KIBIBYTE)} HTTP/1.1`, HOST),
    ],
    [
      'response-values.8',
      417,
      'Expectation Failed',
      head('POST / HTTP/1.1', HOST, 'Expect: tea'),
    ],
    [
      'response-values.9',
      431,
      'Request Header Fields Too Large',
      head('GET / HTTP/1.1', HOST, `X: ${'a'.repeat(17 * KIBIBYTE)}`),
    ],
    [
      'response-values.10',
      501,
      'Not Implemented',
      head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: gzip, chunked'),
    ],
    [
      'response-values.11',
      505,
      'HTTP Version Not Supported',
      head('GET / HTTP/3.0', HOST),
    ],
  ]),
  {
    id: 'response-values.12',
    title: 'says the right length of a body beyond ASCII',
    rfc: 'RFC 9110 §8.6',
    level: 'MUST',
    send: `${head('POST /mirror HTTP/1.1', HOST, 'Content-Length: 9')}\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e`,
    status: 200,
    json: { body: 'é€𝄞' },
  },
  {
    id: 'response-values.13',
    title: 'gives HEAD the head of a GET and nothing else',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    run: async (context) => {
      const [got, headed] = [
        await ask(context.address, head('GET / HTTP/1.1', HOST)),
        await ask(context.address, head('HEAD / HTTP/1.1', HOST), 'HEAD'),
      ]
      if (fields(got) !== fields(headed)) {
        throw new Error(`GET: ${fields(got)}\nHEAD: ${fields(headed)}`)
      }
    },
  },
  {
    id: 'response-values.14',
    title: 'sends no body in answer to a HEAD that it refuses',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD / HTTP/1.1', HOST, 'Content-Length: nonsense'),
    methods: ['HEAD'],
    status: 400,
    closes: true,
  },
  {
    id: 'response-values.15',
    title: 'writes a status line with a phrase and no more',
    rfc: 'RFC 9112 §4',
    level: 'MUST',
    run: async (context) => {
      const { statusLine } = await ask(
        context.address,
        head('GET / HTTP/1.1', HOST),
      )
      if (/^HTTP\/1\.[01] 200 OK$/.test(statusLine)) return
      throw new Error(`got ${statusLine}`)
    },
  },
  {
    id: 'response-values.16',
    title: 'says one length, and no transfer coding besides',
    rfc: 'RFC 9112 §6.2',
    level: 'MUST',
    run: async (context) => {
      const response = await ask(context.address, head('GET / HTTP/1.1', HOST))
      const lengths = headerValues(response, 'content-length').length
      const codings = headerValues(response, 'transfer-encoding').length
      if (lengths === 1 && codings === 0) return
      throw new Error(`${lengths} lengths and ${codings} codings`)
    },
  },
]

function phrases(
  rows: readonly (readonly [string, number, string, string])[],
): Check[] {
  return rows.map(([id, status, phrase, request]) => ({
    id,
    title: `calls ${status} "${phrase}", in JSON with its length and a Date`,
    rfc: 'RFC 9110 §15',
    level: 'described',
    run: async (context) => {
      const response = await ask(context.address, request)
      expectStatus(response, status)
      const seen = response.statusLine.slice('HTTP/1.1 '.length)
      if (seen !== `${status} ${phrase}`) throw new Error(`got ${seen}`)
      for (const name of ['content-type', 'content-length', 'date']) {
        const count = headerValues(response, name).length
        if (count !== 1) throw new Error(`${count} of ${name}`)
      }
    },
  }))
}

const OF_THE_MOMENT = /^(?:date|x-request-id|server-timing)$/i

/** The head but for what no two responses share. */
function fields({ statusLine, headers }: RawResponse): string {
  const lines = headers.filter(([name]) => !OF_THE_MOMENT.test(name))
  return JSON.stringify([statusLine, ...lines])
}
