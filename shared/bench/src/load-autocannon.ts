// Load from autocannon, a library for Node: it is slower than wrk, and so
// can be slower than the server.
import type { Address } from '@barewire/test-kit/raw-client'
import autocannon from 'autocannon'
import type { Counted, LoadOptions } from './load.ts'
import { fieldsOf, type Scenario } from './scenarios.ts'

/** Sends load from this process. */
export async function loadWithAutocannon(
  { host, port }: Address,
  scenario: Scenario,
  { seconds, connections }: LoadOptions,
): Promise<Counted> {
  const result = await autocannon({
    url: `http://${host}:${port}${scenario.target}`,
    method: scenario.method,
    headers: fieldsOf(scenario),
    ...(scenario.body && { body: scenario.body }),
    ...(scenario.closes && { reconnectRate: 1 }),
    pipelining: scenario.depth,
    connections,
    duration: seconds,
  })
  return {
    requests: result.requests.total,
    seconds: result.duration,
    latency: {
      median: result.latency.p50,
      percentile99: result.latency.p99,
    },
    errors: result.errors + result.timeouts + result.non2xx,
  }
}
