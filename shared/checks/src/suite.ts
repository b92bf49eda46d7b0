// The whole suite: which checks there are, and which hold for a step.
import { checks as echoBytes } from './01-echo-bytes.ts'
import { checks as firstResponse } from './02-first-response.ts'
import { checks as requestHead } from './03-request-head.ts'
import { checks as byteReader } from './04-byte-reader.ts'
import { checks as requestBody } from './05-request-body.ts'
import { checks as chunkedBody } from './06-chunked-body.ts'
import { checks as handlerClass } from './07-handler-class.ts'
import { checks as responseValues } from './08-response-values.ts'
import { checks as keepAlive } from './09-keep-alive.ts'
import { checks as routing } from './10-routing.ts'
import { checks as json } from './11-json.ts'
import { checks as middleware } from './12-middleware.ts'
import { checks as authorization } from './13-authorization.ts'
import { checks as caching } from './14-caching.ts'
import { checks as streaming } from './15-streaming.ts'
import { checks as files } from './16-files.ts'
import { checks as compression } from './17-compression.ts'
import { checks as forms } from './18-forms.ts'
import { checks as limits } from './19-limits.ts'
import { checks as validation } from './20-validation.ts'
import { checks as dependencies } from './22-dependencies.ts'
import { checks as openapi } from './23-openapi.ts'
import { type Check, sinceOf, untilOf } from './check.ts'

/** Every check there is, in the order of the ladder. */
export const CHECKS: readonly Check[] = [
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
]

/** The checks that hold for a step: its own, and earlier ones that still do. */
export function checksFor(step: number): Check[] {
  return CHECKS.filter(
    (check) => sinceOf(check) <= step && step < untilOf(check),
  )
}
