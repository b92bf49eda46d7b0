// All wrong servers there are, and what they are kept for.
import { numberOf } from '@barewire/course/steps'
import type { Check } from '@barewire/checks/check'
import { RFC_CASES, type RfcCase } from '@barewire/checks/rfc-case'
import { CHECKS } from '@barewire/checks/suite'
import { wrongServers as echoBytes } from './01-echo-bytes.ts'
import { wrongServers as firstResponse } from './02-first-response.ts'
import { wrongServers as requestHead } from './03-request-head.ts'
import { wrongServers as byteReader } from './04-byte-reader.ts'
import { wrongServers as requestBody } from './05-request-body.ts'
import { wrongServers as chunkedBody } from './06-chunked-body.ts'
import { wrongServers as handlerClass } from './07-handler-class.ts'
import { wrongServers as responseValues } from './08-response-values.ts'
import { wrongServers as keepAlive } from './09-keep-alive.ts'
import { wrongServers as routing } from './10-routing.ts'
import { wrongServers as json } from './11-json.ts'
import { wrongServers as middleware } from './12-middleware.ts'
import { wrongServers as authorization } from './13-authorization.ts'
import { wrongServers as caching } from './14-caching.ts'
import { wrongServers as streaming } from './15-streaming.ts'
import { wrongServers as files } from './16-files.ts'
import { wrongServers as compression } from './17-compression.ts'
import { wrongServers as forms } from './18-forms.ts'
import { wrongServers as limits } from './19-limits.ts'
import { wrongServers as validation } from './20-validation.ts'
import { wrongServers as dependencies } from './22-dependencies.ts'
import { wrongServers as openapi } from './23-openapi.ts'
import { wrongServers as rfcCases } from './rfc-cases.ts'
import type { WrongServer } from './wrong-server.ts'

/** Every wrong server, in the order of the ladder. */
export const WRONG_SERVERS: readonly WrongServer[] = [
  ...echoBytes,
  ...firstResponse,
  ...requestHead,
  ...byteReader,
  ...requestBody,
  ...chunkedBody,
  ...handlerClass,
  ...responseValues,
  ...keepAlive,
  ...routing,
  ...json,
  ...middleware,
  ...authorization,
  ...caching,
  ...streaming,
  ...files,
  ...compression,
  ...forms,
  ...limits,
  ...validation,
  ...dependencies,
  ...openapi,
  ...rfcCases,
]

/** The checks that a wrong server is kept for. */
export function checksOf({ caught = [] }: WrongServer): Check[] {
  return caught.flatMap((range) => between(CHECKS, range))
}

/** The RFC cases that it is kept for. */
export function casesOf({ rfc = [] }: WrongServer): RfcCase[] {
  return rfc.flatMap((id) => between(RFC_CASES, id))
}

/** What "request-body.12 to request-body.25" stands for; "request-body.12" is one. */
function between<T extends { readonly id: string }>(
  all: readonly T[],
  range: string,
): T[] {
  const [first, last = first] = range.split(' to ')
  const from = all.findIndex(({ id }) => id === first)
  const to = all.findIndex(({ id }) => id === last)
  if (from !== -1 && to >= from) return all.slice(from, to + 1)
  throw new Error(`A wrong server is kept for ${range}, and there is none`)
}

/** The opposite: ids in the order of `all`, neighbors as "request-body.12 to request-body.25". */
export function toRanges(
  ids: ReadonlySet<string>,
  all: readonly { readonly id: string }[],
): string[] {
  const ranges: string[] = []
  let first: string | undefined
  let last = ''
  for (const { id } of [...all, { id: '' }]) {
    if (ids.has(id)) {
      first ??= id
      last = id
    } else if (first !== undefined) {
      ranges.push(first === last ? first : `${first} to ${last}`)
      first = undefined
    }
  }
  return ranges
}

const FIRST_ECHO = numberOf('keep-alive')
const FIRST_WITH_DEADLINES = numberOf('limits')

/** The RFC cases that a step has to pass. */
export function casesFor(step: number): RfcCase[] {
  if (step < FIRST_ECHO) return []
  return RFC_CASES.filter(
    ({ needs }) => needs !== 'short_timeouts' || step >= FIRST_WITH_DEADLINES,
  )
}
