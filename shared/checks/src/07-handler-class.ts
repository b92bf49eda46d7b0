// 07: what Python's BaseHTTPRequestHandler does. Step 08 replaces the class,
// so most of these promises end there; that a response has a Date stays.
import { ask } from '@barewire/test-kit/raw-client'
import { headerValues, quote } from '@barewire/test-kit/raw-response'
import type { RawResponse } from '@barewire/test-kit/raw-response'
import { type Check, type CheckContext, head, PLAIN_GET } from './check.ts'
import { word } from './random-values.ts'
import { expectStatus } from './run-check.ts'

const HOST = 'Host: localhost'
const SENT = word(6)

const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

export const checks: readonly Check[] = [
  {
    id: 'handler-class.1',
    title: 'writes the head in the order of the calls',
    until: 'response-values',
    run: (context) =>
      expectHead(context, [
        'HTTP/1.0 200 OK',
        'Server',
        'Date',
        'Content-Type',
        'Content-Length',
      ]),
  },
  {
    id: 'handler-class.2',
    title: 'names itself in Server',
    rfc: 'RFC 9110 §10.2.4',
    level: 'MAY',
    until: 'response-values',
    run: (context) => expectField(context, 'Server', /^Barewire\/[\d.]+$/),
  },
  {
    id: 'handler-class.3',
    title: 'says when it answered',
    rfc: 'RFC 9110 §6.6.1',
    level: 'MUST',
    run: (context) => expectField(context, 'Date', IMF_FIXDATE),
  },
  {
    id: 'handler-class.4',
    title: 'says the right time',
    rfc: 'RFC 9110 §6.6.1',
    level: 'SHOULD',
    run: async (context) => {
      const response = await get(context)
      const date = Date.parse(headerValues(response, 'date').join())
      const off = Math.abs(Date.now() - date)
      if (!(off < 60_000)) throw new Error(`the clock is off by ${off} ms`)
    },
  },
  {
    id: 'handler-class.5',
    title: 'answers HEAD like GET, without the body',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD / HTTP/1.0', HOST),
    methods: ['HEAD'],
    status: 200,
    closes: true,
  },
  {
    id: 'handler-class.6',
    title: 'gives HEAD the length that GET has',
    rfc: 'RFC 9110 §9.3.2',
    level: 'SHOULD',
    until: 'json',
    run: async (context) => {
      const response = await ask(
        context.address,
        head('HEAD / HTTP/1.1', HOST),
        'HEAD',
      )
      if (headerValues(response, 'content-length').join() !== '52') {
        throw new Error(`got ${JSON.stringify(response.headers)}`)
      }
    },
  },
  {
    id: 'handler-class.7',
    title: 'answers POST with a mirror',
    send: `${head('POST /mirror HTTP/1.1', HOST, 'Content-Length: 6')}${SENT}`,
    status: 200,
    json: { method: 'POST', body: SENT },
  },
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'FROB'].map((method, i) => ({
    id: `handler-class.${8 + i}`,
    title: `answers 501 to ${method}, for which there is no do_${method}`,
    rfc: 'RFC 9110 §9.1',
    level: 'SHOULD' as const,
    until: 'response-values',
    run: (context: CheckContext) => expectUnsupported(context, method),
  })),
  {
    id: 'handler-class.13',
    title: 'looks methods up by their exact case',
    rfc: 'RFC 9110 §9.1',
    level: 'SHOULD',
    until: 'response-values',
    run: (context) => expectUnsupported(context, 'get'),
  },
  {
    id: 'handler-class.14',
    title: 'answers 501 with a page for people',
    until: 'response-values',
    run: async (context) => {
      const page = (await ask(context.address, head('PUT / HTTP/1.1', HOST)))
        .body
      const wanted = ['<h1>Error response</h1>', 'Error code: 501', 'Message:']
      if (wanted.every((text) => page.includes(text))) return
      throw new Error(`got ${quote(page)}`)
    },
  },
  {
    id: 'handler-class.15',
    title: 'escapes what it quotes on that page',
    until: 'response-values',
    run: async (context) => {
      const page = (await ask(context.address, head('A&B / HTTP/1.1', HOST)))
        .body
      if (page.includes("('A&amp;B')")) return
      throw new Error(`got ${quote(page)}`)
    },
  },
  {
    id: 'handler-class.16',
    title: 'sends no page in answer to HEAD',
    rfc: 'RFC 9110 §9.3.2',
    level: 'MUST',
    send: head('HEAD /mirror HTTP/1.0', HOST),
    methods: ['HEAD'],
    status: 200,
    closes: true,
  },
  {
    id: 'handler-class.17',
    title: 'does not call a method of the class that is no do_ method',
    until: 'response-values',
    run: (context) => expectUnsupported(context, 'handle'),
  },
]

function get({ address }: CheckContext): Promise<RawResponse> {
  return ask(address, PLAIN_GET)
}

async function expectHead(
  context: CheckContext,
  expected: readonly string[],
): Promise<void> {
  const response = await get(context)
  const names = response.headers.map(([name]) => name)
  const seen = [response.statusLine, ...names].join(', ')
  if (seen !== expected.join(', ')) throw new Error(`got ${seen}`)
}

async function expectField(
  context: CheckContext,
  name: string,
  pattern: RegExp,
): Promise<void> {
  const values = headerValues(await get(context), name)
  if (values.length === 1 && pattern.test(values.join())) return
  throw new Error(`got ${values.length} of ${name}: "${values.join('", "')}"`)
}

async function expectUnsupported(
  context: CheckContext,
  method: string,
): Promise<void> {
  const response = await ask(
    context.address,
    head(`${method} / HTTP/1.1`, HOST),
  )
  expectStatus(response, 501)
  const line = `HTTP/1.0 501 Unsupported method ('${method}')`
  if (response.statusLine !== line)
    throw new Error(`got ${response.statusLine}`)
}
