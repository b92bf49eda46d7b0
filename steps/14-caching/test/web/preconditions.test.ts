// Which preconditions hold, and which of them are looked at
// (RFC 9110 §13.2.2).
import { requestsOf } from '@barewire/test-kit/requests'
import { describe, expect, it } from 'vitest'
import { checkPreconditions } from '#src/web/preconditions.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

type Lines = readonly (readonly [string, string])[]

const BEFORE = 'Sun, 06 Nov 1994 08:49:36 GMT'
const THEN = 'Sun, 06 Nov 1994 08:49:37 GMT'
const VALIDATORS = { etag: '"a"', lastModified: THEN }
const NONE = { etag: undefined, lastModified: undefined }

const KNOWN = ['if-none-match', 'W/"a"'] as const
const UNKNOWN = ['if-none-match', '"x"'] as const
const MATCH = ['if-match', '"a"'] as const
const MISMATCH = ['if-match', 'W/"a"'] as const
const ANY = ['if-match', '*'] as const
const SINCE_THEN = ['if-modified-since', THEN] as const
const SINCE_BEFORE = ['if-modified-since', BEFORE] as const
const UNCHANGED = ['if-unmodified-since', THEN] as const
const CHANGED = ['if-unmodified-since', BEFORE] as const
const CHANGED_1970 = ['if-unmodified-since', new Date(0).toUTCString()] as const

// What comes of a read, and of a write.
const table: readonly (readonly [Lines, unknown, unknown])[] = [
  [[], 'goes on', 'goes on'],
  [[KNOWN], 'is known', 412],
  [[UNKNOWN, KNOWN], 'is known', 412],
  [[UNKNOWN], 'goes on', 'goes on'],
  [[MATCH], 'goes on', 'goes on'],
  [[MISMATCH], 412, 412],
  [[MISMATCH, MATCH], 'goes on', 'goes on'],
  [[SINCE_THEN], 'is known', 'goes on'],
  [[SINCE_BEFORE], 'goes on', 'goes on'],
  [[SINCE_THEN, SINCE_THEN], 'goes on', 'goes on'],
  [[['if-modified-since', 'now']], 'goes on', 'goes on'],
  [[UNCHANGED], 'goes on', 'goes on'],
  [[CHANGED], 412, 412],
  [[CHANGED_1970], 412, 412],
  [[CHANGED, CHANGED], 'goes on', 'goes on'],
  [[['if-unmodified-since', 'never']], 'goes on', 'goes on'],
  // Dates beside tags do not count.
  [[UNKNOWN, SINCE_THEN], 'goes on', 'goes on'],
  [[SINCE_BEFORE, KNOWN], 'is known', 412],
  [[MATCH, CHANGED], 'goes on', 'goes on'],
  [[UNCHANGED, MISMATCH], 412, 412],
  // "Only if it is as I know it" comes first.
  [[KNOWN, MATCH], 'is known', 412],
  [[KNOWN, MISMATCH], 412, 412],
  [[KNOWN, CHANGED], 412, 412],
  [[SINCE_THEN, CHANGED], 412, 412],
]

describe('checkPreconditions', () => {
  it.each(table)('with %j: a read %s, a write %s', (lines, read, write) => {
    for (const method of ['GET', 'HEAD']) {
      expect(outcome(method, lines)).toBe(read)
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(outcome(method, lines)).toBe(write)
    }
  })

  it.each([
    [[SINCE_THEN, CHANGED], 'goes on'],
    [[KNOWN], 'goes on'],
    [[MATCH], 412],
    [[ANY], 'goes on'],
  ])('with %j and nothing to compare: a read %s', (lines, read) => {
    expect(outcome('GET', lines, NONE)).toBe(read)
  })
})

function outcome(
  method: string,
  lines: Lines,
  validators: Parameters<typeof checkPreconditions>[1] = VALIDATORS,
): unknown {
  try {
    const known = checkPreconditions(
      requestFor(method, '/', ...lines),
      validators,
    )
    return known ? 'is known' : 'goes on'
  } catch (error) {
    return error instanceof Error && 'status' in error ? error.status : error
  }
}
