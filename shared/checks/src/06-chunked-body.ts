// 06: the chunked transfer coding and 100 Continue (RFC 9112 §6, §7).
import { withClient } from '@barewire/test-kit/raw-client'
import { quote } from '@barewire/test-kit/raw-response'
import { expectSilenceUntil } from './04-byte-reader.ts'
import {
  type Check,
  type CheckContext,
  head,
  must,
  PLAIN_GET,
  type Rule,
  should,
} from './check.ts'
import { word } from './random-values.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const POST = 'POST /mirror HTTP/1.1'
const CHUNKED = 'Transfer-Encoding: chunked'
const HEAD = head(POST, HOST, CHUNKED)
const SMUGGLED = head('GET /smuggled HTTP/1.1', HOST)
const KIBIBYTE = 1024
const VERBS = { 200: 'accepts', 400: 'refuses', 501: 'cannot decode' }

/** A body of five octets. */
const HELLO = word(5)
const TEN = word(10)

export const checks: readonly Check[] = [
  ...bodies(must('RFC 9112 §7.1'), 'reads', [
    ['chunked-body.1', 'one chunk', '5\r\nhello\r\n0\r\n\r\n'],
    [
      'chunked-body.2',
      'several chunks',
      `2\r\n${HELLO.slice(0, 2)}\r\n3\r\n${HELLO.slice(2)}\r\n0\r\n\r\n`,
    ],
    ['chunked-body.3', 'leading zeros in a size', '0005\r\nhello\r\n0\r\n\r\n'],
    [
      'chunked-body.4',
      'a last chunk of many zeros',
      '5\r\nhello\r\n0000\r\n\r\n',
    ],
    [
      'chunked-body.91',
      'a size of seventeen digits',
      `${'0'.repeat(16)}5\r\nhello\r\n0\r\n\r\n`,
    ],
    [
      'chunked-body.92',
      'a last chunk of twenty zeros',
      `5\r\nhello\r\n${'0'.repeat(20)}\r\n\r\n`,
    ],
  ]),
  ...bodies(must('RFC 9112 §7.1.1'), 'ignores', [
    [
      'chunked-body.5',
      'an extension without a value',
      '5;x\r\nhello\r\n0;y\r\n\r\n',
    ],
    [
      'chunked-body.6',
      'extensions with values',
      '5;a=b;c=d\r\nhello\r\n0\r\n\r\n',
    ],
    ['chunked-body.7', 'a quoted value', '5;a="x;\\"y"\r\nhello\r\n0\r\n\r\n'],
    [
      'chunked-body.8',
      'white space in extensions',
      '5 ;\ta = b\r\nhello\r\n0\r\n\r\n',
    ],
  ]),
  ...bodies(must('RFC 9110 §6.5.1'), 'keeps out of the header section', [
    ['chunked-body.9', 'a trailer field', '5\r\nhello\r\n0\r\nX-T: t\r\n\r\n'],
    [
      'chunked-body.10',
      'a trailing length',
      '5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n',
    ],
    [
      'chunked-body.11',
      'a trailing coding',
      '5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
  ]),
  {
    id: 'chunked-body.12',
    title: 'reads hexadecimal sizes in both cases',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${HEAD}a\r\n${TEN}\r\nA\r\n${TEN}\r\n0\r\n\r\n`,
    status: 200,
    json: { body: TEN + TEN },
  },
  {
    id: 'chunked-body.13',
    title: 'reads an empty chunked body',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${HEAD}0\r\n\r\n`,
    status: 200,
    json: { body: '' },
  },
  ...codings(must('RFC 9112 §7'), 200, [
    ['chunked-body.14', 'the coding in any case', ['ChUnKeD']],
  ]),
  ...codings(must('RFC 9110 §5.5'), 200, [
    ['chunked-body.15', 'white space around the coding', ['\t chunked \t']],
  ]),
  ...codings(must('RFC 9110 §5.6.1.2'), 200, [
    ['chunked-body.16', 'empty list members', [', chunked,']],
  ]),
  ...codings(must('RFC 9112 §6.3'), 400, [
    ['chunked-body.17', 'gzip alone: where does it end?', ['gzip']],
    ['chunked-body.18', 'chunked before another coding', ['chunked, gzip']],
    ['chunked-body.19', 'chunked before identity', ['chunked, identity']],
    ['chunked-body.20', 'no coding at all', ['']],
  ]),
  ...codings(must('RFC 9112 §6.1'), 400, [
    ['chunked-body.21', 'chunked twice', ['chunked, chunked']],
    ['chunked-body.22', 'chunked in two lines', ['chunked', 'chunked']],
  ]),
  ...codings(must('RFC 9112 §6.3'), 400, [
    ['chunked-body.23', 'another coding in a second line', ['chunked', 'cow']],
    ['chunked-body.24', 'chunkedx', ['chunkedx']],
    ['chunked-body.25', 'chunked chunked', ['chunked chunked']],
  ]),
  ...codings(should('RFC 9112 §7.1'), 400, [
    ['chunked-body.26', 'a parameter', ['chunked;q=1']],
  ]),
  ...codings(must('RFC 9112 §6.3'), 400, [
    ['chunked-body.27', 'quotation marks', ['"chunked"']],
    ['chunked-body.28', 'a vertical tab before it', ['\x0bchunked']],
  ]),
  ...codings(should('RFC 9112 §6.1'), 501, [
    ['chunked-body.29', 'a coding before chunked', ['gzip, chunked']],
    [
      'chunked-body.30',
      'an unknown coding before chunked',
      ['frob', 'chunked'],
    ],
  ]),
  ...heads(must('RFC 9112 §6.1'), [
    [
      'chunked-body.31',
      'a length besides',
      [POST, 'Content-Length: 5', CHUNKED],
    ],
    [
      'chunked-body.32',
      'a length behind',
      [POST, CHUNKED, 'Content-Length: 5'],
    ],
    [
      'chunked-body.33',
      'a bad length besides',
      [POST, 'Content-Length: +5', CHUNKED],
    ],
    [
      'chunked-body.34',
      'chunks from HTTP/1.0',
      ['POST /mirror HTTP/1.0', CHUNKED],
    ],
  ]),
  ...heads(must('RFC 9112 §5.2'), [
    [
      'chunked-body.35',
      'a folded coding',
      [POST, 'Transfer-Encoding:\r\n chunked'],
    ],
  ]),
  ...heads(should('RFC 9110 §5.6.2'), [
    [
      'chunked-body.36',
      'NUL before the colon',
      [POST, 'Transfer-Encoding\0: chunked'],
    ],
  ]),
  ...heads(must('RFC 9112 §5.1'), [
    [
      'chunked-body.37',
      'a space before the colon',
      [POST, 'Transfer-Encoding : chunked'],
    ],
  ]),
  ...heads(must('RFC 9112 §2.2'), [
    [
      'chunked-body.38',
      'a coding behind a bare CR',
      [POST, `X-A: b\r${CHUNKED}`],
    ],
  ]),
  ...broken(should('RFC 9112 §7.1'), 'refuses a size', [
    ['chunked-body.39', 'with a plus sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.40', 'with a minus sign', '-5\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.41', 'with 0x', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.42', 'with a space before it', ' 5\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.43', 'with a space behind it', '5 \r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.44', 'with a tab behind it', '5\t\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.45', 'that is empty', '\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.46', 'with an underscore', '0_5\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.47', 'with a point', '5.0\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.48', 'in quotation marks', '"5"\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.49', 'with NUL', '5\0\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.50', 'with a superscript', '\xb2\r\nhello\r\n0\r\n\r\n'],
    ['chunked-body.51', 'with a letter beyond f', '5g\r\nhello\r\n0\r\n\r\n'],
  ]),
  ...broken(should('RFC 9112 §7.1.1'), 'refuses an extension', [
    ['chunked-body.53', 'without a name', '5;=x\r\nhello\r\n0\r\n\r\n'],
    [
      'chunked-body.54',
      'without a name and a value',
      '5;\r\nhello\r\n0\r\n\r\n',
    ],
    ['chunked-body.55', 'without its value', '5;a=\r\nhello\r\n0\r\n\r\n'],
    [
      'chunked-body.56',
      'with brackets in its name',
      '5;a[b]=c\r\nhello\r\n0\r\n\r\n',
    ],
    [
      'chunked-body.57',
      'with an open quotation',
      '5;a="x\r\nhello\r\n0\r\n\r\n',
    ],
    ['chunked-body.58', 'with a bare LF', '2;\nxx\r\n2b\r\n0\r\n\r\n'],
  ]),
  ...broken(must('RFC 9112 §2.2'), 'refuses an extension', [
    ['chunked-body.59', 'with a bare CR', '5;a\rb\r\nhello\r\n0\r\n\r\n'],
  ]),
  ...broken(should('RFC 9112 §7.1'), 'refuses', [
    ['chunked-body.60', 'a bare LF after a size', '5\nhello\r\n0\r\n\r\n'],
  ]),
  ...broken(must('RFC 9112 §2.2'), 'refuses', [
    ['chunked-body.61', 'a bare CR after a size', '5\rhello\r\n0\r\n\r\n'],
  ]),
  ...broken(should('RFC 9112 §7.1'), 'refuses', [
    ['chunked-body.62', 'a bare LF after data', '5\r\nhello\n0\r\n\r\n'],
  ]),
  ...broken(must('RFC 9112 §2.2'), 'refuses', [
    ['chunked-body.63', 'a bare CR after data', '5\r\nhello\r0\r\n\r\n'],
  ]),
  ...broken(should('RFC 9112 §7.1'), 'refuses', [
    [
      'chunked-body.64',
      'data longer than its size',
      '5\r\nhelloX\r\n0\r\n\r\n',
    ],
    [
      'chunked-body.65',
      'two octets in place of CR LF',
      '5\r\nhelloXX0\r\n\r\n',
    ],
    [
      'chunked-body.66',
      'a bare LF after the last chunk',
      '5\r\nhello\r\n0\n\r\n',
    ],
  ]),
  ...broken(should('RFC 9112 §7.1.2'), 'refuses a trailer', [
    ['chunked-body.67', 'without a colon', '0\r\nnonsense\r\n\r\n'],
    [
      'chunked-body.68',
      'with a space before the colon',
      '0\r\nX-T : 1\r\n\r\n',
    ],
    ['chunked-body.69', 'without a name', '0\r\n: 1\r\n\r\n'],
  ]),
  ...broken(must('RFC 9110 §5.5'), 'refuses a trailer', [
    ['chunked-body.70', 'with NUL', '0\r\nX-T: a\0b\r\n\r\n'],
  ]),
  ...broken(must('RFC 9112 §2.2'), 'refuses a trailer', [
    ['chunked-body.71', 'with a bare CR', '0\r\nX-T: a\rb\r\n\r\n'],
  ]),
  ...broken(must('RFC 9112 §5.2'), 'refuses a trailer', [
    ['chunked-body.72', 'that is folded', '0\r\nX-T: a\r\n b\r\n\r\n'],
  ]),
  ...ended([
    ['chunked-body.73', 'inside a chunk', '5\r\nhel'],
    ['chunked-body.74', 'before the last chunk', '5\r\nhello\r\n'],
    ['chunked-body.75', 'before the final empty line', '5\r\nhello\r\n0\r\n'],
    ['chunked-body.76', 'before any chunk', ''],
  ]),
  {
    id: 'chunked-body.77',
    title: 'answers nothing before the final empty line',
    rfc: 'RFC 9112 §7.1',
    level: 'described',
    run: (context) =>
      expectSilenceUntil(context, `${HEAD}5\r\n${HELLO}\r\n0\r\n\r`, '\n'),
  },
  {
    id: 'chunked-body.78',
    title: 'accepts chunks of 1 MiB in all',
    run: (context) => expectChunks(context, 1024, 200),
  },
  {
    id: 'chunked-body.79',
    title: 'answers 413 to chunks of more',
    rfc: 'RFC 9110 §15.5.14',
    level: 'MAY',
    run: (context) => expectChunks(context, 1025, 413),
  },
  {
    id: 'chunked-body.80',
    title: 'answers 413 to a chunk of 2^32 + 5',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${HEAD}100000005\r\n${HELLO}\r\n0\r\n\r\n`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.81',
    title: 'answers 413 to a chunk of 2^53 + 5',
    rfc: 'RFC 9112 §7.1',
    level: 'MUST',
    send: `${HEAD}20000000000005\r\n${HELLO}\r\n0\r\n\r\n`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.82',
    title: 'answers 413 to an extension of 64 KiB',
    rfc: 'RFC 9112 §7.1.1',
    level: 'described',
    send: `${HEAD}5;x=${'a'.repeat(64 * KIBIBYTE)}\r\n${HELLO}\r\n0\r\n\r\n`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.83',
    title: 'answers 413 to many extensions of 1 KiB',
    rfc: 'RFC 9112 §7.1.1',
    level: 'described',
    send: `${HEAD}${`1;x=${'a'.repeat(KIBIBYTE)}\r\nh\r\n`.repeat(17)}0\r\n\r\n`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.84',
    title: 'cuts a size line off that never ends',
    rfc: 'RFC 9112 §7.1.1',
    level: 'described',
    send: `${HEAD}${'0'.repeat(32 * KIBIBYTE)}`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.93',
    title: 'answers 413 to sizes with endless zeros',
    send: `${HEAD}${`${'0'.repeat(4 * KIBIBYTE)}1\r\na\r\n`.repeat(5)}`,
    status: 413,
    closes: true,
  },
  {
    id: 'chunked-body.85',
    title: 'answers 431 to a trailer section of 64 KiB',
    rfc: 'RFC 9110 §5.4',
    level: 'SHOULD',
    send: `${HEAD}0\r\n${`X-T: ${'a'.repeat(KIBIBYTE)}\r\n`.repeat(64)}\r\n`,
    status: 431,
    closes: true,
  },
  ...['Content-Length: 5', CHUNKED].map((framing, i) => ({
    id: `chunked-body.${86 + i}`,
    title: `sends 100 before it reads a body (${framing})`,
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST' as const,
    run: (context: CheckContext) => expectContinue(context, framing),
  })),
  {
    id: 'chunked-body.88',
    title: 'answers 413 instead of 100 when the length is too long',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MAY',
    send: head(
      POST,
      HOST,
      'Expect: 100-continue',
      `Content-Length: ${KIBIBYTE * KIBIBYTE + 1}`,
    ),
    status: 413,
    interim: [],
    closes: true,
  },
  {
    id: 'chunked-body.89',
    title: 'answers 417 to an expectation it does not know',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MAY',
    send: head(POST, HOST, 'Expect: tea', 'Content-Length: 5'),
    status: 417,
    closes: true,
  },
  {
    id: 'chunked-body.90',
    title: 'sends no 100 to an HTTP/1.0 client',
    rfc: 'RFC 9110 §10.1.1',
    level: 'MUST',
    run: ({ address }) =>
      withClient(address, async (client) => {
        const lines = ['Expect: 100-continue', 'Content-Length: 5']
        client.write(`${head('POST /mirror HTTP/1.0', ...lines)}${HELLO}`)
        expectStatus(await client.readResponse(), 200)
        if (client.interim.length > 0) throw new Error('sent a 100')
      }),
  },
]

type Row = readonly [id: string, what: string, bytes: string]

function bodies(rule: Rule, verb: string, rows: readonly Row[]): Check[] {
  return rows.map(([id, what, bytes]) => ({
    id,
    title: `${verb} ${what}`,
    ...rule,
    send: HEAD + bytes.replace('hello', HELLO),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['transfer-encoding', 'chunked'],
      ],
      body: HELLO,
    },
  }))
}

/** The smuggled request behind the fault must never be answered. */
function broken(rule: Rule, verb: string, rows: readonly Row[]): Check[] {
  return rows.map(([id, what, bytes]) => ({
    id,
    title: `${verb} ${what}`,
    ...rule,
    send: HEAD + bytes + SMUGGLED,
    status: 400,
    closes: true,
  }))
}

function ended(rows: readonly Row[]): Check[] {
  return rows.map(([id, what, bytes]) => ({
    id,
    title: `never takes a body for whole that ends ${what}`,
    rfc: 'RFC 9112 §8',
    level: 'MUST',
    send: HEAD + bytes,
    end: true,
    status: 400,
    closes: true,
  }))
}

function codings(
  rule: Rule,
  status: 200 | 400 | 501,
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, what, values]) => {
    const lines = values.map((value) => `Transfer-Encoding: ${value}`)
    const send = `${head(POST, HOST, ...lines)}5\r\n${HELLO}\r\n0\r\n\r\n`
    const rest = status === 200 ? { json: { body: HELLO } } : { closes: true }
    return {
      id,
      title: `${VERBS[status]} ${what}`,
      ...rule,
      send,
      status,
      ...rest,
    }
  })
}

function heads(
  rule: Rule,
  rows: readonly (readonly [string, string, readonly string[]])[],
): Check[] {
  return rows.map(([id, what, [line = '', ...lines]]) => ({
    id,
    title: `refuses ${what}`,
    ...rule,
    send: `${head(line, HOST, ...lines)}5\r\n${HELLO}\r\n0\r\n\r\n${SMUGGLED}`,
    status: 400,
    closes: true,
  }))
}

async function expectChunks(
  { address }: CheckContext,
  count: number,
  status: number,
): Promise<void> {
  await withClient(address, async (client) => {
    const chunk = `400\r\n${'a'.repeat(KIBIBYTE)}\r\n`
    client.write(HEAD)
    await client.writeAll(Buffer.from(`${chunk.repeat(count)}0\r\n\r\n`))
    const response = await client.readResponse()
    expectStatus(response, status)
    const { body } = parseJson(response)
    if (status === 200 && body !== 'a'.repeat(count * KIBIBYTE)) {
      throw new Error('got another body')
    }
  })
}

async function expectContinue(
  { address }: CheckContext,
  framing: string,
): Promise<void> {
  await withClient(address, async (client) => {
    client.write(head(POST, HOST, 'Expect: 100-Continue', framing))
    const interim = await client.readBytes(25)
    if (interim.toString() !== 'HTTP/1.1 100 Continue\r\n\r\n') {
      throw new Error(`expected a 100, got ${quote(interim)}`)
    }
    client.write(framing === CHUNKED ? `5\r\n${HELLO}\r\n0\r\n\r\n` : HELLO)
    const response = await client.readResponse()
    expectStatus(response, 200)
    if (parseJson(response)['body'] !== HELLO) {
      throw new Error(`got ${quote(response.body)}`)
    }
  })
  await withClient(address, async (client) => {
    client.write(PLAIN_GET)
    await client.readResponse()
  })
}
