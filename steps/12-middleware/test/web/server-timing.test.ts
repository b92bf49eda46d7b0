// Server-Timing: the milliseconds that the layers below took.
import { requestsOf } from '@barewire/test-kit/requests'
import { afterEach, expect, it, vi } from 'vitest'
import { serverTiming } from '#src/web/server-timing.ts'
import { HttpHeaders } from '#src/wire/headers.ts'
import { RequestBody } from '#src/wire/request-body.ts'

const { requestFor } = requestsOf({ HttpHeaders, RequestBody })

afterEach(() => {
  vi.useRealTimers()
})

it.each([
  [0, '0.0'],
  [0.04, '0.0'],
  [41.27, '41.3'],
  [60_000, '60000.0'],
])('says that %d milliseconds were %s', async (passed, said) => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const headers = [['Allow', 'GET']] as const
  const response = await serverTiming(requestFor('GET', '/'), async () => {
    vi.advanceTimersByTime(passed)
    return { status: 405, headers, body: 'no' }
  })
  expect(response).toEqual({
    status: 405,
    headers: [...headers, ['Server-Timing', `app;dur=${said}`]],
    body: 'no',
  })
})
