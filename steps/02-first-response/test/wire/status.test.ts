// Reason phrases, which stand in a status line (RFC 9112 §4).
import { describe, expect, it } from 'vitest'
import { STATUS_PHRASES } from '#src/wire/status.ts'

describe('STATUS_PHRASES', () => {
  it.each([
    [200, 'OK'],
    [204, 'No Content'],
    [304, 'Not Modified'],
    [404, 'Not Found'],
    [413, 'Content Too Large'],
    [422, 'Unprocessable Content'],
    [500, 'Internal Server Error'],
  ])('calls %i %s', (status, phrase) => {
    expect(STATUS_PHRASES[status]).toBe(phrase)
  })

  it('has a phrase that fits a status line for every code', () => {
    for (const [code, phrase] of Object.entries(STATUS_PHRASES)) {
      expect(`${code} ${phrase}`).toMatch(/^[1-5]\d\d \(?[A-Z][\w\- ]+\)?$/)
    }
  })
})
