// What the view looks like.
import { array, assert, property, uint8Array } from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { Wire, type WireConnection, type WireOptions } from '../src/events.ts'
import { parseEscapes } from '../src/escapes.ts'
import { JsonView } from '../src/json-view.ts'
import { TextView } from '../src/text-view.ts'

interface Seen {
  readonly connection: WireConnection
  readonly lines: string[]
}

function watch({
  width = 80,
  hasColor = false,
  hex = false,
  ...options
}: Partial<
  WireOptions & { width: number; hasColor: boolean; hex: boolean }
>): Seen {
  const lines: string[] = []
  const view = new TextView(() => ({ width, hasColor, hex }))
  const clock = { now: () => 0, time: () => new Date(0) }
  const wire = new Wire((event) => lines.push(...view.linesOf(event)), {
    clock,
    ...options,
  })
  const connection = wire.open('client a:1')
  lines.length = 0
  return { connection, lines }
}

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: '

describe('the text view', () => {
  it('says what each byte is, with CR and LF', () => {
    const { connection, lines } = watch({ width: 60 })
    connection.segment(
      'request',
      Buffer.from('GET /a HTTP/1.1\r\nHost: \\\r\n\r\n'),
    )
    expect(lines).toEqual([
      '#1 client → server: request 1, segment 1, 28 bytes ── 0.0 ms',
      ' method target version │ GET /a HTTP/1.1\\r\\n',
      '           name: value │ Host: \\\\\\r\\n',
      '                       │       ^',
      '                       │ No host, no port: not like this',
      '                       │ (RFC 9110 §7.2)',
      '            empty line │ \\r\\n',
    ])
  })

  it('goes on with what the segment before began', () => {
    const { connection, lines } = watch({})
    connection.segment('request', Buffer.from('GET / HT'))
    connection.segment('request', Buffer.from('TP/1.0\r\n'))
    expect(lines[1]).toBe(' method target version │ GET / HT')
    expect(lines[3]).toBe('              …version │ TP/1.0\\r\\n')
  })

  it('shows hex of what is no text, and offsets with --hex', () => {
    const { connection, lines } = watch({ hex: true })
    connection.segment(
      'request',
      Buffer.from(`${HEAD}2\r\n\r\n\0\xff`, 'latin1'),
    )
    expect(lines).toContain(
      '                  0000 │ 50 4f 53 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d',
    )
    expect(lines.at(-1)).toBe('              body hex │ 00 ff')
  })

  it('folds a long body, and counts what it does not show', () => {
    const { connection, lines } = watch({})
    connection.segment('request', Buffer.from(`${HEAD}1000000\r\n\r\n`))
    for (let piece = 0; piece < 100; piece += 1) {
      connection.segment('request', Buffer.alloc(10_000, 'a'))
    }
    expect(lines.length).toBeLessThan(60)
    expect(lines).toContain(
      '                       │ … 8,976 bytes more, not shown',
    )
    connection.end('client')
    const counted = lines.flatMap((line) => {
      const found = /: (\d+) segments?, [\d,]+ bytes, not shown/.exec(line)
      return found ? [Number(found[1])] : []
    })
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(99)
  })

  it('lets nothing through that a terminal would obey', () => {
    const { connection, lines } = watch({ isRaw: true })
    connection.segment('request', Buffer.from('\x1b[2Jä\u202e\u009b\n'))
    expect(lines.join('')).not.toMatch(/[^\x20-\x7e─│→…·ä]/)
  })

  it.each([40, 80, 120])('is never wider than %d columns', (width) => {
    assert(
      property(array(uint8Array({ maxLength: 300 })), (pieces) => {
        const { connection, lines } = watch({ width })
        for (const piece of pieces) connection.segment('request', piece)
        connection.end('client')
        connection.close()
        const drawn = lines.filter((line) => !line.startsWith('#'))
        const widest = Math.max(0, ...drawn.map((line) => stringWidth(line)))
        expect(widest).toBeLessThanOrEqual(Math.max(width, 45))
      }),
      { numRuns: 50 },
    )
  })

  it('says the same in color', () => {
    const [plain, color] = [watch({}), watch({ hasColor: true })]
    for (const { connection } of [plain, color]) {
      connection.segment('request', Buffer.from(`${HEAD}x\r\n\r\n`))
    }
    const stripped = color.lines.map((line) =>
      line.replaceAll(/\x1b\[\d+m/g, ''),
    )
    expect(color.lines).not.toEqual(plain.lines)
    expect(stripped).toEqual(plain.lines)
  })
})

describe('the JSON view', () => {
  it('writes one event a line', () => {
    const view = new JsonView()
    const lines: string[] = []
    const wire = new Wire((event) => lines.push(view.lineOf(event)))
    const connection = wire.open('client a:1')
    connection.segment('request', Buffer.from('GET / HTTP/1.0\r\n\r\n'))
    connection.end('client')
    connection.close()
    const events = lines.map((line) => JSON.parse(line))
    expect(events.map(({ event }) => event)).toEqual([
      'open',
      'segment',
      'end',
      'close',
    ])
    expect(events[1].spans[0]).toEqual({
      kind: 'method',
      offset: 0,
      length: 3,
      text: 'GET',
      message: 1,
      continued: false,
    })
  })
})

describe('escapes', () => {
  it('are bytes; line breaks of the text are none', () => {
    expect(parseEscapes('ä\\r\\n\n\\xff\\\\r\\0')).toEqual(
      Buffer.from('\xc3\xa4\r\n\xff\\r\0', 'latin1'),
    )
  })

  it('are refused when unknown', () => {
    expect(() => parseEscapes('\\q')).toThrow('There is no escape "\\q"')
    expect(() => parseEscapes('\\x1')).toThrow('There is no escape "\\x"')
  })
})
