// The ladder: the one table of the steps. Their order is their number, and
// everything else in the project names a step by its slug. After a change of
// this table: npm run renumber.

/** A group of steps that ends in a program worth stopping at. */
export type Part = 'I' | 'II' | 'III'

/** What the parts are called. */
export const PARTS: Readonly<Record<Part, string>> = {
  I: 'The wire',
  II: 'The web',
  III: 'The API',
}

/** A row of the table. */
export interface Row {
  /** What a step is known by, whatever its number. */
  readonly slug: string
  /** Slugs that are no longer, and whose step this one is now. */
  readonly formerly?: readonly string[]
  readonly title: string
  readonly part: Part
  /** The one idea, in a few words. */
  readonly idea: string
  /** What a client sees that it did not see before. */
  readonly sees: string
}

/** The steps in their order. */
export const LADDER = [
  {
    slug: 'echo-bytes',
    title: 'Echo bytes',
    part: 'I',
    idea: 'a TCP server is a stream of bytes',
    sees: 'every byte comes back',
  },
  {
    slug: 'first-response',
    title: 'First response',
    part: 'I',
    idea: 'a response is a status line, headers, an empty line, a body',
    sees: 'any bytes get a fixed response',
  },
  {
    slug: 'request-head',
    title: 'Request head',
    part: 'I',
    idea: 'request line and header fields',
    sees: 'a mirror of the request as JSON; nonsense gets 400',
  },
  {
    slug: 'byte-reader',
    title: 'Byte reader',
    part: 'I',
    idea: 'TCP is not a message stream',
    sees: 'the same at any fragmentation; 431 for a head too long',
  },
  {
    slug: 'request-body',
    title: 'Request body',
    part: 'I',
    idea: 'Content-Length, bodies as async iterables',
    sees: 'the mirror shows the body; a bad length gets 400 or 413',
  },
  {
    slug: 'chunked-body',
    title: 'Chunked body',
    part: 'I',
    idea: 'chunks, trailers, 100 Continue',
    sees: 'chunked uploads work; length plus chunked gets 400',
  },
  {
    slug: 'handler-class',
    title: 'Handler class',
    part: 'I',
    idea: "what Python's BaseHTTPRequestHandler does",
    sees: 'Server and Date; 501 for a method without a do_ method',
  },
  {
    slug: 'response-values',
    title: 'Response values',
    part: 'I',
    idea: 'a response is a value, written in one place',
    sees: 'HEAD, 204, 304 without a body; a broken handler is a 500',
  },
  {
    slug: 'keep-alive',
    title: 'Keep alive',
    part: 'I',
    idea: 'persistent connections, pipelining, Host',
    sees: 'many requests on one connection, answered in order',
  },
  {
    slug: 'routing',
    title: 'Routing',
    part: 'II',
    idea: 'method and path to function',
    sees: '/hello/{name}; 404; 405 with Allow',
  },
  {
    slug: 'json',
    title: 'JSON',
    part: 'II',
    idea: 'JSON in and out, REST',
    sees: 'the bookshelf: /books, /books/{id}',
  },
  {
    slug: 'middleware',
    title: 'Middleware',
    part: 'II',
    idea: 'functions around functions',
    sees: 'X-Request-Id, CORS, access log',
  },
  {
    slug: 'authorization',
    title: 'Authorization',
    part: 'II',
    idea: 'who is asking',
    sees: '/me wants a credential or a session cookie',
  },
  {
    slug: 'caching',
    title: 'Caching',
    part: 'II',
    idea: 'what may be reused',
    sees: 'ETag, 304 and 412 on books',
  },
  {
    slug: 'streaming',
    title: 'Streaming',
    part: 'II',
    idea: 'chunked responses, backpressure',
    sees: '/clock as Server-Sent Events, /books.ndjson',
  },
  {
    slug: 'files',
    title: 'Files',
    part: 'II',
    idea: 'files, media types, ranges',
    sees: '/files/… with 206 and 416',
  },
  {
    slug: 'compression',
    title: 'Compression',
    part: 'II',
    idea: 'content codings and negotiation',
    sees: 'gzip, deflate, brotli by Accept-Encoding',
  },
  {
    slug: 'forms',
    title: 'Forms',
    part: 'II',
    idea: 'urlencoded and multipart bodies',
    sees: 'a page that adds a book with a cover',
  },
  {
    slug: 'limits',
    title: 'Limits',
    part: 'II',
    idea: 'deadlines, limits, graceful shutdown',
    sees: '408, 503; SIGTERM finishes what is in flight',
  },
  {
    slug: 'validation',
    title: 'Validation',
    part: 'III',
    idea: "declare a route's parameters",
    sees: 'all faults at once, as 422',
  },
  {
    slug: 'decorators',
    title: 'Decorators',
    part: 'III',
    idea: '@controller, @get, @post',
    sees: 'the same, from typed classes',
  },
  {
    slug: 'dependencies',
    title: 'Dependencies',
    part: 'III',
    idea: 'dependency injection with clean-up',
    sees: 'the bookshelf lives in SQLite, a transaction per request',
  },
  {
    slug: 'openapi',
    title: 'OpenAPI',
    part: 'III',
    idea: 'one declaration, three uses',
    sees: '/openapi.json and /docs (Swagger UI)',
  },
] as const satisfies readonly Row[]

/** The slug of a step: a name that the compiler knows. */
export type Slug = (typeof LADDER)[number]['slug']
