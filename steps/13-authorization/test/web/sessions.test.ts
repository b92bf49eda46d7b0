// Whom a token stands for, and how long.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Sessions } from '#src/web/sessions.ts'

describe('Sessions', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives a token that nobody guesses, fit for a cookie', () => {
    const sessions = new Sessions(60)
    const tokens = Array.from({ length: 100 }, () => sessions.begin('ada'))
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  })

  it('finds the user of each token', () => {
    const sessions = new Sessions(60)
    const [ada, alan] = [sessions.begin('ada'), sessions.begin('alan')]
    expect([ada, alan].map((token) => sessions.find(token))).toEqual([
      'ada',
      'alan',
    ])
  })

  it.each([
    ['an empty one', () => ''],
    ['a member of objects', () => '__proto__'],
    ['the user', () => 'ada'],
    ['one with more behind it', (token: string) => `${token}A`],
    ['one in other letters', swapCase],
  ])('does not know another token: %s', (_, change) => {
    const sessions = new Sessions(60)
    const token = sessions.begin('ada')
    expect(sessions.find(change(token))).toBe(undefined)
  })

  it('ends by itself', () => {
    const sessions = new Sessions(60)
    const token = sessions.begin('ada')
    vi.setSystemTime(1_059_999)
    expect(sessions.find(token)).toBe('ada')
    vi.setSystemTime(1_060_000)
    expect(sessions.find(token)).toBe(undefined)
  })

  it('goes on while others begin and end', () => {
    const sessions = new Sessions(60)
    const old = sessions.begin('ada')
    vi.setSystemTime(1_030_000)
    const token = sessions.begin('ada')
    vi.setSystemTime(1_070_000)
    const last = sessions.begin('alan')
    expect([old, token, last].map((each) => sessions.find(each))).toEqual([
      undefined,
      'ada',
      'alan',
    ])
  })

  it('ends when it is told to, and no other does', () => {
    const sessions = new Sessions(60)
    const [first, second] = [sessions.begin('ada'), sessions.begin('ada')]
    for (const token of [first, first, 'unknown', '']) sessions.end(token)
    expect(sessions.find(first)).toBe(undefined)
    expect(sessions.find(second)).toBe('ada')
  })
})

function swapCase(text: string): string {
  const lower = text.toLowerCase()
  return text === lower ? text.toUpperCase() : lower
}
