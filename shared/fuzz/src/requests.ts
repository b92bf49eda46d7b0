// Requests made from the grammar (RFC 9112), each with what it means. All text
// is Latin-1, one character an octet.
import * as fc from 'fast-check'

/** What a request says, however it is written. Names are in lower case. */
export interface RequestModel {
  readonly method: string
  readonly target: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A request and its meaning. */
export interface WrittenRequest {
  readonly text: string
  readonly model: RequestModel
}

/** Text of so many characters of a set. */
function textOf(
  characters: string,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...characters.split(''))
  return fc.string({ unit, minLength, maxLength })
}

const TCHAR = "aZ09-!#$%&'*+.^_`|~"
const token = textOf(TCHAR, 1, 8)
const ows = fc.constantFrom(' ', '', '\t', ' \t ')
const octet = fc.nat(255).map((code) => String.fromCharCode(code))
const octets = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({ unit: octet, minLength: least, maxLength: most })

const method = fc.oneof(
  fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
  token.map((text) => `x${text}`),
)
const host = fc.constantFrom(
  'localhost',
  'a.example:80',
  '127.0.0.1',
  '[::1]:8080',
  'EXAMPLE.com:',
)
const path = fc
  .tuple(textOf("aZ0-._~!$&'()*+,;=:@/?", 0, 12), fc.boolean())
  .map(([text, escape]) => `/${text}${escape ? '%C3%a4' : ''}`)

// origin-form, absolute-form and asterisk-form (RFC 9112 §3.2)
const start = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(method, path) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(method, host, path)
      .map(([name, at, to]) => [name, `http://${at}${to}`] as const),
  },
  { weight: 1, arbitrary: fc.constant(['OPTIONS', '*'] as const) },
)

type Field = readonly [name: string, value: string]

// field-line = field-name ":" OWS field-value OWS (RFC 9112 §5)
const extraField: fc.Arbitrary<Field> = fc
  .tuple(token, textOf('ab"\\,;=: \t\x80\xff', 0, 12))
  .map(([name, value]) => [`X-${name}`, value.replace(/^[ \t]+|[ \t]+$/g, '')])

interface WrittenBody {
  readonly fields: readonly Field[]
  readonly text: string
  readonly body: string
}

const noBody = fc.constant<WrittenBody>({ fields: [], text: '', body: '' })

const lengthBody: fc.Arbitrary<WrittenBody> = fc
  .tuple(octets(0, 24), fc.constantFrom('', '0', '000'))
  .map(([body, zeros]) => ({
    fields: [['Content-Length', `${zeros}${body.length}`]],
    text: body,
    body,
  }))

// chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF (RFC 9112 §7.1)
const extension = fc.constantFrom('', ';a', ' ; a = b', ';a="\\"b;"', ';a;b=c')
const size = (length: number): fc.Arbitrary<string> => {
  const digits = length.toString(16)
  return fc.constantFrom(digits, digits.toUpperCase(), `00${digits}`)
}
const chunk = octets(1, 18).chain((data) =>
  fc.tuple(size(data.length), extension).map(([digits, more]) => ({
    data,
    text: `${digits}${more}\r\n${data}\r\n`,
  })),
)
const trailers = fc
  .array(extraField, { maxLength: 2 })
  .map((fields) => fields.map((field) => `${field.join(':')}\r\n`).join(''))

const chunkedBody: fc.Arbitrary<WrittenBody> = fc
  .tuple(
    fc.array(chunk, { maxLength: 4 }),
    extension,
    trailers,
    fc.constantFrom('chunked', 'Chunked', ', chunked,'),
  )
  .map(([chunks, more, end, coding]) => ({
    fields: [['Transfer-Encoding', coding]],
    text: `${chunks.map(({ text }) => text).join('')}0${more}\r\n${end}\r\n`,
    body: chunks.map(({ data }) => data).join(''),
  }))

const oneBody = fc.oneof(noBody, lengthBody, chunkedBody)

interface RequestParts {
  readonly start: readonly [method: string, target: string]
  readonly host: string
  readonly extras: readonly Field[]
  readonly body: WrittenBody
  readonly expects: boolean
  readonly whitespace: readonly [before: string, after: string]
  /** By how many places the field lines are turned. */
  readonly turn: number
  readonly emptyLines: number
}

/** A request that keeps its connection open. */
const request: fc.Arbitrary<WrittenRequest> = fc
  .record<RequestParts>({
    start,
    host,
    extras: fc.array(extraField, { maxLength: 4 }),
    body: oneBody,
    expects: fc.boolean(),
    whitespace: fc.tuple(ows, ows),
    turn: fc.nat(4),
    emptyLines: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .map(writeRequest)

function writeRequest(parts: RequestParts): WrittenRequest {
  const { body, whitespace, turn, emptyLines } = parts
  const [name, target] = parts.start
  const lines: Field[] = [['Host', parts.host], ...parts.extras, ...body.fields]
  const expects = parts.expects && body.body.length > 0
  if (expects) lines.push(['Expect', '100-continue'])
  const fields = [...lines.slice(turn), ...lines.slice(0, turn)]
  const [before, after] = whitespace
  const head = [
    `${name} ${target} HTTP/1.1`,
    ...fields.map(([key, value]) => `${key}:${before}${value}${after}`),
  ]
  const empty = '\r\n'.repeat(emptyLines)
  return {
    text: `${empty}${head.join('\r\n')}\r\n\r\n${body.text}`,
    model: {
      method: name,
      target,
      fields: fields.map(([key, value]) => [key.toLowerCase(), value]),
      body: body.body,
    },
  }
}

/** Several requests in a row on one connection (RFC 9112 §9.3.2). */
export const pipeline: fc.Arbitrary<readonly WrittenRequest[]> = fc.array(
  request,
  { minLength: 1, maxLength: 4 },
)
