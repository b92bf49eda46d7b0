// Bytes as lines, whole or around the octet that matters.
import { describe, expect, it } from 'vitest'
import { showBytes } from '../src/show-bytes.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const TEN = bytes('0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n')

describe('showBytes', () => {
  it('writes out what cannot be seen', () => {
    expect(showBytes(bytes('a\r\n\t\0\xff\\'))).toEqual([
      String.raw`a\r\n`,
      String.raw`\t\x00\xff\\`,
    ])
  })

  it('marks an octet', () => {
    expect(showBytes(bytes('ab\r\ncd'), { at: 5 })).toEqual([
      String.raw`ab\r\n`,
      'cd',
      ' ^',
    ])
  })

  it('marks the end where something is missing', () => {
    expect(showBytes(bytes('ab'), { at: 2 })).toEqual(['ab', '  ^'])
    expect(showBytes(bytes('ab\n'), { at: 3 })).toEqual([String.raw`ab\n`, '^'])
  })

  it('shows the first lines of many, and says how much there was', () => {
    expect(showBytes(TEN, { lines: 3 })).toEqual([
      String.raw`0\n`,
      String.raw`1\n`,
      '… 20 octets in all',
    ])
  })

  it.each([2, 3, 4, 5, 8])('shows the caret in %i lines, too', (lines) => {
    for (let at = 0; at < TEN.length; at += 1) {
      const shown = showBytes(TEN, { at, lines })
      const caret = shown.findIndex((line) => line.trim() === '^')
      expect(shown[caret - 1]).toContain(String(Math.floor(at / 2)))
      expect(shown.length).toBeLessThanOrEqual(lines + 2)
    }
  })

  it('shows an octet that is far behind the start', () => {
    const long = bytes(`${'a'.repeat(5_000)}b`)
    const shown = showBytes(long, { at: 5_000, width: 70, lines: 5 })
    expect(shown.join('\n')).toMatch(/^…\n(?:a+\n)*a+b\n +\^\n… 5001 octets/)
  })
})
