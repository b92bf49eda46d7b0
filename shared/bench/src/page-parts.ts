// What several parts of the page have.
import { fileOf } from './plots.ts'
import type { Circumstances } from './record.ts'

/** When, where, and how, in a few lines. */
export function describeRun(run: Circumstances): string {
  const { made, node, machine, generator, rounds, seconds } = run
  const cores = run.cores
    ? 'on another core than the server'
    : 'on the same machine'
  return `Measured on ${made} with Node ${node} on ${machine}.
Load from ${generator} ${cores}, ${run.connections} connections unless said;
${rounds === 1 ? 'one round' : `${rounds} interleaved rounds`} of ${seconds} s after ${run.warmUpSeconds} s of warming up. All figures are medians.`
}

/** A plot with its words for who cannot see it. */
export function image(name: string, alternative: string): string {
  return `![${alternative}](${fileOf(name)})`
}
