// Two things to try with each step, for the terminal and the step's README.
import type { Slug } from './ladder.ts'
import type { Step } from './steps.ts'

/** Shell commands by step, for a server on localhost:8000. */
const TRIES: Readonly<Record<Slug, readonly [string, string]>> = {
  'echo-bytes': ['nc localhost 8000', 'curl telnet://localhost:8000'],
  'first-response': [
    'curl -v http://localhost:8000/',
    'echo hello | nc localhost 8000',
  ],
  'request-head': [
    "curl 'http://localhost:8000/any/path?a=1'",
    "curl -v -H 'Bad Name: 1' http://localhost:8000/",
  ],
  'byte-reader': [
    "(printf 'GET / HT'; sleep 1; printf 'TP/1.0\\r\\n\\r\\n') | nc localhost 8000",
    'curl -v "http://localhost:8000/$(printf %09000d 0)"',
  ],
  'request-body': [
    'curl -d hello http://localhost:8000/mirror',
    "curl -v -d hello -H 'Content-Length: +5' http://localhost:8000/",
  ],
  'chunked-body': [
    'echo hello | curl -v -T - http://localhost:8000/mirror',
    "curl -v -d hello -H 'Expect: 100-continue' http://localhost:8000/mirror",
  ],
  'handler-class': [
    'curl -v http://localhost:8000/',
    'curl -v -X PUT http://localhost:8000/',
  ],
  'response-values': [
    'curl -v --head http://localhost:8000/',
    'curl -v -X PUT -d hello http://localhost:8000/mirror',
  ],
  'keep-alive': [
    'curl -v http://localhost:8000/ http://localhost:8000/mirror',
    "curl -v -H 'Host: a b' http://localhost:8000/",
  ],
  routing: [
    'curl -v http://localhost:8000/hello/you',
    'curl -v -X DELETE http://localhost:8000/hello/you',
  ],
  json: [
    'curl -v http://localhost:8000/books',
    'curl -v --json \'{"title": "Emma", "author":}\' http://localhost:8000/books',
  ],
  middleware: [
    "curl -v -H 'X-Request-Id: mine' http://localhost:8000/nowhere",
    "curl -v -H 'Origin: http://localhost:3000' http://localhost:8000/books",
  ],
  authorization: [
    'curl -v http://localhost:8000/me',
    'curl -v -u ada:lovelace http://localhost:8000/me',
  ],
  caching: [
    'curl -v http://localhost:8000/books/1',
    'curl -v -X DELETE -H \'If-Match: "old"\' http://localhost:8000/books/1',
  ],
  streaming: [
    'curl -N http://localhost:8000/clock',
    'curl -v --http1.0 http://localhost:8000/books.ndjson',
  ],
  files: [
    'curl -v -r 0-99 http://localhost:8000/files/',
    'curl -v --path-as-is http://localhost:8000/files/../package.json',
  ],
  compression: [
    'curl -v --compressed -d @package.json http://localhost:8000/mirror',
    "curl -v -H 'Content-Encoding: gzip' -d hello http://localhost:8000/mirror",
  ],
  forms: [
    'curl -v -F title=Emma -F author=me -F year=2026 http://localhost:8000/form',
    'curl http://localhost:8000/form',
  ],
  limits: ['nc localhost 8000', 'curl -N http://localhost:8000/clock'],
  validation: [
    'curl --json \'{"title": "", "tags": [1]}\' http://localhost:8000/books',
    'curl http://localhost:8000/books/0x1',
  ],
  decorators: [
    'curl -v http://localhost:8000/books/1',
    'curl -X PATCH --json \'{"year": "soon"}\' http://localhost:8000/books/1',
  ],
  dependencies: [
    'curl --json \'{"title": "Ulysses", "author": "James Joyce", "year": 1922}\' http://localhost:8000/books',
    'curl http://localhost:8000/books',
  ],
  openapi: [
    'curl -I http://localhost:8000/docs # or open it in a browser',
    'curl http://localhost:8000/openapi.json',
  ],
}

/** What to try with a step whose server listens at `address`. */
export function triesFor({ slug }: Step, address = 'localhost:8000'): string[] {
  const [host, port] = splitPort(address)
  return TRIES[slug].map((command) =>
    command
      .replaceAll('localhost:8000', address)
      .replaceAll('localhost 8000', `${host} ${port}`),
  )
}

/** "[::1]:8000" to "::1" and "8000". */
function splitPort(address: string): readonly [string, string] {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  return [host, address.slice(colon + 1)]
}
