// Commands of transcripts: their words, and what is made alike in the output.
import { describe, expect, it } from 'vitest'
import { splitCommand } from '../src/command-words.ts'
import { normalize } from '../src/normalize.ts'
import { commandsIn } from '../src/transcript.ts'

describe('splitCommand', () => {
  it.each<[line: string, words: string[]]>([
    ['curl -v  http://localhost/', ['curl', '-v', 'http://localhost/']],
    [`send 'a b\\r\\n' "c \\"d\\""`, ['send', 'a b\\r\\n', 'c "d"']],
    [`curl -H'A: '"b" c\\ d`, ['curl', '-HA: b', 'c d']],
    [`curl ''`, ['curl', '']],
  ])('understands %s', (line, words) => {
    expect(splitCommand(line)).toEqual(words)
  })

  it.each(['a > b', 'a; b', 'a && b', 'a $(b)', 'a "`b`"', "a 'b", 'ls *'])(
    'refuses %s, which needs a shell',
    (line) => {
      expect(() => splitCommand(line)).toThrow('outside of quotes')
    },
  )
})

describe('normalize', () => {
  it.each([
    ['Host: localhost:4711', 'Host: localhost:8000'],
    ['127.0.0.1:4711\r\n', 'localhost:8000\n'],
    ['localhost:47110', 'localhost:47110'],
    [
      '< Date: Tue, 24 Nov 2026 20:43:48 GMT',
      '< Date: Thu, 01 Jan 2026 12:00:00 GMT',
    ],
    ['ETag: "eq2vrm4j2a1k-i9"', 'ETag: "dn3qesl3mpha-i9"'],
    ['app;dur=12.5', 'app;dur=0.1'],
    [
      'curl: (28) Operation timed out after 1003 milliseconds',
      'curl: (28) Operation timed out after 1000 milliseconds',
    ],
    [
      `#1 client ends its side (FIN) ${'─'.repeat(38)} 1,054.6 ms`,
      `#1 client ends its side (FIN) ${'─'.repeat(43)} 1.0 ms`,
    ],
    [
      `#1 opened: server localhost:4711 ${'─'.repeat(38)} 18:51:58`,
      `#1 opened: server localhost:8000 ${'─'.repeat(38)} 12:00:00`,
    ],
  ])('makes %j alike', (text, alike) => {
    expect(normalize(text, 4711)).toBe(alike)
  })
})

describe('normalize of the wire view', () => {
  it('counts bytes as if all durations had one length', () => {
    const view = (counts: readonly string[], durations: readonly string[]) =>
      [
        '#1 opened: server localhost:8000 ── 12:00:00',
        `#1 server → client: response 1, segment 1, ${counts[0]} bytes ── 1.0 ms`,
        `  name: value │ Server-Timing: app;dur=${durations[0]}\\r\\n`,
        `#1 server → client: response 2, segment 2, ${counts[1]} bytes ── 1.0 ms`,
        `  name: value │ Server-Timing: app;dur=${durations[1]}\\r\\n`,
        `#1 closed: 2 requests, 2 responses, 90 bytes in, ${counts[2]} out ── 1.0 ms`,
      ].join('\n')
    const [one, two] = [
      view(['1,001', '302', '1,303'], ['12.5', '103.7']),
      view(['1,000', '300', '1,300'], ['0.1', '0.1']),
    ]
    expect(normalize(one, 1)).toBe(normalize(two, 1))
  })
})

describe('commandsIn', () => {
  it('finds commands of more than one line', () => {
    expect(commandsIn('$ a \\\n  b\nc\n$ d\n')).toEqual(['a \\\n  b', 'd'])
  })
})
