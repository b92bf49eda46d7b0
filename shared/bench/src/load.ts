// Sends requests for some seconds and counts the answers: with wrk where it is
// installed, else with autocannon.
import type { Address } from '@barewire/test-kit/raw-client'
import { spawnSync } from 'node:child_process'
import { loadWithAutocannon } from './load-autocannon.ts'
import { loadWithWrk } from './load-wrk.ts'
import type { Requests } from './scenarios.ts'

/** How long answers took, in milliseconds. */
export interface Latency {
  readonly median: number
  /** Of a hundred requests, one took longer. */
  readonly percentile99: number
}

/** What a load generator counted. */
export interface Counted {
  readonly requests: number
  readonly seconds: number
  /** Undefined where the load generator cannot tell. */
  readonly latency?: Latency
  /** Answers that did not come, or had another status than 2xx. */
  readonly errors: number
}

/** What a load is made of. */
export interface LoadOptions {
  /** A whole number. */
  readonly seconds: number
  readonly connections: number
}

/** Sends load and counts. */
export type SendLoad = (
  server: Address,
  requests: Requests,
  options: LoadOptions,
) => Promise<Counted>

/** A load generator. */
export interface LoadGenerator {
  readonly name: 'wrk' | 'autocannon'
  readonly send: SendLoad
}

/** The fastest one that is here. */
export function findLoadGenerator(): LoadGenerator {
  const { error } = spawnSync('wrk', ['--version'])
  if (error) return { name: 'autocannon', send: loadWithAutocannon }
  return { name: 'wrk', send: loadWithWrk }
}
