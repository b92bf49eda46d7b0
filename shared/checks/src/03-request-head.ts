// 03: request line and field lines (RFC 9112 §3, §5).
import { type Check, head, must, type Rule, should } from './check.ts'
import { word } from './random-values.ts'

const HOST = 'Host: localhost'
const MIRROR = 'GET /mirror HTTP/1.1'

/** What only somebody who reads a request can say. */
const [PATH, FIRST, SECOND] = [word(6), word(6), word(6)]

export const checks: readonly Check[] = [
  {
    id: 'request-head.1',
    title: 'mirrors method, target and version',
    send: head(`GET /mirror?${PATH}=1&b=%20 HTTP/1.1`, HOST),
    status: 200,
    json: {
      method: 'GET',
      target: `/mirror?${PATH}=1&b=%20`,
      version: 'HTTP/1.1',
    },
  },
  {
    id: 'request-head.2',
    title: 'mirrors field lines in order, names in lower case',
    rfc: 'RFC 9110 §5.1',
    level: 'MUST',
    send: head(MIRROR, HOST, `X-Second: ${SECOND}`, `x-FIRST: ${FIRST}`),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['x-second', SECOND],
        ['x-first', FIRST],
      ],
    },
  },
  {
    id: 'request-head.3',
    title: 'keeps repeated fields apart and in order',
    rfc: 'RFC 9110 §5.2',
    level: 'MUST',
    send: head(MIRROR, HOST, `X-A: ${FIRST}`, 'X-B: b', `X-A: ${SECOND}`),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['x-a', FIRST],
        ['x-b', 'b'],
        ['x-a', SECOND],
      ],
    },
  },
  {
    id: 'request-head.4',
    title: 'takes spaces and tabs off both ends of a value, and no more',
    rfc: 'RFC 9110 §5.5',
    level: 'MUST',
    send: head(MIRROR, HOST, `X-A:\t  ${FIRST} \t b\t `),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['x-a', `${FIRST} \t b`],
      ],
    },
  },
  {
    id: 'request-head.5',
    title: 'accepts an empty value and a value without a space before it',
    rfc: 'RFC 9112 §5',
    level: 'MUST',
    send: head(MIRROR, HOST, 'X-Empty:', `X-Tight:${FIRST}`),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['x-empty', ''],
        ['x-tight', FIRST],
      ],
    },
  },
  {
    id: 'request-head.6',
    title: 'accepts every token character in a field name',
    rfc: 'RFC 9110 §5.6.2',
    level: 'MUST',
    send: head(MIRROR, HOST, `X!#$%&'*+-.^_\`|~9: ${FIRST}`),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ["x!#$%&'*+-.^_`|~9", FIRST],
      ],
    },
  },
  {
    id: 'request-head.7',
    title: 'takes obs-text octets in a value as they are',
    rfc: 'RFC 9110 §5.5',
    level: 'SHOULD',
    send: head(MIRROR, HOST, `X-A: ${FIRST}\xe9`),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['x-a', `${FIRST}\xe9`],
      ],
    },
  },
  {
    id: 'request-head.8',
    title: 'is not confused by names that JavaScript objects have',
    send: head(
      MIRROR,
      HOST,
      `__proto__: ${FIRST}`,
      'constructor: 2',
      'toString: 3',
    ),
    status: 200,
    json: {
      headers: [
        ['host', 'localhost'],
        ['__proto__', FIRST],
        ['constructor', '2'],
        ['tostring', '3'],
      ],
    },
  },
  {
    id: 'request-head.9',
    title: 'mirrors any method that is a token',
    rfc: 'RFC 9110 §9.1',
    level: 'MUST',
    until: 'handler-class',
    send: head("X!#$%&'*+-.^_`|~9 /mirror HTTP/1.1", HOST),
    status: 200,
    json: { method: "X!#$%&'*+-.^_`|~9" },
  },
  {
    id: 'request-head.10',
    title: 'mirrors the version of a later minor, too',
    rfc: 'RFC 9110 §6.2',
    level: 'SHOULD',
    send: head('GET /mirror HTTP/1.2', HOST),
    status: 200,
    json: { version: 'HTTP/1.2' },
  },
  ...requestLines(should('RFC 9112 §3.1'), { verb: 'refuses', status: 400 }, [
    ['request-head.11', 'a method with a bracket', 'GET[] / HTTP/1.1'],
    ['request-head.12', 'a method with an at sign', 'G@T / HTTP/1.1'],
    ['request-head.13', 'a method with NUL', 'GE\0T / HTTP/1.1'],
  ]),
  ...requestLines(should('RFC 9112 §3'), { verb: 'refuses', status: 400 }, [
    [
      'request-head.14',
      'a request line that begins with a space',
      ' / HTTP/1.1',
    ],
    ['request-head.15', 'two spaces after the method', 'GET  / HTTP/1.1'],
    ['request-head.16', 'two spaces before the version', 'GET /  HTTP/1.1'],
    ['request-head.17', 'tabs instead of spaces', 'GET\t/\tHTTP/1.1'],
    ['request-head.18', 'a request line without a target', 'GET  HTTP/1.1'],
    ['request-head.19', 'a request line without a version', 'GET /'],
    ['request-head.20', 'a request line of one word', 'GET'],
    ['request-head.21', 'a word after the version', 'GET / HTTP/1.1 HTTP/1.1'],
    ['request-head.22', 'a space after the version', 'GET / HTTP/1.1 '],
  ]),
  ...requestLines(must('RFC 9112 §2.2'), { verb: 'refuses', status: 400 }, [
    ['request-head.23', 'a bare CR in the request line', 'GET /\r HTTP/1.1'],
    ['request-head.24', 'a CR before the CR LF', 'GET / HTTP/1.1\r'],
  ]),
  ...requestLines(
    should('RFC 9112 §2.3'),
    { verb: 'refuses the version', status: 400 },
    [
      ['request-head.25', 'http/1.1', 'GET / http/1.1'],
      ['request-head.26', 'HTTP/1', 'GET / HTTP/1'],
      ['request-head.27', 'HTTP/1.10', 'GET / HTTP/1.10'],
      ['request-head.28', 'HTTP/11', 'GET / HTTP/11'],
      ['request-head.29', 'HTTP /1.1', 'GET / HTTP /1.1'],
      ['request-head.30', 'HTTP/1,1', 'GET / HTTP/1,1'],
      ['request-head.31', 'HTTP/+1.1', 'GET / HTTP/+1.1'],
      ['request-head.32', 'HTTPS/1.1', 'GET / HTTPS/1.1'],
    ],
  ),
  ...requestLines(
    should('RFC 9110 §15.6.6'),
    { verb: 'answers 505 to', status: 505 },
    [
      ['request-head.33', 'HTTP/2.0', 'GET / HTTP/2.0'],
      ['request-head.34', 'HTTP/9.9', 'GET / HTTP/9.9'],
      ['request-head.35', 'HTTP/0.9', 'GET / HTTP/0.9'],
    ],
  ),
  ...requestLines(
    should('RFC 9112 §3.2'),
    { verb: 'refuses a target with', status: 400 },
    [
      ['request-head.36', 'a fragment', 'GET /a#b HTTP/1.1'],
      ['request-head.37', 'octets beyond ASCII', 'GET /caf\xc3\xa9 HTTP/1.1'],
      ['request-head.38', 'NUL', 'GET /a\0b HTTP/1.1'],
      ['request-head.39', 'DEL', 'GET /a\x7fb HTTP/1.1'],
      ['request-head.40', 'a quotation mark', 'GET /a"b HTTP/1.1'],
      ['request-head.41', 'angle brackets', 'GET /<a> HTTP/1.1'],
      ['request-head.42', 'a backslash', 'GET /a\\b HTTP/1.1'],
      ['request-head.43', 'braces', 'GET /{a} HTTP/1.1'],
      [
        'request-head.44',
        'a percent sign before no digits',
        'GET /%zz HTTP/1.1',
      ],
      ['request-head.45', 'half an escape at its end', 'GET /a%2 HTTP/1.1'],
    ],
  ),
  ...fields(must('RFC 9112 §5.1'), 'refuses', [
    ['request-head.46', 'a space before the colon', 'X-A : 1'],
    ['request-head.47', 'a tab before the colon', 'X-A\t: 1'],
  ]),
  ...fields(should('RFC 9112 §5'), 'refuses', [
    ['request-head.48', 'a field line without a colon', 'Nonsense'],
    ['request-head.49', 'an empty field name', ': 1'],
    [
      'request-head.50',
      'a request line where a field line belongs',
      'GET /x HTTP/1.1',
    ],
  ]),
  ...fields(must('RFC 9112 §5.2'), 'refuses', [
    ['request-head.51', 'a folded line', 'X-A: a\r\n b'],
    ['request-head.52', 'a line folded with a tab', 'X-A: a\r\n\tb'],
    ['request-head.53', 'a line of white space only', ' '],
  ]),
  ...fields(should('RFC 9110 §5.6.2'), 'refuses a field name with', [
    ['request-head.54', 'a parenthesis', 'X(Y: 1'],
    ['request-head.55', 'a slash', 'X/Y: 1'],
    ['request-head.56', 'a comma', 'X,Y: 1'],
    ['request-head.57', 'an equals sign', 'X=Y: 1'],
    ['request-head.58', 'a brace', 'X{Y: 1'],
    ['request-head.59', 'a backslash', 'X\\Y: 1'],
    ['request-head.60', 'NUL', 'X\0Y: 1'],
    ['request-head.61', 'DEL', 'X\x7fY: 1'],
    ['request-head.62', 'an octet beyond ASCII', 'X\xe9Y: 1'],
  ]),
  ...fields(must('RFC 9112 §2.2'), 'refuses a field name with', [
    ['request-head.63', 'a bare CR', 'X\rY: 1'],
  ]),
  ...fields(must('RFC 9110 §5.5'), 'refuses a field value with', [
    ['request-head.64', 'NUL', 'X-A: a\0b'],
    ['request-head.65', 'a bare CR', 'X-A: a\rb'],
    ['request-head.66', 'a CR before the CR LF', 'X-A: a\r'],
  ]),
  ...fields(should('RFC 9110 §5.5'), 'refuses a field value with', [
    ['request-head.67', 'the control octet 01', 'X-A: a\x01b'],
    ['request-head.68', 'a form feed', 'X-A: a\x0cb'],
    ['request-head.69', 'DEL', 'X-A: a\x7fb'],
  ]),
  {
    id: 'request-head.70',
    title: 'refuses a first field line that begins with a space',
    rfc: 'RFC 9112 §2.2',
    level: 'MUST',
    send: head(MIRROR, ' X-A: 1', HOST),
    status: 400,
    closes: true,
  },
  {
    id: 'request-head.71',
    title: 'refuses a TLS handshake',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: '\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03RRRR\r\n\r\n',
    status: 400,
    closes: true,
  },
  {
    id: 'request-head.72',
    title: 'refuses binary noise',
    rfc: 'RFC 9112 §2.2',
    level: 'SHOULD',
    send: '\0\x01\x02\xff\xfe\x80 \x03\x04\r\n\r\n',
    status: 400,
    closes: true,
  },
  {
    id: 'request-head.73',
    title: 'never lets an escaped CR LF become a field line',
    rfc: 'RFC 9112 §11.1',
    level: 'SHOULD',
    send: head(`GET /mirror?${PATH}=%0d%0aX-Injected:%20yes HTTP/1.1`, HOST),
    status: 200,
    json: { target: `/mirror?${PATH}=%0d%0aX-Injected:%20yes` },
  },
  {
    id: 'request-head.74',
    title: 'answers in JSON that quotes the fault and stays JSON',
    send: head(MIRROR, HOST, 'X"\\: \u0001'),
    status: 400,
    // In which words, and in which language, is up to the server.
    json: { detail: /X"\\: \u0001/ },
  },
  {
    id: 'request-head.75',
    title: 'mirrors what browsers do not encode in a query',
    send: head("GET /mirror?tag=a|b&q={[^`]}\\' HTTP/1.1", HOST),
    status: 200,
    json: { target: "/mirror?tag=a|b&q={[^`]}\\'" },
  },
  {
    id: 'request-head.76',
    title: 'mirrors an upright bar in a path and a query',
    send: head('GET /a|b?c|d HTTP/1.1', HOST),
    status: 200,
    json: { target: '/a|b?c|d' },
    until: 'routing',
  },
  {
    id: 'request-head.77',
    title: 'mirrors brackets in a path, which browsers do not encode',
    send: head('GET /a[b]/[c] HTTP/1.1', HOST),
    status: 200,
    json: { target: '/a[b]/[c]' },
    until: 'routing',
  },
]

type Row = readonly [id: string, what: string, line: string]

function requestLines(
  rule: Rule,
  { verb, status }: { verb: string; status: number },
  rows: readonly Row[],
): Check[] {
  return rows.map(([id, what, line]) => ({
    id,
    title: `${verb} ${what}`,
    ...rule,
    send: head(line, HOST),
    status,
    closes: true,
  }))
}

function fields(rule: Rule, verb: string, rows: readonly Row[]): Check[] {
  return rows.map(([id, what, line]) => ({
    id,
    title: `${verb} ${what}`,
    ...rule,
    send: head(MIRROR, HOST, line),
    status: 400,
    closes: true,
  }))
}
