// 05: bodies of Content-Length bytes (RFC 9112 §6.2, §6.3).
import { withClient } from '@barewire/test-kit/raw-client'
import { expectSilenceUntil } from './04-byte-reader.ts'
import { type Check, head, may, must, type Rule } from './check.ts'
import { word } from './random-values.ts'
import { expectStatus, parseJson } from './run-check.ts'

const HOST = 'Host: localhost'
const POST = 'POST /mirror HTTP/1.1'
const MEBIBYTE = 1024 * 1024

/** A body of five octets. */
const HELLO = word(5)

export const checks: readonly Check[] = [
  {
    id: '05.1',
    title: 'reads a body of exactly Content-Length bytes',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: '05.2',
    title: 'has an empty body without Content-Length',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST),
    status: 200,
    json: { body: '' },
  },
  {
    id: '05.3',
    title: 'has an empty body with Content-Length: 0',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST, 'Content-Length: 0'),
    status: 200,
    json: { body: '' },
  },
  {
    id: '05.4',
    title: 'accepts leading zeros: they are digits',
    rfc: 'RFC 9110 §8.6',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 005')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: '05.5',
    title: 'accepts tabs and spaces around the length',
    rfc: 'RFC 9110 §5.5',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length:\t 5 \t')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: '05.6',
    title: 'reads a body that a GET has, too',
    rfc: 'RFC 9112 §6',
    level: 'MUST',
    send: `${head('GET /mirror HTTP/1.1', HOST, 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: '05.7',
    title: 'shows a body in UTF-8, whatever TCP does to its characters',
    // "é€𝄞" in UTF-8, each octet one Latin-1 character of this string.
    send: `${head(POST, HOST, 'Content-Length: 9')}\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e`,
    status: 200,
    json: { body: 'é€𝄞' },
  },
  {
    id: '05.8',
    title: 'is not ended by CR LF CR LF inside a body',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 12')}${HELLO}\r\n\r\nb\r\n`,
    status: 200,
    json: { body: `${HELLO}\r\n\r\nb\r\n` },
  },
  {
    id: '05.9',
    title: 'does not take Content_Length for Content-Length',
    rfc: 'RFC 9110 §5.1',
    level: 'SHOULD',
    send: `${head(POST, HOST, 'Content_Length: 9', 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['05.10', '+5', ['+5']],
    ['05.11', '-0', ['-0']],
    ['05.12', '0x5', ['0x5']],
    ['05.13', '5.0', ['5.0']],
    ['05.14', '5e0', ['5e0']],
    ['05.15', '1_0', ['1_0']],
    ['05.16', 'abc', ['abc']],
    ['05.17', '"5"', ['"5"']],
    ['05.18', '5;', ['5;']],
    ['05.19', '5 5', ['5 5']],
    ['05.20', 'that is empty', ['']],
    ['05.21', 'that is a comma', [',']],
    ['05.22', 'NaN', ['NaN']],
    ['05.23', 'Infinity', ['Infinity']],
    ['05.24', 'with a superscript two', ['\xb2']],
    ['05.25', 'with NUL', ['5\0']],
  ]),
  ...refused(may('RFC 9110 §8.6'), 'refuses Content-Length', [
    ['05.26', 'as a list of equal values', ['5, 5']],
  ]),
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['05.27', 'as a list of unequal values', ['5, 6']],
  ]),
  ...refused(may('RFC 9110 §8.6'), 'refuses Content-Length', [
    ['05.28', 'in two equal lines', ['5', '5']],
  ]),
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['05.29', 'in two unequal lines', ['5', '6']],
    ['05.30', 'in two lines, the first longer', ['48', '5']],
  ]),
  ...refused(must('RFC 9112 §5.2'), 'refuses Content-Length', [
    ['05.31', 'in a folded line', ['\r\n 5']],
  ]),
  {
    id: '05.32',
    title: 'refuses a space before the colon of Content-Length',
    rfc: 'RFC 9112 §5.1',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length : 5')}${HELLO}`,
    status: 400,
    closes: true,
  },
  {
    id: '05.33',
    title: 'accepts a body of 1 MiB',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(head(POST, HOST, `Content-Length: ${MEBIBYTE}`))
        await client.writeAll(Buffer.alloc(MEBIBYTE, 'a'))
        const { body } = parseJson(await client.readResponse())
        if (body !== 'a'.repeat(MEBIBYTE)) throw new Error('got another body')
      }),
  },
  ...tooLong(may('RFC 9110 §15.5.14'), [
    ['05.34', 'one byte more', String(MEBIBYTE + 1)],
  ]),
  ...tooLong(must('RFC 9110 §8.6'), [
    ['05.35', '2^32 + 5', '4294967301'],
    ['05.36', '2^53 + 1', '9007199254740993'],
    ['05.37', '2^64 + 5', '18446744073709551621'],
    ['05.38', 'a thousand nines', '9'.repeat(1_000)],
  ]),
  {
    id: '05.39',
    title: 'answers 413 even while the client still sends',
    rfc: 'RFC 9112 §9.6',
    level: 'described',
    run: ({ address }) =>
      withClient(address, async (client) => {
        client.write(head(POST, HOST, `Content-Length: ${8 * MEBIBYTE}`))
        await client.writeAll(Buffer.alloc(8 * MEBIBYTE, 'a'))
        expectStatus(await client.readResponse(), 413)
      }),
  },
  {
    id: '05.40',
    title: 'never takes a short body for a whole one',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 5')}hel`,
    end: true,
    status: 400,
    closes: true,
  },
  {
    id: '05.41',
    title: 'never takes a missing body for an empty one',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST, 'Content-Length: 5'),
    end: true,
    status: 400,
    closes: true,
  },
  {
    id: '05.42',
    title: 'answers nothing before the last byte of the body',
    run: (context) =>
      expectSilenceUntil(
        context,
        `${head(POST, HOST, 'Content-Length: 5')}hell`,
        'o',
      ),
  },
  {
    id: '05.43',
    title: 'refuses every transfer coding',
    rfc: 'RFC 9112 §6.1',
    level: 'SHOULD',
    until: 6,
    send: head(POST, HOST, 'Transfer-Encoding: chunked'),
    status: 501,
    closes: true,
  },
]

type Row = readonly [id: string, what: string, values: readonly string[]]

function refused(rule: Rule, verb: string, rows: readonly Row[]): Check[] {
  return rows.map(([id, what, values]) => ({
    id,
    title: `${verb} ${what}`,
    ...rule,
    send: `${head(POST, HOST, ...values.map((v) => `Content-Length: ${v}`))}${HELLO}`,
    status: 400,
    closes: true,
  }))
}

function tooLong(
  rule: Rule,
  rows: readonly (readonly [id: string, what: string, length: string])[],
): Check[] {
  return rows.map(([id, what, length]) => ({
    id,
    title: `answers 413 to a length of ${what}, before the body`,
    ...rule,
    send: head(POST, HOST, `Content-Length: ${length}`),
    status: 413,
    closes: true,
  }))
}
