// The echo contract where handlers write bytes: steps 3 to 7. What they write
// is what the step's own application writes, but for the content.
import type { Socket } from 'node:net'
import { fieldsFor, isEcho } from './echo/contract.ts'

/** A request of steps 3 to 6; before step 5 it has no body. */
interface Request {
  readonly method: string
  readonly target: string
  readonly headers: Iterable<readonly [string, string]>
  readonly body?: Body
}

interface Body {
  bytes(): Promise<Uint8Array>
}

/** Writes a response to the socket, every byte. */
export type WritingHandler = (
  request: Request,
  socket: Socket,
) => void | Promise<void>

/** The contract on steps 3 to 6. They close when the handler returns. */
export function writeEcho(
  request: Request,
  socket: Socket,
): void | Promise<void> {
  const { body } = request
  if (body === undefined) return write(request, socket, new Uint8Array())
  return body.bytes().then((content) => write(request, socket, content))
}

function write(request: Request, socket: Socket, body: Uint8Array): void {
  const content = contentFor(request.target, request.headers, body)
  const fields = { ...fieldsFor(request.method), ...lengthOf(content) }
  const lines = Object.entries(fields).map((line) => `${line.join(': ')}\r\n`)
  socket.write(`HTTP/1.0 200 OK\r\n${lines.join('')}\r\n`)
  socket.write(content)
}

/** Step 7's `wire/handler-class.ts`, as far as it is needed here. */
export interface HandlerClass {
  readonly RequestHandler: new (request: Request, socket: Socket) => Writer
  readonly handlerOf: (
    handlerClass: new (request: Request, socket: Socket) => Writer,
  ) => WritingHandler
}

interface Writer {
  readonly command: string
  readonly path: string
  readonly headers: Iterable<readonly [string, string]>
  readonly body: Body
  sendResponse(code: number): void
  sendHeader(name: string, value: string | number): void
  endHeaders(): void
  write(content: Uint8Array): void
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** The contract on step 7, which looks for do_GET, do_PUT and so on. */
export function echoHandlerOf(wire: HandlerClass): WritingHandler {
  class Echo extends wire.RequestHandler {
    /** Without a log: a suite sends thousands of requests. */
    logMessage(): void {}
  }
  for (const method of METHODS) {
    Reflect.set(Echo.prototype, `do_${method}`, answer)
  }
  return wire.handlerOf(Echo)
}

async function answer(this: Writer): Promise<void> {
  const body = await this.body.bytes()
  const content = contentFor(this.path, this.headers, body)
  const fields = { ...fieldsFor(this.command), ...lengthOf(content) }
  this.sendResponse(200)
  for (const line of Object.entries(fields)) this.sendHeader(...line)
  this.endHeaders()
  if (this.command !== 'HEAD') this.write(content)
}

function contentFor(
  target: string,
  headers: Iterable<readonly [string, string]>,
  body: Uint8Array,
): Uint8Array {
  const lines = [...headers].map((line) => `${line.join(': ')}\n`)
  return isEcho(target) ? Buffer.from(lines.join(''), 'latin1') : body
}

function lengthOf(content: Uint8Array): Record<string, string> {
  return { 'Content-Length': String(content.length) }
}
