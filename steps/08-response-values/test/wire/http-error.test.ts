// What a client is told when something is thrown, and what it is not told.
// Ends: writeError > tells what is wrong with the request, and logs nothing
// Ends: writeError > hides our own fault %j, and logs it
import { afterEach, describe, expect, it, vi } from 'vitest'
import { errorResponse } from '#src/wire/error-response.ts'
import { HttpError } from '#src/wire/http-error.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('errorResponse', () => {
  it('tells what is wrong with the request, and logs nothing', () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const error = new HttpError(400, 'Cannot parse "\xe9"')
    expect(errorResponse(error)).toEqual({
      status: 400,
      headers: [['Content-Type', 'application/json']],
      body: '{"detail":"Cannot parse \\"\xe9\\""}',
    })
    expect(log).not.toHaveBeenCalled()
  })

  it.each([[new Error('secret')], ['secret'], [undefined], [{ status: 400 }]])(
    'hides our own fault %j, and logs it',
    (fault) => {
      const log = vi.spyOn(console, 'error').mockReturnValue()
      expect(errorResponse(fault)).toMatchObject({
        status: 500,
        body: '{"detail":"Internal Server Error"}',
      })
      expect(log.mock.calls).toEqual([[fault]])
    },
  )
})
