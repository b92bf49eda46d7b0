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
  /** Another server that gets the same: what grows for everybody. */
  readonly beside?: Beside
}

/** A server beside step 23. */
export interface Beside {
  /** Its file in `servers/`, without `.ts`. */
  readonly server: string
  readonly title: string
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
    beside: { server: 'node-http-body', title: 'node:http' },
  },
  {
    name: 'depth',
    title: 'requests sent at once',
    values: [1, 2, 4, 8, 16, 32, 64],
    requests: (value) => ({ ...GET, depth: value }),
  },
]

/** What grew in a curve that was kept; undefined: it is no longer measured. */
export function dimensionOf({ name }: Curve): Dimension | undefined {
  return DIMENSIONS.find((dimension) => dimension.name === name)
}

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
  /** The same of the server beside step 23, where there is one. */
  readonly beside?: readonly Sample[]
}

/** Measures some dimensions. */
export async function measureGrowth(
  dimensions: readonly Dimension[],
  plan: Plan,
): Promise<Curve[]> {
  const others = dimensions.flatMap(({ beside }) => beside?.server ?? [])
  const names = [SERVER, ...new Set(others)]
  using compiled = await compile(
    names.map((name) => ({ name, file: `${name}.ts` })),
  )
  const curves: Curve[] = []
  for (const dimension of dimensions) {
    curves.push(await measureCurve(dimension, compiled, plan))
  }
  return curves
}

const SERVER = 'step-23-raised'

async function measureCurve(
  dimension: Dimension,
  compiled: Compiled,
  plan: Plan,
): Promise<Curve> {
  const samples: Sample[] = []
  const others: Sample[] = []
  for (const value of dimension.values) {
    if (!isAffordable(dimension, value)) continue
    plan.progress(`${dimension.name}: ${value}`)
    const measure = (name: string): Promise<Sample> => {
      const place = { dimension, value, file: compiled.fileOf(name) }
      return measureSample(place, plan)
    }
    samples.push(await measure(SERVER))
    // Right behind: a machine is not as fast a minute later.
    if (dimension.beside) others.push(await measure(dimension.beside.server))
  }
  const { name, beside } = dimension
  return { name, samples, ...(beside && { beside: others }) }
}

const SPARE_FILES = 100

/** Each connection is an open file, of which there may be too few. */
function isAffordable({ connections }: Dimension, value: number): boolean {
  const needed = (connections?.(value) ?? 0) + SPARE_FILES
  if (needed <= openFiles()) return true
  console.error(`Left out: ${value} connections need ${needed} open files.`)
  return false
}

/** A value of a dimension, and the server that it is measured on. */
interface Place {
  readonly dimension: Dimension
  readonly value: number
  readonly file: string
}

async function measureSample(
  { dimension, value, file }: Place,
  { load, ...plan }: Plan,
): Promise<Sample> {
  const requests = dimension.requests(value)
  const connections = dimension.connections?.(value) ?? load.connections
  const here = { ...plan, load: { ...load, connections } }
  const ROUTES = String(dimension.routes?.(value) ?? 0)
  await using server = await startNode([file], { ROUTES })
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
export function exponentsOf({ samples }: Pick<Curve, 'samples'>): Exponents {
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
  const steep = findSteep(curves).map(describeSteep)
  if (steep.length === 0) return 'Nothing grows faster than linear.'
  return `Faster than linear: ${steep.join(', ')}.`
}

function describeSteep(curve: Curve): string {
  const { name, beside } = curve
  const ours = `${exponentsOf(curve).atEnd.toFixed(2)} at the end`
  if (!beside) return `${name} (${ours})`
  const other = dimensionOf(curve)?.beside?.title
  const theirs = exponentsOf({ samples: beside }).atEnd.toFixed(2)
  return `${name} (${ours}, ${other} ${theirs})`
}
