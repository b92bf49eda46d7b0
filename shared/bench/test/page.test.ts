// The page, its plots and its numbers belong together.
import { writePage } from '@barewire/bench/page'
import { drawPlots } from '@barewire/bench/plots'
import { PAGE } from '@barewire/bench/publish'
import {
  type Comparison,
  type Measurements,
  readMeasurements,
  REFERENCE,
} from '@barewire/bench/record'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const KEPT = readMeasurements()

const ANEW = 'npm run bench -- --page writes it anew'

test('the page says what the numbers say', () => {
  expect(readFileSync(PAGE, 'utf8'), ANEW).toBe(writePage(KEPT))
})

test('the plots show what the numbers say', async () => {
  const plots = await drawPlots(KEPT)
  for (const { file, svg } of plots) {
    expect(readFileSync(join(REFERENCE, file), 'utf8'), ANEW).toBe(svg)
    expect(svg).toContain('prefers-color-scheme: dark')
  }
  const page = writePage(KEPT)
  const shown = [...page.matchAll(/^!\[[^\]]{20,}\]\(([\w.-]+)\)$/gm)]
  expect(shown.map(([, file]) => file)).toEqual(plots.map(({ file }) => file))
})

const RUN = {
  made: '2026-11-24',
  node: '20.20.2',
  machine: '2 × a processor',
  generator: 'wrk',
  rounds: 3,
  seconds: 1,
  warmUpSeconds: 1,
  cores: true,
  connections: 16,
}

const COMPARISON: Comparison = {
  ...RUN,
  servers: [
    { name: 'fastify', kind: 'server', version: '5.0.0' },
    { name: 'step-23', kind: 'step' },
  ],
  results: [
    resultOf('straight-line', 16),
    resultOf('fastify', 40),
    resultOf('step-23', 20),
  ],
  blanks: [{ scenario: 'get', name: 'flask', reason: 'is not installed' }],
}

const BODIES = [1, 10, 100]

const FIXED: Measurements = {
  comparison: COMPARISON,
  goals: COMPARISON,
  growth: {
    ...RUN,
    curves: [
      {
        name: 'depth',
        samples: [1, 4, 16].map((value) => ({
          ...sampleAt(value),
          cpu: 80 / value,
        })),
      },
      {
        name: 'body',
        samples: BODIES.map((value) => ({ ...sampleAt(value), cpu: value })),
        beside: BODIES.map((value) => ({ ...sampleAt(value), cpu: 2 * value })),
      },
    ],
  },
  profiles: {
    before: { ...RUN, shares: { get: { 'wire/host.ts': 0.3, zod: 0.001 } } },
    now: { ...RUN, shares: { get: { 'wire/host.ts': 0.1, zod: 0.9 } } },
  },
}

function sampleAt(value: number) {
  return { value, requestsPerSecond: 1000 }
}

function resultOf(name: string, cpu: number) {
  return {
    scenario: 'get',
    name,
    requestsPerSecond: 1e6 / cpu,
    spread: 0.1,
    latency: { median: 0.5, percentile99: 2 },
    used: { cpu, cpuSpread: 0.05, busy: 0.99, memory: 2 ** 26 },
    startMilliseconds: 100,
    errors: 0,
    rounds: [{ requestsPerSecond: 50_000, cpu }],
  }
}

test.each([
  '| fastify | 5.0.0 | 40.0 |',
  '| step-23 |  | 20.0 |',
  '- flask: is not installed',
  '| get | step-23 : fastify | CPU at most 0.50 | 0.50 | 0.50 to 0.50 | reached |',
  '| post | step-23 : fastify | CPU at most 0.70 |  |  | not measured |',
  '| step-23 | 50000 | 10% | 0.50 | 2.00 | 20.0 | 5% | 99% | 64 | 100 |',
  '| step-23 : straight-line | 1.25 |',
  '| node-http : straight-line |  |',
  '**Nothing grows faster than linear.**',
  '| requests sent at once | 1 | 16 | 80.0 | 5.0 | -1.00 | -1.00 |',
  '| bytes of the body | 1 | 100 | 1.0 | 100.0 | 1.00 | 1.00 |',
  '| bytes of the body, node:http | 1 | 100 | 2.0 | 200.0 | 1.00 | 1.00 |',
  '|  | before | now |',
  '| zod | 0.1 % | 90.0 % |',
  '| wire/host.ts | 30.0 % | 10.0 % |',
])('a page has the line %s', (line) => {
  expect(writePage(FIXED)).toContain(line)
})

test('nothing measured is nothing shown', async () => {
  expect(writePage({})).not.toContain('## ')
  expect(await drawPlots({})).toEqual([])
})
