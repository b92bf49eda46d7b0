// The plots of the page, as Vega-Lite has them specified.
import type { TopLevelSpec } from 'vega-lite'
import { draw } from './draw.ts'
import { type Curve, dimensionOf, type Sample } from './growth.ts'
import type { Comparison, Measurements } from './record.ts'

/** A plot as a file. */
export interface Plot {
  /** "performance-steps.svg". */
  readonly file: string
  readonly svg: string
}

/** The plots of what was measured. */
export async function drawPlots(measurements: Measurements): Promise<Plot[]> {
  const { comparison, growth } = measurements
  const plots: Plot[] = []
  const add = async (name: string, spec: TopLevelSpec): Promise<void> => {
    plots.push({ file: fileOf(name), svg: await draw(spec) })
  }
  if (comparison) {
    await add('steps', stepBars(comparison))
    await add('servers', serverBars(comparison))
  }
  for (const curve of growth?.curves ?? []) {
    await add(curve.name, growthLines(curve))
  }
  return plots
}

/** One of several plots, one below the other. */
type Part = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number]

/** The file of a plot. */
export function fileOf(name: string): string {
  return `performance-${name}.svg`
}

// Both can be read on white and on black.
const OURS = '#d9822b'
const OTHERS = '#4f8fc9'

interface Bar {
  readonly name: string
  readonly cpu: number
  readonly ours: boolean
}

function barsOf(
  { results }: Comparison,
  scenario: string,
  isShown: (name: string) => boolean,
): Bar[] {
  return results
    .filter((one) => one.scenario === scenario && isShown(one.name))
    .flatMap(({ name, used }) =>
      used ? [{ name, cpu: used.cpu, ours: isStep(name) }] : [],
    )
}

function isStep(name: string): boolean {
  return name.startsWith('step-')
}

function isKnownOrLast(name: string): boolean {
  return !isStep(name) || name === 'step-23'
}

function cheapestFirst(bars: readonly Bar[]): Bar[] {
  return bars.toSorted((one, other) => one.cpu - other.cpu)
}

/** Bars from top to bottom. */
function barChart(title: string, bars: readonly Bar[]): Part {
  return {
    title,
    width: 300,
    height: { step: 20 },
    data: { values: bars.map((bar) => ({ ...bar, text: bar.cpu.toFixed(1) })) },
    encoding: {
      y: { field: 'name', type: 'nominal', sort: null, title: null },
      x: {
        field: 'cpu',
        type: 'quantitative',
        title: 'CPU time for a request, µs',
        axis: { tickCount: 5 },
      },
    },
    layer: [
      {
        mark: { type: 'bar', height: 14 },
        encoding: {
          color: {
            condition: { test: 'datum.ours', value: OURS },
            value: OTHERS,
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { text: { field: 'text' } },
      },
    ],
  }
}

/** What each layer costs: the steps, one below the other. */
function stepBars(comparison: Comparison): TopLevelSpec {
  return {
    spacing: 30,
    vconcat: [
      barChart(
        'A connection for each GET',
        barsOf(comparison, 'one-connection', isStep),
      ),
      barChart(
        'GET with a path parameter, connections kept',
        barsOf(comparison, 'get', isStep),
      ),
    ],
  }
}

/** Step 23 among known servers, the cheapest first. */
function serverBars(comparison: Comparison): TopLevelSpec {
  const [get, post] = ['get', 'post'].map((scenario) =>
    cheapestFirst(barsOf(comparison, scenario, isKnownOrLast)),
  )
  return {
    spacing: 30,
    vconcat: [
      barChart('GET with a path parameter', get ?? []),
      barChart('POST of JSON that is checked', post ?? []),
    ],
  }
}

/** The cost above, the requests in a second below. */
function growthLines(curve: Curve): TopLevelSpec {
  const { name, samples, beside = [] } = curve
  const found = dimensionOf(curve)
  const title = found?.title ?? name
  const placesOf = (heightOf: (sample: Sample) => number): Place[] => [
    ...placesIn('step 23', samples, heightOf),
    ...placesIn(found?.beside?.title ?? '', beside, heightOf),
  ]
  return {
    spacing: 20,
    vconcat: [
      line(
        { x: title, y: 'CPU time, µs' },
        placesOf(({ cpu }) => cpu),
      ),
      line(
        { x: title, y: 'requests/s' },
        placesOf(({ requestsPerSecond }) => requestsPerSecond),
      ),
    ],
  }
}

/** The places of one line; 0 has none on a logarithmic axis. */
function placesIn(
  server: string,
  samples: readonly Sample[],
  heightOf: (sample: Sample) => number,
): Place[] {
  return samples
    .filter(({ value }) => value > 0)
    .map((sample) => ({ server, x: sample.value, y: heightOf(sample) }))
}

// Ticks on logarithmic axes; those outside of an axis are left out.
const DECADES = Array.from({ length: 9 }, (_, power) => 10 ** power)
const FINER = DECADES.flatMap((ten) => [ten, 2 * ten, 5 * ten])
const SHORT = 30

interface Place {
  readonly server: string
  readonly x: number
  readonly y: number
}

function line(
  titles: { readonly x: string; readonly y: string },
  places: readonly Place[],
): Part {
  const heights = places.map(({ y }) => y)
  const servers = [...new Set(places.map(({ server }) => server))]
  const isShort = Math.max(...heights) < SHORT * Math.min(...heights)
  return {
    width: 340,
    height: 130,
    data: { values: [...places] },
    mark: { type: 'line', point: { size: 50 } },
    encoding: {
      color: {
        field: 'server',
        type: 'nominal',
        scale: { domain: servers, range: [OURS, OTHERS] },
        ...(servers.length < 2 && { legend: null }),
      },
      x: logarithmic('x', titles.x, DECADES),
      y: logarithmic('y', titles.y, isShort ? FINER : DECADES),
    },
  }
}

function logarithmic(field: 'x' | 'y', title: string, ticks: number[]) {
  return {
    field,
    type: 'quantitative',
    scale: { type: 'log' },
    title,
    axis: { values: ticks, format: '~s' },
  } as const
}
