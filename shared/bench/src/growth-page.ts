// The part of the page that says how the cost grows.
import {
  type Curve,
  dimensionOf,
  exponentsOf,
  judgeGrowth,
  type Sample,
} from './growth.ts'
import { describeRun, image } from './page-parts.ts'
import type { GrowthRun } from './record.ts'
import { markdownTable } from './table.ts'

/** A sentence, a table, and a plot for each curve. */
export function writeGrowth(run: GrowthRun): string[] {
  const { curves } = run
  return [
    '## How the cost grows',
    `**${judgeGrowth(curves)}** The exponent says by which power the CPU time of
one request to step 23 grows: 0 is not at all, 1 linear, 2 quadratic (least
squares on logarithms). "At the end" counts the last three values alone, where
what every request costs hides least. The limits of the server are raised for
the long bodies and the many connections. node:http stands beside the bodies and
collects them with \`Buffer.concat\`: what both curves share is not in the code
of step 23.`,
    describeRun(run),
    markdownTable([
      ['', 'from', 'to', 'µs, first', 'µs, last', 'exponent', 'at the end'],
      ...curves.flatMap(rowsOfCurve),
    ]),
    ...curves.map((curve) => {
      const { overall } = exponentsOf(curve)
      const what = `CPU time for a request and requests a second against ${titleOf(curve)}`
      return image(curve.name, `${what}: exponent ${overall.toFixed(2)}`)
    }),
  ]
}

function rowsOfCurve(curve: Curve): string[][] {
  const { samples, beside } = curve
  const title = titleOf(curve)
  const other = dimensionOf(curve)?.beside?.title
  return [
    rowOf(title, samples),
    ...(beside ? [rowOf(`${title}, ${other}`, beside)] : []),
  ]
}

function rowOf(title: string, samples: readonly Sample[]): string[] {
  const { overall, atEnd } = exponentsOf({ samples })
  const [first, last] = [samples.at(0), samples.at(-1)]
  return [
    title,
    String(first?.value),
    String(last?.value),
    first?.cpu.toFixed(1) ?? '',
    last?.cpu.toFixed(1) ?? '',
    overall.toFixed(2),
    atEnd.toFixed(2),
  ]
}

function titleOf(curve: Curve): string {
  return dimensionOf(curve)?.title ?? curve.name
}
