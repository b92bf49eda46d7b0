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
    id: 'request-body.1',
    title: 'reads a body of exactly Content-Length bytes',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: 'request-body.2',
    title: 'has an empty body without Content-Length',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST),
    status: 200,
    json: { body: '' },
  },
  {
    id: 'request-body.3',
    title: 'has an empty body with Content-Length: 0',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST, 'Content-Length: 0'),
    status: 200,
    json: { body: '' },
  },
  {
    id: 'request-body.4',
    title: 'accepts leading zeros: they are digits',
    rfc: 'RFC 9110 §8.6',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 005')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: 'request-body.5',
    title: 'accepts tabs and spaces around the length',
    rfc: 'RFC 9110 §5.5',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length:\t 5 \t')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: 'request-body.6',
    title: 'reads a body that a GET has, too',
    rfc: 'RFC 9112 §6',
    level: 'MUST',
    send: `${head('GET /mirror HTTP/1.1', HOST, 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  {
    id: 'request-body.7',
    title: 'shows a body in UTF-8, whatever TCP does to its characters',
    // "é€𝄞" in UTF-8, each octet one Latin-1 character of this string.
    send: `${head(POST, HOST, 'Content-Length: 9')}\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e`,
    status: 200,
    json: { body: 'é€𝄞' },
  },
  {
    id: 'request-body.8',
    title: 'is not ended by CR LF CR LF inside a body',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 12')}${HELLO}\r\n\r\nb\r\n`,
    status: 200,
    json: { body: `${HELLO}\r\n\r\nb\r\n` },
  },
  {
    id: 'request-body.9',
    title: 'does not take Content_Length for Content-Length',
    rfc: 'RFC 9110 §5.1',
    level: 'SHOULD',
    send: `${head(POST, HOST, 'Content_Length: 9', 'Content-Length: 5')}${HELLO}`,
    status: 200,
    json: { body: HELLO },
  },
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['request-body.10', '+5', ['+5']],
    ['request-body.11', '-0', ['-0']],
    ['request-body.12', '0x5', ['0x5']],
    ['request-body.13', '5.0', ['5.0']],
    ['request-body.14', '5e0', ['5e0']],
    ['request-body.15', '1_0', ['1_0']],
    ['request-body.16', 'abc', ['abc']],
    ['request-body.17', '"5"', ['"5"']],
    ['request-body.18', '5;', ['5;']],
    ['request-body.19', '5 5', ['5 5']],
    ['request-body.20', 'that is empty', ['']],
    ['request-body.21', 'that is a comma', [',']],
    ['request-body.22', 'NaN', ['NaN']],
    ['request-body.23', 'Infinity', ['Infinity']],
    ['request-body.24', 'with a superscript two', ['\xb2']],
    ['request-body.25', 'with NUL', ['5\0']],
  ]),
  ...refused(may('RFC 9110 §8.6'), 'refuses Content-Length', [
    ['request-body.26', 'as a list of equal values', ['5, 5']],
  ]),
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['request-body.27', 'as a list of unequal values', ['5, 6']],
  ]),
  ...refused(may('RFC 9110 §8.6'), 'refuses Content-Length', [
    ['request-body.28', 'in two equal lines', ['5', '5']],
  ]),
  ...refused(must('RFC 9112 §6.3'), 'refuses Content-Length', [
    ['request-body.29', 'in two unequal lines', ['5', '6']],
    ['request-body.30', 'in two lines, the first longer', ['48', '5']],
  ]),
  ...refused(must('RFC 9112 §5.2'), 'refuses Content-Length', [
    ['request-body.31', 'in a folded line', ['\r\n 5']],
  ]),
  {
    id: 'request-body.32',
    title: 'refuses a space before the colon of Content-Length',
    rfc: 'RFC 9112 §5.1',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length : 5')}${HELLO}`,
    status: 400,
    closes: true,
  },
  {
    id: 'request-body.33',
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
    ['request-body.34', 'one byte more', String(MEBIBYTE + 1)],
  ]),
  ...tooLong(must('RFC 9110 §8.6'), [
    ['request-body.35', '2^32 + 5', '4294967301'],
    ['request-body.36', '2^53 + 1', '9007199254740993'],
    ['request-body.37', '2^64 + 5', '18446744073709551621'],
    ['request-body.38', 'a thousand nines', '9'.repeat(1_000)],
  ]),
  {
    id: 'request-body.39',
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
    id: 'request-body.40',
    title: 'never takes a short body for a whole one',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: `${head(POST, HOST, 'Content-Length: 5')}hel`,
    end: true,
    status: 400,
    closes: true,
  },
  {
    id: 'request-body.41',
    title: 'never takes a missing body for an empty one',
    rfc: 'RFC 9112 §6.3',
    level: 'MUST',
    send: head(POST, HOST, 'Content-Length: 5'),
    end: true,
    status: 400,
    closes: true,
  },
  {
    id: 'request-body.42',
    title: 'answers nothing before the last byte of the body',
    run: (context) =>
      expectSilenceUntil(
        context,
        `${head(POST, HOST, 'Content-Length: 5')}hell`,
        'o',
      ),
  },
  {
    id: 'request-body.43',
    title: 'refuses every transfer coding',
    rfc: 'RFC 9112 §6.1',
    level: 'SHOULD',
    until: 'chunked-body',
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
