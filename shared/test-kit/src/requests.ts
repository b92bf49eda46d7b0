// Requests as the wire hands them to a router, made of a step's own classes.
import { inPieces } from './in-pieces.ts'

type FieldLine = readonly [name: string, value: string]

/** The step's classes for the fields and the body of a request. */
export interface RequestClasses<Headers, Body> {
  readonly HttpHeaders: new (lines: readonly FieldLine[]) => Headers
  readonly RequestBody: new (pieces: AsyncGenerator<Buffer, void>) => Body
}

/** All that a request of any step has; those of early steps have less. */
export interface TestRequest<Headers, Body> {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: Headers
  readonly body: Body
  readonly client: string
  readonly signal: AbortSignal
  readonly finished: Promise<void>
}

/** What a client sends: "POST /a", its media type, its content. */
export type Sent = readonly [
  line: string,
  type: string,
  content: string | Uint8Array,
]

/** Functions that make requests. Field names have to be in lower case. */
export interface Requests<Request> {
  /** "GET /a?b=c HTTP/1.1" without a body. */
  readonly requestFor: (
    method: string,
    target: string,
    ...lines: readonly FieldLine[]
  ) => Request
  /** The content comes in pieces of 7 bytes. */
  readonly bodyRequest: (sent: Sent, ...lines: readonly FieldLine[]) => Request
  /** Sends a value as JSON. */
  readonly jsonRequest: (
    line: string,
    value: unknown,
    ...lines: readonly FieldLine[]
  ) => Request
  /** "POST /form" with these Content-Type lines and nothing else. */
  readonly formRequest: (
    types: readonly string[],
    body: string | Uint8Array,
  ) => Request
}

/** Makes the functions for a step. */
export function requestsOf<Headers, Body>({
  HttpHeaders,
  RequestBody,
}: RequestClasses<Headers, Body>): Requests<TestRequest<Headers, Body>> {
  const create = (
    line: string,
    lines: readonly FieldLine[],
    content: string | Uint8Array = '',
  ): TestRequest<Headers, Body> => {
    const [method = '', target = ''] = line.split(' ')
    return {
      method,
      target,
      version: 'HTTP/1.1',
      headers: new HttpHeaders(lines),
      body: new RequestBody(inPieces(Buffer.from(content), [7])),
      client: '192.0.2.7',
      signal: new AbortController().signal,
      finished: Promise.resolve(),
    }
  }
  const bodyRequest = (
    [line, type, content]: Sent,
    ...lines: readonly FieldLine[]
  ): TestRequest<Headers, Body> => {
    const length = String(Buffer.byteLength(content))
    const own = [
      HOST,
      ['content-type', type],
      ['content-length', length],
    ] as const
    return create(line, [...own, ...lines], content)
  }
  return {
    requestFor: (method, target, ...lines) =>
      create(`${method} ${target}`, [HOST, ...lines]),
    bodyRequest,
    jsonRequest: (line, value, ...lines) =>
      bodyRequest([line, 'application/json', JSON.stringify(value)], ...lines),
    formRequest: (types, body) => {
      const lines = types.map((type): FieldLine => ['content-type', type])
      return create('POST /form', lines, body)
    },
  }
}

const HOST = ['host', 'localhost'] as const
