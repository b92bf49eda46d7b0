// The view may watch for days: what it keeps does not grow with the
// connections that are over, nor with what passes on one.
import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'
import { expect, it } from 'vitest'
import { Wire, type WireConnection, type WireEvent } from '../src/events.ts'
import { JsonView } from '../src/json-view.ts'
import { TextView } from '../src/text-view.ts'

const text = new TextView(() => ({ width: 80, hasColor: false, hex: false }))
const json = new JsonView()
let told = 0
const wire = new Wire((event: WireEvent) => {
  told += text.linesOf(event).length + json.lineOf(event).length
})

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes in use, when all that can go has gone. */
function used(): number {
  // The bytes of buffers go aside, and are counted out the next time.
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Of what a leak would keep, half and less. */
const ROOM = 200_000

/** The least that `run` adds in three times: compilers add now and then. */
function growth(run: () => void): number {
  const added = [1, 2, 3].map(() => {
    const before = used()
    run()
    return used() - before
  })
  return Math.min(...added)
}

const octets = (line: string): Buffer => Buffer.from(line, 'latin1')
const GET = octets('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
const OK = octets('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')

/** What each connection below does again and again. */
type Round = (connection: WireConnection) => void

const ROUNDS: readonly (readonly [string, string, number, Round])[] = [
  [
    'requests and responses',
    '',
    2_000,
    (connection) => {
      connection.segment('request', GET)
      connection.segment('response', OK)
    },
  ],
  [
    'a body',
    'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n',
    500,
    (connection) => connection.segment('request', Buffer.alloc(65_536, 'x')),
  ],
  [
    'chunks',
    'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    2_000,
    (connection) => connection.segment('request', octets('2;a=b\r\nab\r\n')),
  ],
  [
    'a head of codings',
    'GET / HTTP/1.1\r\n',
    4_000,
    (connection) =>
      connection.segment(
        'request',
        octets(`Transfer-Encoding: ${'x'.repeat(200)}\r\n`),
      ),
  ],
  [
    'a line',
    'GET /',
    500,
    (connection) => connection.segment('request', octets('x'.repeat(2_000))),
  ],
  [
    'requests to HEAD without an answer',
    '',
    2_000,
    (connection) =>
      connection.segment(
        'request',
        octets('HEAD / HTTP/1.1\r\nHost: a\r\n\r\n'),
      ),
  ],
]

it.each(ROUNDS)('keeps little of %s', (_, start, rounds, round) => {
  const connection = wire.open('client')
  connection.segment('request', octets(start))
  const added = growth(() => {
    for (let i = 0; i < rounds; i += 1) round(connection)
  })
  expect(added).toBeLessThan(ROOM)
  connection.close()
})

it('keeps nothing of connections that are over', () => {
  function connect(): void {
    const connection = wire.open('client')
    connection.segment('request', GET)
    connection.segment('response', OK)
    connection.end('client')
    connection.close()
  }
  const added = growth(() => {
    for (let i = 0; i < 4_000; i += 1) connect()
  })
  expect(added).toBeLessThan(ROOM)
})

it('says nothing more of a connection that is over', () => {
  const connection = wire.open('client')
  connection.close()
  const before = told
  connection.end('client')
  connection.reset('server')
  connection.close()
  expect(told).toBe(before)
})
