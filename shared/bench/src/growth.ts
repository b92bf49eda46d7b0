// How the cost of a request to the last step grows: with connections, routes,
// field lines, the length of a body, and how many come at once.
import { openFiles } from '@barewire/attacks/attack'
import { median, sum } from 'simple-statistics'
import { type Compiled, compile } from './compile.ts'
import { measureRound, type Plan, type Round, warmUp } from './measure.ts'
import type { Requests } from './scenarios.ts'
import { exponentOf, type Point, rounded } from './statistics.ts'
import { startNode } from './start.ts'

/** What grows, and how far. */
export interface Dimension {
  readonly name: string
  /** What is on the x axis. */
  readonly title: string
  readonly values: readonly number[]
  readonly requests: (value: number) => Requests
  readonly connections?: (value: number) => number
  readonly routes?: (value: number) => number
}

const GET = {
  method: 'GET',
  target: '/items/42',
  depth: 1,
  closes: false,
} as const

const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

export const DIMENSIONS: readonly Dimension[] = [
  {
    name: 'connections',
    title: 'connections',
    values: [1, 10, 100, 1_000, 5_000],
    requests: () => GET,
    connections: (value) => value,
  },
  {
    name: 'routes',
    title: 'routes',
    values: [10, 100, 1_000, 10_000],
    requests: (value) => ({ ...GET, target: `/route-${value - 1}/42` }),
    routes: (value) => value,
  },
  {
    name: 'fields',
    title: 'field lines beside Host',
    values: [1, 3, 10, 30, 100],
    requests: (value) => ({ ...GET, fields: manyFields(value) }),
  },
  {
    name: 'body',
    title: 'bytes of the body',
    values: [0, KIBIBYTE, 16 * KIBIBYTE, 256 * KIBIBYTE].concat(
      [1, 4, 16].map((each) => each * MEBIBYTE),
    ),
    requests: (value) => ({
      ...GET,
      method: 'POST',
      target: '/length',
      body: 'a'.repeat(value),
    }),
    connections: () => 4,
  },
  {
    name: 'depth',
    title: 'requests sent at once',
    values: [1, 2, 4, 8, 16, 32, 64],
    requests: (value) => ({ ...GET, depth: value }),
  },
]

function manyFields(count: number): Record<string, string> {
  const all = Array.from({ length: count }, (_, at) => [`X-Field-${at}`, 'abc'])
  return Object.fromEntries(all)
}

/** What was measured at one value. */
export interface Sample {
  readonly value: number
  readonly requestsPerSecond: number
  /** Microseconds of CPU time for each request. */
  readonly cpu: number
  /** Answers that did not come, of all rounds; undefined: they all came. */
  readonly errors?: number
}

/** How the cost grew with one dimension. */
export interface Curve {
  readonly name: string
  readonly samples: readonly Sample[]
}

/** Measures some dimensions. */
export async function measureGrowth(
  dimensions: readonly Dimension[],
  plan: Plan,
): Promise<Curve[]> {
  using compiled = await compile([{ name: SERVER, file: `${SERVER}.ts` }])
  const curves: Curve[] = []
  for (const dimension of dimensions) {
    const samples: Sample[] = []
    for (const value of dimension.values) {
      if (!isAffordable(dimension, value)) continue
      plan.progress(`${dimension.name}: ${value}`)
      samples.push(await measureSample({ dimension, value }, compiled, plan))
    }
    curves.push({ name: dimension.name, samples })
  }
  return curves
}

const SERVER = 'step-23-raised'
const SPARE_FILES = 100

/** Each connection is an open file, of which there may be too few. */
function isAffordable({ connections }: Dimension, value: number): boolean {
  const needed = (connections?.(value) ?? 0) + SPARE_FILES
  if (needed <= openFiles()) return true
  console.error(`Left out: ${value} connections need ${needed} open files.`)
  return false
}

async function measureSample(
  { dimension, value }: { dimension: Dimension; value: number },
  compiled: Compiled,
  { load, ...plan }: Plan,
): Promise<Sample> {
  const requests = dimension.requests(value)
  const connections = dimension.connections?.(value) ?? load.connections
  const here = { ...plan, load: { ...load, connections } }
  const ROUTES = String(dimension.routes?.(value) ?? 0)
  await using server = await startNode([compiled.fileOf(SERVER)], { ROUTES })
  await warmUp(server, requests, here)
  const rounds: Round[] = []
  while (rounds.length < plan.rounds) {
    rounds.push(await measureRound(server, requests, here))
  }
  return summarizeSample(value, rounds)
}

function summarizeSample(value: number, rounds: readonly Round[]): Sample {
  const times = rounds.flatMap(({ used }) => used?.cpu ?? [])
  if (times.length === 0) throw new Error(`There are no answers at ${value}`)
  const rates = rounds.map(({ counted }) => counted.requests / counted.seconds)
  const errors = sum(rounds.map(({ counted }) => counted.errors))
  return {
    value,
    requestsPerSecond: rounded(median(rates)),
    cpu: rounded(median(times)),
    ...(errors > 0 && { errors }),
  }
}

/** By which powers the cost of one request grows. */
export interface Exponents {
  readonly overall: number
  /** From the last three values alone, where what is fixed counts least. */
  readonly atEnd: number
}

/** Fits both. A value of 0 has no logarithm, so it is left out. */
export function exponentsOf({ samples }: Curve): Exponents {
  const points = samples
    .filter(({ value }) => value > 0)
    .map(({ value, cpu }): Point => [value, cpu])
  return { overall: exponentOf(points), atEnd: exponentOf(points.slice(-3)) }
}

// Measured times scatter, so a little more than 1 is still linear.
const LINEAR = 1.3

/** Which curves grow faster than linear. */
export function findSteep(curves: readonly Curve[]): Curve[] {
  return curves.filter((curve) => {
    const { overall, atEnd } = exponentsOf(curve)
    return Math.max(overall, atEnd) > LINEAR
  })
}

/** The one sentence about all of them. */
export function judgeGrowth(curves: readonly Curve[]): string {
  const steep = findSteep(curves).map(({ name }) => name)
  if (steep.length === 0) return 'Nothing grows faster than linear.'
  return `Faster than linear: ${steep.join(', ')}.`
}
