// What the echo contract's servers on Node have in common: which path echoes
// the field lines, how they are written, short deadlines, and the start.
import type { IncomingMessage, Server, ServerOptions } from 'node:http'

/** What OPTIONS is answered with (RFC 9110 §9.3.7). */
const ALLOW = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/** The longest body that a framework with a limit takes: 4 MiB. */
export const BODY_LIMIT = 4 * 1024 * 1024

/** Deadlines that a suite can wait for: head 2 s, request 4 s, idle 2.5 s. */
export const SHORT = {
  headersTimeout: 2_000,
  requestTimeout: 4_000,
  keepAliveTimeout: 2_500,
  connectionsCheckingInterval: 500,
} satisfies ServerOptions

/** Whether a target's path is /echo, in origin-form or in absolute-form. */
export function isEcho(target: string): boolean {
  const path = target.replace(/^http:\/\/[^/?]*/i, '')
  return /^\/echo(?:\?|$)/.test(path)
}

/** What the contract answers with: the field lines, or the body itself. */
export function contentFor(
  request: IncomingMessage,
  body: Uint8Array,
): Uint8Array {
  if (!isEcho(request.url ?? '')) return body
  const { rawHeaders } = request
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? `${name.toLowerCase()}: ${rawHeaders[at + 1]}\n` : [],
  )
  return Buffer.from(lines.join(''), 'latin1')
}

/** The fields of an answer. */
export function fieldsFor(method: string | undefined): Record<string, string> {
  const allow = method === 'OPTIONS' ? { Allow: ALLOW } : {}
  return { 'Content-Type': 'text/plain', ...allow }
}

/** Listens on PORT and HOST, says so, and ends when its parent is gone. */
export function serve(server: Server): void {
  const { PORT = '8000', HOST = 'localhost' } = process.env
  server.once('error', ({ message }) => {
    console.error(message)
    process.exit(1)
  })
  server.listen(Number(PORT), HOST, () => {
    const bound = server.address()
    const port = typeof bound === 'object' ? bound?.port : PORT
    console.log(`Listening on http://${HOST}:${port}`)
  })
  endWithParent()
}

// Whoever started it may be killed, and then cannot stop it.
function endWithParent(): void {
  const parent = process.ppid
  const look = (): void => {
    if (process.ppid !== parent) process.exit()
  }
  setInterval(look, 100).unref()
}
