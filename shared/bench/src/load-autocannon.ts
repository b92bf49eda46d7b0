// Load from autocannon, a library for Node: it is slower than wrk, and so
// can be slower than the server.
import type { Address } from '@barewire/test-kit/raw-client'
import autocannon from 'autocannon'
import type { Counted, LoadOptions } from './load-options.ts'
import { fieldsOf, type Requests } from './scenarios.ts'

/**
 * Sends load from this process. Where the server closes, it connects anew;
 * with its `reconnectRate` it would count no answers.
 */
export async function loadWithAutocannon(
  { host, port }: Address,
  requests: Requests,
  { seconds, connections }: LoadOptions,
): Promise<Counted> {
  const { target, method, body, depth, closes } = requests
  const result = await autocannon({
    url: `http://${host}:${port}${target}`,
    method,
    headers: fieldsOf(requests),
    ...(body !== undefined && { body }),
    pipelining: depth,
    connections,
    duration: seconds,
  })
  return {
    requests: result.requests.total,
    seconds: result.duration,
    // It counts the time of earlier connections, too.
    ...(!closes && {
      latency: {
        median: result.latency.p50,
        percentile99: result.latency.p99,
      },
    }),
    errors: result.errors + result.timeouts + result.non2xx,
  }
}
