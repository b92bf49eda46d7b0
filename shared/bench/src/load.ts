// Sends requests for some seconds and counts the answers: with wrk where it is
// installed, else with autocannon.
import type { Address } from '@barewire/test-kit/raw-client'
import { spawnSync } from 'node:child_process'
import { loadWithAutocannon } from './load-autocannon.ts'
import type { Counted, LoadOptions } from './load-options.ts'
import { loadWithWrk } from './load-wrk.ts'
import type { Requests } from './scenarios.ts'

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
