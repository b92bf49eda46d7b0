// What clients do who want to hold a server up, and what each of them gets.
import { gzipSync } from 'node:zlib'
import type { Attack } from './attack.ts'

const MEBIBYTE = 1024 * 1024

/** Limits that let the slow go soon, so that they can be waited for. */
const SOON = {
  headMilliseconds: 10_000,
  bodyMilliseconds: 10_000,
  writeMilliseconds: 10_000,
  idleMilliseconds: 60_000,
  lingerMilliseconds: 500,
}

const HOST = 'Host: localhost'
const JSON_BODY = 'Content-Type: application/json'
// A user that the application has from the start.
const ADA = 'Authorization: Basic YWRhOmxvdmVsYWNl'

/** A request with a body of that length. */
function request(
  line: string,
  fields: string[],
  body: string | Buffer,
): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const head = [`${line} HTTP/1.1`, HOST, ...fields, length, '', ''].join(
    '\r\n',
  )
  return Buffer.concat([Buffer.from(head), Buffer.from(body)])
}

function get(target: string, ...fields: string[]): string {
  return [`GET ${target} HTTP/1.1`, HOST, ...fields, '', ''].join('\r\n')
}

function gibibyteOfZeros(): Buffer {
  const zeros = gzipSync(Buffer.alloc(16 * MEBIBYTE), { level: 9 })
  return Buffer.concat(Array.from({ length: 64 }, () => zeros))
}

/** Names of digits whose hashes meet in one bucket (see probes.ts). */
function collidingCookies(): string {
  const pairs = Array.from({ length: 1_100 }, (_, i) => `${i * 1024}=`)
  return `Cookie: ${pairs.join(';')}`
}

/** Those who are slow on purpose. They have to be gone when time is up. */
export const SLOW: readonly Attack[] = [
  {
    name: 'slow heads',
    program: 'wire',
    limits: SOON,
    attackers: 2_000,
    send: `GET / HTTP/1.1\r\n${HOST}\r\nX-A: `,
    habit: 'drips',
    status: 408,
  },
  {
    name: 'slow bodies',
    program: 'wire',
    limits: SOON,
    attackers: 2_000,
    send: `POST / HTTP/1.1\r\n${HOST}\r\nContent-Length: 999\r\n\r\n`,
    habit: 'drips',
    status: 408,
  },
  {
    name: 'slow readers',
    program: 'wire',
    limits: { ...SOON, bytesPerSecond: MEBIBYTE },
    // The system keeps some megabytes for each of them.
    attackers: 100,
    send: get('/stream'),
    habit: 'pauses',
    status: 200,
  },
  {
    name: 'silent connections',
    program: 'wire',
    limits: { ...SOON, idleMilliseconds: 10_000 },
    attackers: 2_000,
    send: '',
    status: 0,
  },
]

/** Those who ask for much work with few bytes, again and again. */
export const GREEDY: readonly Attack[] = [
  {
    name: 'new connections',
    program: 'wire',
    attackers: 100,
    rounds: 20,
    send: get('/'),
    status: 200,
  },
  {
    name: '4,000 fields in a head',
    program: 'wire',
    attackers: 50,
    rounds: 4,
    send: get('/', ...Array.from({ length: 4_000 }, () => 'a:')),
    status: 200,
  },
  {
    name: 'heads without an end',
    program: 'wire',
    attackers: 50,
    rounds: 4,
    send: get('/', `X: ${'x'.repeat(MEBIBYTE)}`),
    status: 431,
  },
  {
    name: 'a chunk extension of 1 MiB',
    program: 'wire',
    attackers: 50,
    rounds: 4,
    send: `POST / HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(MEBIBYTE)}`,
    status: 413,
  },
  {
    name: 'cookies whose names collide',
    program: 'application',
    attackers: 20,
    rounds: 4,
    send: get('/me', collidingCookies()),
    status: 401,
  },
  {
    name: '3,000 ranges of a file',
    program: 'application',
    attackers: 20,
    rounds: 4,
    send: get('/files/style.css', `Range: bytes=${'0-,'.repeat(3_000)}0-`),
    status: 200,
  },
  {
    name: 'a gibibyte of zeros in gzip',
    program: 'application',
    attackers: 5,
    rounds: 2,
    send: request(
      'POST /mirror',
      ['Content-Encoding: gzip'],
      gibibyteOfZeros(),
    ),
    status: 413,
  },
  {
    name: 'a mebibyte of one letter back in brotli',
    program: 'application',
    attackers: 5,
    rounds: 2,
    send: request(
      'POST /mirror',
      ['Accept-Encoding: br'],
      'a'.repeat(MEBIBYTE),
    ),
    status: 200,
  },
  {
    name: 'JSON of 64,000 arrays in arrays',
    program: 'application',
    attackers: 5,
    rounds: 2,
    send: request(
      'POST /books',
      [JSON_BODY, ADA],
      '['.repeat(64_000) + ']'.repeat(64_000),
    ),
    status: 400,
  },
]
