// A log that nobody can read, or that cannot be written, stops nothing.
import { format, inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasRoom, log } from '#src/wire/log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const thrower = (): never => {
  throw new Error('thrown while printing')
}

describe('log', () => {
  it.each([['a line'], [new Error('a bug')], [undefined], [null], [0]])(
    'prints %o on standard error',
    (value) => {
      const error = vi.spyOn(console, 'error').mockReturnValue()
      log(value)
      expect(error.mock.calls).toEqual([[value]])
    },
  )

  it.each<[string, unknown]>([
    ['a method of its own', { [inspect.custom]: thrower }],
    ['a getter', Object.defineProperty({}, inspect.custom, { get: thrower })],
    ['a stack', Object.defineProperty(new Error(), 'stack', { get: thrower })],
    ['a tag', Object.defineProperty({}, Symbol.toStringTag, { get: thrower })],
  ])('prints something where %s throws', (_, value) => {
    const lines: string[] = []
    vi.spyOn(console, 'error').mockImplementation((printed) => {
      lines.push(format(printed))
    })
    log(value)
    expect(lines).toEqual(['Cannot print what was thrown'])
  })

  it('drops lines for a reader that has stalled, until it reads on', () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const waiting = vi.spyOn(process.stderr, 'writableLength', 'get')
    waiting.mockReturnValue(1_048_576)
    log('lost')
    waiting.mockReturnValue(1_048_575)
    log('printed')
    expect(error.mock.calls).toEqual([['printed']])
  })
})

describe('hasRoom', () => {
  it.each([
    [0, true],
    [1_048_575, true],
    [1_048_576, false],
  ])('with %i octets unread is %o', (octets, expected) => {
    vi.spyOn(process.stdout, 'writableLength', 'get').mockReturnValue(octets)
    expect(hasRoom(process.stdout)).toBe(expected)
  })
})
