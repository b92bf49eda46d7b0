// A client for tests: it hands requests to a handler without a socket between
// them, and keeps cookies as a browser does.
import { errorResponse } from '../wire/error-response.ts'
import { type FieldLine, HttpHeaders } from '../wire/headers.ts'
import type { Handler, HttpRequest, HttpResponse } from '../wire/message.ts'
import { RequestBody } from '../wire/request-body.ts'
import { checkResponse } from '../wire/response.ts'
import { isStream } from '../wire/response-stream.ts'

/** What is sent beside method and target. */
export interface TestRequest {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  readonly body?: string | Uint8Array
}

/** What came back, all of it. */
export interface TestResponse {
  readonly status: number
  readonly headers: HttpHeaders
  readonly text: string
  /** The text as JSON. Throws if it is none. */
  readonly json: () => unknown
}

type Send = (target: string, sent?: TestRequest) => Promise<TestResponse>

/** Speaks to one handler. */
export class TestClient {
  readonly cookies = new Map<string, string>()
  readonly get = this.#sender('GET')
  readonly head = this.#sender('HEAD')
  readonly post = this.#sender('POST')
  readonly put = this.#sender('PUT')
  readonly patch = this.#sender('PATCH')
  readonly delete = this.#sender('DELETE')
  readonly options = this.#sender('OPTIONS')
  readonly #handler: Handler

  constructor(handler: Handler) {
    this.#handler = handler
  }

  #sender(method: string): Send {
    return async (target, sent = {}) => {
      const exchange = { finish() {} }
      const finished = new Promise<void>((resolve) => {
        exchange.finish = resolve
      })
      const request = { ...this.#write(method, target, sent), finished }
      try {
        return await this.#read(method, await this.#handler(request))
      } catch (error) {
        return await this.#read(method, errorResponse(error))
      } finally {
        exchange.finish()
      }
    }
  }

  #write(
    method: string,
    target: string,
    { headers = {}, json, body = '' }: TestRequest,
  ): Omit<HttpRequest, 'finished'> {
    const content = Buffer.from(
      json === undefined ? body : JSON.stringify(json),
    )
    const cookies = [...this.cookies].map((pair) => pair.join('='))
    const lines = new Map([['host', 'testserver']])
    if (content.length > 0) lines.set('content-length', `${content.length}`)
    if (json !== undefined) lines.set('content-type', 'application/json')
    if (cookies.length > 0) lines.set('cookie', cookies.join('; '))
    for (const [name, value] of Object.entries(headers)) {
      lines.set(name.toLowerCase(), value)
    }
    return {
      method,
      target,
      version: 'HTTP/1.1',
      client: '127.0.0.1',
      signal: new AbortController().signal,
      headers: new HttpHeaders([...lines]),
      body: new RequestBody(once(content)),
    }
  }

  async #read(method: string, response: HttpResponse): Promise<TestResponse> {
    const { status, headers = [], body = '' } = checkResponse(response)
    const pieces = isStream(body) ? body : [body]
    const content: Uint8Array[] = []
    for await (const piece of pieces) content.push(Buffer.from(piece))
    // A HEAD is answered as a GET is, and its body left out on the wire.
    const text = method === 'HEAD' ? '' : Buffer.concat(content).toString()
    const lower = headers.map(([name, value]): FieldLine => [
      name.toLowerCase(),
      value,
    ])
    const fields = new HttpHeaders(lower)
    for (const line of fields.getAll('set-cookie')) this.#keepCookie(line)
    const json = (): unknown => JSON.parse(text)
    return { status, headers: fields, text, json }
  }

  #keepCookie(line: string): void {
    const [, name, value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    // What has no name is no cookie (RFC 6265 §5.2).
    if (name === undefined) return
    if (/; *max-age=0(?:;|$)/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer, void> {
  if (content.length > 0) yield content
}
