// The judge of RFC cases must find fault with servers that are wrong.
import { startApp } from '@barewire/test-kit/start-app'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Expectation, type Piece, RFC_CASES } from '../src/rfc-case.ts'
import { runRfcCase, type Verdict } from '../src/run-rfc-case.ts'

const DATE = 'Date: Sun, 06 Nov 1994 08:49:37 GMT'
const OK = answer('200 OK', [DATE], 'hello')
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

/** A server that answers the first bytes so, and may end or stay. */
async function judge(
  reply: string,
  expectation: Expectation,
  { ends = false, send = [{ data: 'GET' }] as readonly Piece[] } = {},
): Promise<Verdict> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(reply, 'latin1')
      if (ends) socket.end()
    })
  })
  await using app = await startApp(server)
  const waitMilliseconds = 250
  const about = { id: 'a', group: 'a', title: 'a', rfc: 'a' } as const
  const demands = { waitMilliseconds, ...expectation }
  return await runRfcCase(
    { ...about, send, expect: demands, level: 'MUST' },
    app,
  )
}

describe('an RFC case', () => {
  it.each<[string, string, Expectation, boolean]>([
    ['a status', OK, { statuses: [200] }, false],
    ['a class of them', OK, { statuses: ['2xx'], closes: false }, false],
    ['an end', OK, { statuses: [200], closes: true, body: 'hello' }, true],
    ['an end without a response', '', { statuses: ['close'] }, true],
    ['silence', '', { statuses: ['silence'] }, false],
    [
      'two responses',
      OK + OK,
      { statuses: [200], responses: 2, bodies: ['hello', 'hello'] },
      false,
    ],
    [
      'another way',
      OK,
      { statuses: [400], closes: true, alternatives: [{ statuses: [200] }] },
      true,
    ],
    ['a Date', OK, { statuses: [200], date: true }, false],
  ])('accepts %s', async (_what, reply, expectation, ends) => {
    const { faults } = await judge(reply, expectation, { ends })
    expect(faults).toEqual([])
  })

  it.each<[string, string, Expectation, boolean, string]>([
    ['status', OK, { statuses: [400, '5xx'] }, false, 'answered 200'],
    ['silence', '', { statuses: [200] }, false, 'answered silence'],
    ['end', OK, { statuses: [200], closes: false }, true, 'closed'],
    ['open', OK, { statuses: [200], closes: true }, false, 'did not close'],
    ['half', OK.slice(0, -1), { statuses: [200] }, true, 'no whole response'],
    ['nonsense', 'hello\r\n\r\n', { statuses: [200] }, true, 'no status line'],
    [
      'rest',
      `${OK}HTTP/1.1 2`,
      { statuses: [200], closes: true },
      true,
      'left "HTTP/1.1 2" behind',
    ],
    ['many', OK + OK, { statuses: [200], responses: 1 }, false, 'sent 2'],
    ['few', OK, { statuses: [200], responses: 2 }, false, 'sent 1'],
    ['too many', OK + OK, { statuses: [200], maxResponses: 1 }, true, 'most 1'],
    ['later', OK + OK, { all: [[200], [400]] }, true, 'response 2 is 200'],
    ['body', OK, { statuses: [200], body: 'bye' }, false, 'the body "bye"'],
    ['leak', OK, { statuses: [200], bodyLacks: 'ell' }, false, 'has "ell"'],
    ['echo', OK, { statuses: [200], echoHas: 'x' }, false, 'not echo "x"'],
    ['pattern', OK, { echoPattern: '^x' }, false, 'not echo /^x/'],
    ['line', OK, { echoLine: 'ello' }, false, 'not echo the line'],
    ['field', OK, { lacks: ['date'] }, false, 'has the field date'],
    ['value', OK, { headerPattern: { date: '^M' } }, false, 'no date'],
    ['reason', OK, { statusLine: ' $' }, false, 'no status line as it'],
    ['date', answer('200 OK'), { date: true }, false, 'no valid Date'],
    ['allow', OK, { ifStatus: { '2xx': { has: ['allow'] } } }, false, 'allow'],
    ['keep', OK, { keepaliveConsistent: true }, false, 'does not say so'],
    ['no interim', OK, { interimBeforeBody: [100] }, false, 'not 100'],
    ['interim', CONTINUE + OK, { noInterim: true }, false, 'sent 100'],
    ['101', 'HTTP/1.1 101 A\r\n\r\n', { not101: true }, false, 'sent 101'],
    ['2xx', OK, { not2xx: true }, false, 'a part for the whole'],
    ['late', OK, { closedWithinMilliseconds: 50 }, false, 'was open after'],
    [
      'every way',
      OK,
      { statuses: [400], alternatives: [{ statuses: [408] }] },
      false,
      'answered 200, expected 400',
    ],
  ])('finds a wrong %s', async (_what, reply, expectation, ends, fault) => {
    const { faults } = await judge(reply, expectation, { ends })
    expect(faults.join('; ')).toContain(fault)
  })

  it('knows the hardened answer', async () => {
    const expectation = { statuses: [400, 200], prefer: [400] }
    expect(await judge(OK, expectation)).toMatchObject({
      faults: [],
      hardened: false,
    })
    const refusal = answer('400 Bad Request')
    expect((await judge(refusal, expectation)).hardened).toBe(true)
  })

  it('sends pieces as often as they say, until the server ends', async () => {
    const data: string[] = []
    const server = createServer((socket) => {
      socket.on('data', (bytes: Buffer) => data.push(bytes.toString()))
      socket.on('end', () => socket.end(OK))
    })
    await using app = await startApp(server)
    const send = [
      { data: 'ab', repeat: 2 },
      { data: 'c', times: 3, pauseMilliseconds: 5 },
      { data: '', end: true },
    ]
    const about = { id: 'a', group: 'a', title: 'a', rfc: 'a' } as const
    const demands = { statuses: [200], closes: true }
    const { faults } = await runRfcCase(
      { ...about, send, expect: demands, level: 'MUST' },
      app,
    )
    expect(faults).toEqual([])
    expect(data.join('')).toBe('ababccc')
  })

  it('keeps what came, byte for byte', async () => {
    const { observed } = await judge(OK + CONTINUE, { statuses: [200] })
    expect(observed.received.toString('latin1')).toBe(OK + CONTINUE)
  })

  it('takes a demand back for another way', async () => {
    const other = { statuses: [200], body: null }
    const expectation = { statuses: [201], body: 'x', alternatives: [other] }
    expect((await judge(OK, expectation)).faults).toEqual([])
  })

  it('is told from the others by its id', () => {
    const ids = RFC_CASES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(275)
  })

  it('has its fault among its bytes', () => {
    const beyond = RFC_CASES.filter(({ at = 0, send }) => {
      const all = send.map(({ data, repeat = 1 }) => data.repeat(repeat))
      return at < 0 || at >= Math.max(1, all.join('').length)
    })
    expect(beyond.map(({ id }) => id)).toEqual([])
  })

  it('demands no content of a refusal', () => {
    const wrong = RFC_CASES.filter(({ expect: { body, alternatives = [] } }) =>
      alternatives.some(
        (other) =>
          typeof body === 'string' &&
          other.body === undefined &&
          other.statuses?.every((status) => typeof status === 'number'),
      ),
    )
    expect(wrong.map(({ id }) => id)).toEqual([])
  })
})

function answer(
  status: string,
  lines: readonly string[] = [],
  body = '',
): string {
  const length = `Content-Length: ${body.length}`
  return [`HTTP/1.1 ${status}`, ...lines, length, '', body].join('\r\n')
}
