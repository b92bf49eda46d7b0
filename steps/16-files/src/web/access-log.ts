// A line for each exchange, in the Common Log Format that every tool reads, or
// as JSON.
import { hasRoom, log } from '../wire/log.ts'
import type { HttpRequest, HttpResponse } from '../wire/message.ts'
import { fieldOf, type Middleware } from './middleware.ts'

/** Logs to `write`; "off" logs nothing, other formats are "common". */
export function accessLog(
  format: string | undefined,
  write: (line: string) => unknown = printLine,
): Middleware {
  // A line that cannot be written must not cost the client its response.
  const add = (line: string): Promise<unknown> =>
    Promise.resolve(line).then(write).catch(log)
  return async (request, next) => {
    const start = performance.now()
    const response = await next(request)
    const milliseconds = Math.round(performance.now() - start)
    if (format === 'json') void add(jsonLine(request, response, milliseconds))
    else if (format !== 'off') void add(commonLine(request, response))
    return response
  }
}

/** Drops the line when standard output has a reader that has stalled. */
function printLine(line: string): void {
  if (hasRoom(process.stdout)) console.log(line)
}

// host ident user [day/month/year:time zone] "request line" status bytes
function commonLine(request: HttpRequest, response: HttpResponse): string {
  const { client, method, target, version } = request
  const [, day, month, year, time] = new Date().toUTCString().split(' ')
  const date = `${day}/${month}/${year}:${time} +0000`
  const size = sizeOf(request, response) ?? '-'
  const line = `"${method} ${target} ${version}" ${response.status} ${size}`
  return `${client} - - [${date}] ${line}`
}

function jsonLine(
  request: HttpRequest,
  response: HttpResponse,
  milliseconds: number,
): string {
  const time = new Date().toISOString()
  const id = fieldOf(response, 'x-request-id')
  const { client, method, target } = request
  const record = { time, id, client, method, target, status: response.status }
  const bytes = sizeOf(request, response) ?? null
  return JSON.stringify({ ...record, bytes, milliseconds })
}

/** The bytes of the body. Undefined if there are none, or not in memory. */
function sizeOf(
  { method }: HttpRequest,
  { body }: HttpResponse,
): number | undefined {
  if (method === 'HEAD') return undefined
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.length : undefined
}
