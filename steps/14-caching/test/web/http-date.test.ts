// Three ways to write a second, and what is none of them (RFC 9110 §5.6.7).
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseHttpDate } from '#src/web/http-date.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('parseHttpDate', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 784_111_777_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777_000],
    ['Sun Nov  6 08:49:37 1994', 784_111_777_000],
    ['Sun Nov 16 08:49:37 1994', 784_975_777_000],
    ['Wednesday, 29-Feb-12 23:59:59 GMT', 1_330_559_999_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 253_402_300_799_000],
  ])('reads "%s" as %d', (text, time) => {
    expect(parseHttpDate(text)).toBe(time)
  })

  it.each([
    [2026, '26', 2026],
    [2026, '76', 2076],
    [2026, '77', 1977],
    [1999, '49', 2049],
    [1999, '50', 1950],
    [2050, '00', 2100],
  ])('reads in %d a year "%s" as %d', (now, year, whole) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.UTC(now, 11, 31))
    const time = parseHttpDate(`Sunday, 06-Nov-${year} 08:49:37 GMT`)
    expect(time).toBe(Date.UTC(whole, 10, 6, 8, 49, 37))
  })

  it.each([
    '',
    '784111777',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 06 Nov 1994 08:49:37 GMT; length=5',
    'Sun, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994 GMT',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nom 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:49:99 GMT',
    'Sun, 06 Nov 1994 :::::::: GMT',
    'Sun, 06 Nov 1994 12345678 GMT',
  ])('finds no date in "%s"', (text) => {
    expect(parseHttpDate(text)).toBeUndefined()
  })

  it('takes no year of four digits for one of two', () => {
    const wrong = Date.UTC(1994, 10, 6, 8, 49, 37)
    expect(parseHttpDate('Sat, 06 Nov 0094 08:49:37 GMT')).not.toBe(wrong)
  })
})
