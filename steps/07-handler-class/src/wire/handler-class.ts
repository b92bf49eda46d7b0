// A handler as an object: a subclass has one method for each HTTP method and
// writes the response with the calls that Python's BaseHTTPRequestHandler has.
import type { Socket } from 'node:net'
import type { HttpHeaders } from './headers.ts'
import { log } from './log.ts'
import type { Handler, HttpRequest } from './message.ts'
import type { RequestBody } from './request-body.ts'
import { STATUS_PHRASES } from './status.ts'

/** A handler for `createServer` that makes one object for each request. */
export function handlerOf(
  handlerClass: new (request: HttpRequest, socket: Socket) => RequestHandler,
): Handler {
  return (request, socket) => new handlerClass(request, socket).handle()
}

/** Subclass it and write `do_GET`, `do_POST`, … for the methods you serve. */
export class RequestHandler {
  readonly serverVersion: string = 'Barewire/0.7'
  readonly protocolVersion: string = 'HTTP/1.0'
  readonly command: string
  readonly path: string
  readonly requestVersion: string
  readonly headers: HttpHeaders
  readonly body: RequestBody
  readonly clientAddress: string
  readonly #socket: Socket
  #head: string[] = []

  constructor(request: HttpRequest, socket: Socket) {
    this.command = request.method
    this.path = request.target
    this.requestVersion = request.version
    this.headers = request.headers
    this.body = request.body
    this.clientAddress = socket.remoteAddress ?? '-'
    this.#socket = socket
  }

  /** Calls `do_GET` for GET, and so on; 501 when there is no such method. */
  async handle(): Promise<void> {
    const method: unknown = Reflect.get(this, `do_${this.command}`)
    if (typeof method === 'function') await method.call(this)
    else this.sendError(501, `Unsupported method ('${this.command}')`)
  }

  /** Begins a response and logs it. Headers follow, then `endHeaders`. */
  sendResponse(code: number, message = STATUS_PHRASES[code] ?? ''): void {
    const requestLine = `${this.command} ${this.path} ${this.requestVersion}`
    this.logMessage(`"${requestLine}" ${code} -`)
    this.#head.push(`${this.protocolVersion} ${code} ${message}`)
    this.sendHeader('Server', this.serverVersion)
    this.sendHeader('Date', new Date().toUTCString())
  }

  sendHeader(name: string, value: string | number): void {
    this.#head.push(`${name}: ${value}`)
  }

  /** Sends the head. Until then nothing has gone out. */
  endHeaders(): void {
    this.write(`${this.#head.join('\r\n')}\r\n\r\n`)
    this.#head = []
  }

  write(content: string | Uint8Array): void {
    this.#socket.write(content)
  }

  /** Sends a whole response: a page that says what went wrong. */
  sendError(code: number, message = STATUS_PHRASES[code] ?? ''): void {
    this.logMessage(`code ${code}, message ${message}`)
    const page = WITHOUT_PAGE.has(code) ? '' : errorPage(code, message)
    this.sendResponse(code, message)
    this.sendHeader('Connection', 'close')
    if (page !== '') {
      this.sendHeader('Content-Type', 'text/html;charset=utf-8')
      this.sendHeader('Content-Length', Buffer.byteLength(page))
    }
    this.endHeaders()
    if (this.command !== 'HEAD') this.write(page)
  }

  /** Writes a line of the access log, the time in the local zone. */
  logMessage(message: string): void {
    const [, month, day, year, time] = new Date().toString().split(' ')
    const when = `${day}/${month}/${year} ${time}`
    log(`${this.clientAddress} - - [${when}] ${message}`)
  }
}

// Statuses whose responses have no content (RFC 9110 §15).
const WITHOUT_PAGE = new Set([204, 205, 304])

function errorPage(code: number, message: string): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Error response</title>
  </head>
  <body>
    <h1>Error response</h1>
    <p>Error code: ${code}</p>
    <p>Message: ${text}.</p>
  </body>
</html>
`
}
