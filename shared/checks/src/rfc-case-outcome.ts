// How an RFC case counts when servers are compared. A server may close any
// connection, if it says so (RFC 9112 §9.3, §9.6), and what would have come
// next is then not to be seen.
import { headerValues, type RawResponse } from '@barewire/test-kit/raw-response'
import type { Demands, RfcCase } from './rfc-case.ts'
import { judge, type Verdict } from './run-rfc-case.ts'

/** "unseen": the server had closed, as it may, before it could be judged. */
export type Outcome = 'passed' | 'failed' | 'unseen'

/** Counts a verdict. */
export function outcomeOf(
  { expect, persistent }: RfcCase,
  { faults, observed }: Verdict,
): Outcome {
  if (faults.length === 0) return 'passed'
  const { responses, ended } = observed
  const last = responses.at(-1)
  if (persistent || !ended || !last || !saysClose(last)) return 'failed'
  const mayClose = expect.closes === false ? { closes: null } : {}
  const open = { ...expect, ...mayClose }
  if (judge(open, observed).length === 0) return 'passed'
  const seen = { ...open, ...onlyFirst(responses.length, expect) }
  return judge(seen, observed).length === 0 ? 'unseen' : 'failed'
}

function saysClose(response: RawResponse): boolean {
  const options = headerValues(response, 'connection').join().toLowerCase()
  if (response.version === 'HTTP/1.0') return !options.includes('keep-alive')
  return options.includes('close')
}

/** The demands on responses that have come. */
function onlyFirst(count: number, expect: Demands): Demands {
  const { responses, all, bodies } = expect
  return {
    ...(typeof responses === 'number' && responses > count
      ? { responses: count }
      : {}),
    ...(all && { all: all.slice(0, count) }),
    ...(bodies && { bodies: bodies.slice(0, count) }),
  }
}
