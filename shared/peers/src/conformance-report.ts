// The comparison as data: what is written to a file, and what it adds up to.
import type { Slug } from '@barewire/course/ladder'
import { numberOf, STEPS } from '@barewire/course/steps'
import type { RfcCase } from '@barewire/checks/rfc-case'
import type { Result, Run } from './conformance-run.ts'

/** How the servers did, and when. */
export interface Conformance {
  /** "2026-11-24". */
  readonly made: string
  /** Node's version. */
  readonly node: string
  /** The ids of the cases that there were. */
  readonly cases: readonly string[]
  readonly reports: readonly Report[]
}

/** One server, with the ids of the cases that did not go well. */
export interface Report {
  readonly name: string
  readonly kind: 'server' | 'step'
  readonly version?: string
  readonly deadlines?: string
  /** Why there is no more. */
  readonly absent?: string
  readonly died?: string
  readonly failed: readonly string[]
  /** Not judged, since it had closed the connection, as it may. */
  readonly unseen: readonly string[]
  /** Not judged, since it knows no deadlines. */
  readonly inapplicable: readonly string[]
  /** Passed with an answer that is allowed, not with the preferred one. */
  readonly lenient: readonly string[]
  /** What `npm run check` says of it; undefined: it could not be asked. */
  readonly judged?: Judged
}

/** What the judge has found. */
export interface Judged {
  /** The last step all of whose checks hold; 0: none. */
  readonly reached: number
  /** The check that fails first on the way to the next step: "first-response.6". */
  readonly first?: string
}

/**
 * The step whose promises, with those before it, cover a group of cases. What
 * step 05 says of Content-Length is whole with the chunks of 06; without
 * connections that stay open, much of what comes in 09 cannot be seen.
 */
export const PROMISED_FROM: Readonly<Record<string, Slug>> = {
  'request-line': 'request-head',
  methods: 'request-head',
  upgrade: 'request-head',
  resets: 'request-head',
  headers: 'byte-reader',
  framing: 'chunked-body',
  chunked: 'chunked-body',
  smuggling: 'chunked-body',
  expect: 'chunked-body',
  limits: 'chunked-body',
  'half-close': 'chunked-body',
  'target-forms': 'keep-alive',
  host: 'keep-alive',
  'pipelining-keepalive': 'keep-alive',
  'response-shape': 'keep-alive',
  timeouts: 'limits',
}

/** What is noted of a run. */
export function reportOf({ target, results, inapplicable, died }: Run): Report {
  const { name, kind, version, deadlines } = target
  const idsWith = (wanted: string): string[] =>
    idsOf(results.filter(({ outcome }) => outcome === wanted))
  const passed = results.filter(({ outcome }) => outcome === 'passed')
  return {
    name,
    kind,
    ...(version !== undefined && { version }),
    ...(deadlines !== undefined && { deadlines }),
    ...(died !== undefined && { died }),
    failed: idsWith('failed'),
    unseen: idsWith('unseen'),
    inapplicable: inapplicable.map(({ id }) => id),
    lenient: idsOf(passed.filter(({ hardened }) => !hardened)),
  }
}

function idsOf(results: readonly Result[]): string[] {
  return results.map(({ one }) => one.id)
}

/** A server that is not here. */
export function absentReport(name: string, absent: string): Report {
  const none = { failed: [], unseen: [], inapplicable: [], lenient: [] }
  return { name, kind: 'server', absent, ...none }
}

/** How many cases of those that were judged. */
export interface Score {
  readonly passed: number
  readonly judged: number
  /** How many passed with the answer that is preferred. */
  readonly preferred: number
}

/** What a report adds up to, in some of the cases. */
export function scoreOf(report: Report, cases: readonly RfcCase[]): Score {
  const { failed, unseen, inapplicable, lenient } = report
  const without = new Set([...unseen, ...inapplicable])
  const judged = cases.filter(({ id }) => !without.has(id))
  const passed = judged.filter(({ id }) => !failed.includes(id))
  const preferred = passed.filter(({ id }) => !lenient.includes(id))
  return {
    passed: passed.length,
    judged: judged.length,
    preferred: preferred.length,
  }
}

/** How far a server keeps what the steps promise, as far as cases can tell. */
export interface Kept {
  /** The last step up to which no case fails; 0: none. */
  readonly step: number
  /** The first case that fails on the way to the next step. */
  readonly first?: RfcCase
}

/** Computes it from the groups of cases, in the order of the steps. */
export function keptBy(report: Report, cases: readonly RfcCase[]): Kept {
  const { failed, unseen, inapplicable } = report
  const without = new Set([...unseen, ...inapplicable])
  for (const rung of RUNGS) {
    const own = cases.filter(({ group }) => promisedFrom(group) === rung)
    const first = own.find(({ id }) => failed.includes(id))
    // Or there is nothing to judge it by: a server without deadlines.
    if (first || own.every(({ id }) => without.has(id))) {
      const step = rung === RUNGS[0] ? 0 : rung - 1
      return { step, ...(first && { first }) }
    }
  }
  return { step: LAST }
}

/** The steps that add groups of cases. */
const RUNGS = [
  ...new Set(Object.values(PROMISED_FROM).map((slug) => numberOf(slug))),
].toSorted((a, b) => a - b)

const LAST = STEPS.length

/** The number of that step; undefined for a group that is not known. */
export function promisedFrom(group: string): number | undefined {
  const slug = PROMISED_FROM[group]
  return slug && numberOf(slug)
}

/** "97.3 %", cut off: only all is 100 %. */
export function percentOf({ passed, judged }: Score): string {
  if (judged === 0) return '–'
  return `${(Math.floor((1000 * passed) / judged) / 10).toFixed(1)} %`
}
