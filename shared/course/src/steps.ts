// The course as data: the ladder of twenty-three steps, and what is in the
// folders of those that exist.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top folder of the project. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A rung of the ladder, whether its folder exists yet or not. */
export interface Step {
  /** 1 to 23. */
  readonly number: number
  /** "03-request-head", which is also the name of the folder. */
  readonly slug: string
  /** "Request head". */
  readonly title: string
  readonly part: Part
  /** The one idea, in a few words. */
  readonly idea: string
  /** What a client sees that it did not see before. */
  readonly sees: string
}

/** I the wire, II the web, III the API. */
export type Part = 'I' | 'II' | 'III'

export const PARTS: Readonly<Record<Part, string>> = {
  I: 'The wire',
  II: 'The web',
  III: 'The API',
}

const LADDER: readonly (readonly [slug: string, idea: string, sees: string])[] =
  [
    [
      '01-echo-bytes',
      'a TCP server is a stream of bytes',
      'every byte comes back',
    ],
    [
      '02-first-response',
      'a response is a status line, headers, an empty line, a body',
      'any bytes get a fixed response',
    ],
    [
      '03-request-head',
      'request line and header fields',
      'a mirror of the request as JSON; nonsense gets 400',
    ],
    [
      '04-byte-reader',
      'TCP is not a message stream',
      'the same at any fragmentation; 431 for a head too long',
    ],
    [
      '05-request-body',
      'Content-Length, bodies as async iterables',
      'the mirror shows the body; a bad length gets 400 or 413',
    ],
    [
      '06-chunked-body',
      'chunks, trailers, 100 Continue',
      'chunked uploads work; length plus chunked gets 400',
    ],
    [
      '07-handler-class',
      "what Python's BaseHTTPRequestHandler does",
      'Server and Date; 501 for a method without a do_ method',
    ],
    [
      '08-response-values',
      'a response is a value, written in one place',
      'HEAD, 204, 304 without a body; a broken handler is a 500',
    ],
    [
      '09-keep-alive',
      'persistent connections, pipelining, Host',
      'many requests on one connection, answered in order',
    ],
    [
      '10-routing',
      'method and path to function',
      '/hello/{name}; 404; 405 with Allow',
    ],
    ['11-json', 'JSON in and out, REST', 'the bookshelf: /books, /books/{id}'],
    [
      '12-middleware',
      'functions around functions',
      'X-Request-Id, CORS, access log',
    ],
    [
      '13-authorization',
      'who is asking',
      '/me wants a credential or a session cookie',
    ],
    ['14-caching', 'what may be reused', 'ETag, 304 and 412 on books'],
    [
      '15-streaming',
      'chunked responses, backpressure',
      '/clock as Server-Sent Events, /books.ndjson',
    ],
    ['16-files', 'files, media types, ranges', '/files/… with 206 and 416'],
    [
      '17-compression',
      'content codings and negotiation',
      'gzip, deflate, brotli by Accept-Encoding',
    ],
    [
      '18-forms',
      'urlencoded and multipart bodies',
      'a page that adds a book with a cover',
    ],
    [
      '19-limits',
      'deadlines, limits, graceful shutdown',
      '408, 503; SIGTERM finishes what is in flight',
    ],
    [
      '20-validation',
      "declare a route's parameters",
      'all faults at once, as 422',
    ],
    [
      '21-decorators',
      '@controller, @get, @post',
      'the same, from typed classes',
    ],
    [
      '22-dependencies',
      'dependency injection with clean-up',
      'the bookshelf lives in SQLite, a transaction per request',
    ],
    [
      '23-openapi',
      'one declaration, three uses',
      '/openapi.json and /docs (Swagger UI)',
    ],
  ]

/** All steps of the ladder, in order. */
export const STEPS: readonly Step[] = LADDER.map(([slug, idea, sees], i) => ({
  number: i + 1,
  slug,
  title: titleOf(slug),
  part: partOf(i + 1),
  idea,
  sees,
}))

/** The last existing step of each part: what the parts before it lead to. */
export function partEnds(): Step[] {
  const existing = existingSteps()
  return existing.filter(({ part }, i) => existing[i + 1]?.part !== part)
}

/** The steps whose folders exist, in order. */
export function existingSteps(): Step[] {
  return STEPS.filter((step) => existsSync(folderOf(step)))
}

/** The folder of a step, as an absolute path. */
export function folderOf(step: Step): string {
  return join(ROOT, 'steps', step.slug)
}

/** The files below a step's folder, "src/app.ts", sorted. */
export function filesOf(step: Step, below = ''): string[] {
  return filesIn(folderOf(step), below)
}

/** The files below any folder, sorted; those below one of its folders. */
export function filesIn(folder: string, below = ''): string[] {
  const entries = existsSync(join(folder, below))
    ? readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    : []
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

/** "3" or "03" or "03-request-head" to a step; undefined if there is none. */
export function findStep(text: string): Step | undefined {
  return STEPS.find(
    ({ number, slug }) =>
      slug === text || (/^\d{1,2}$/.test(text) && Number(text) === number),
  )
}

/** "03". */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function titleOf(slug: string): string {
  const words = slug.slice(3).replaceAll('-', ' ')
  const known: Record<string, string> = { json: 'JSON', openapi: 'OpenAPI' }
  return known[words] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

function partOf(number: number): Part {
  if (number <= 9) return 'I'
  return number <= 19 ? 'II' : 'III'
}
