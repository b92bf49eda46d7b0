// Runs the properties in turn until time is over, or until one does not hold.
import { quote } from '@barewire/test-kit/raw-response'
import * as fc from 'fast-check'
import { inspect } from 'node:util'
import { type Input, piecesOf } from './mutations.ts'
import { PROPERTIES, type Property, type Subject } from './properties.ts'

/** How to run. */
export interface FuzzOptions {
  readonly seed: number
  readonly milliseconds: number
  /** Fast-check's path to one case of the seed's first round. */
  readonly path?: string | undefined
  readonly properties?: readonly Property[]
  /** How long a finding may be made smaller; 20 s if it is not given. */
  readonly shrinkMilliseconds?: number
  /** Told after each property's part of a round. */
  readonly onRound?: (counts: Counts) => void
}

/** How many cases each property has had. */
export type Counts = ReadonlyMap<string, number>

/** A case in which a property does not hold. */
export interface Finding {
  readonly property: string
  readonly seed: number
  readonly path: string
  readonly input: Input
  readonly message: string
}

/** What came of a run. */
export interface FuzzResult {
  readonly counts: Counts
  readonly finding: Finding | undefined
}

const CASES_A_ROUND = 25

const SHRINKING = 20_000

/** Runs round after round, each with the next seed. */
export async function fuzz(
  subject: Subject,
  options: FuzzOptions,
): Promise<FuzzResult> {
  const { milliseconds, path, properties = PROPERTIES, onRound } = options
  const end = performance.now() + milliseconds
  const counts = new Map(properties.map(({ name }) => [name, 0]))
  for (let round = 0; round === 0 || performance.now() < end; round += 1) {
    const seed = (options.seed + round) | 0
    for (const property of properties) {
      if (round > 0 && performance.now() >= end) break
      const counted = countCases(property, counts)
      const details = await runRound(subject, counted, { ...options, seed })
      const finding = findingOf(property, details)
      if (finding !== undefined) return { counts, finding }
      onRound?.(counts)
    }
    if (path !== undefined) break
  }
  return { counts, finding: undefined }
}

function countCases(property: Property, counts: Map<string, number>): Property {
  const { name } = property
  return {
    ...property,
    check(subject, input) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return property.check(subject, input)
    },
  }
}

type Details = fc.RunDetails<[Input]>

async function runRound(
  subject: Subject,
  { input, check }: Property,
  { seed, path, shrinkMilliseconds = SHRINKING }: FuzzOptions,
): Promise<Details> {
  let shrinkingEnds = Infinity
  const property = fc.asyncProperty(input, async (one) => {
    // Smaller cases pass from then on, so the smallest so far is the finding.
    if (performance.now() > shrinkingEnds) return
    try {
      await check(subject, one)
    } catch (error) {
      await subject.bench.clear()
      const latest = performance.now() + shrinkMilliseconds
      shrinkingEnds = Math.min(shrinkingEnds, latest)
      throw error
    }
  })
  const replay = { path: path ?? '', numRuns: 1, endOnFailure: true }
  const run = path === undefined ? { numRuns: CASES_A_ROUND } : replay
  return fc.check(property, { seed, ...run })
}

function findingOf({ name }: Property, details: Details): Finding | undefined {
  const { failed, counterexample, counterexamplePath, seed } = details
  if (!failed || counterexample === null) return undefined
  const [input] = counterexample
  const path = counterexamplePath ?? ''
  const message = messageOf(details.errorInstance)
  return { property: name, seed, path, input, message }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error)
  const { message, cause } = error
  return cause === undefined ? message : `${message}\n${inspect(cause)}`
}

/** A finding for people: how to see it again, the bytes, what is wrong. */
export function describeFinding(finding: Finding, step: number): string {
  const { property, seed, path, input, message } = finding
  const sizes = piecesOf(input).map(({ length }) => length)
  const cuts =
    input.cuts === 'everywhere' ? 'one byte each' : `${sizes.join(' + ')} bytes`
  return [
    `Property "${property}" does not hold. To see it again:`,
    `  npm run fuzz -- --step ${step} --property ${property} --seed ${seed} --path ${path}`,
    `Bytes: ${quote(input.text)}`,
    `Sent as: ${cuts}`,
    message,
  ].join('\n')
}
