// What a client is told when something is thrown, and what it is not told.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HttpError, writeError } from '#src/wire/http-error.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('writeError', () => {
  it('tells what is wrong with the request, and logs nothing', () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const error = new HttpError(400, 'Cannot parse "\xe9"')
    expect(writeError(error).split('\r\n')).toEqual([
      'HTTP/1.0 400 Bad Request',
      'Content-Type: application/json',
      'Content-Length: 32',
      '',
      '{"detail":"Cannot parse \\"\xe9\\""}',
    ])
    expect(log).not.toHaveBeenCalled()
  })

  it.each([[new Error('secret')], ['secret'], [undefined], [{ status: 400 }]])(
    'hides our own fault %j, and logs it',
    (fault) => {
      const log = vi.spyOn(console, 'error').mockReturnValue()
      const lines = writeError(fault).split('\r\n')
      expect(lines[0]).toBe('HTTP/1.0 500 Internal Server Error')
      expect(lines.at(-1)).toBe('{"detail":"Internal Server Error"}')
      expect(log.mock.calls).toEqual([[fault]])
    },
  )
})
