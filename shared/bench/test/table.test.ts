// What is printed of measured rounds.
import { compareWithGoals, GOALS, rowOfGoal } from '@barewire/bench/goals'
import type { Round } from '@barewire/bench/measure'
import { type Summary, summarize } from '@barewire/bench/summary'
import { alignRows, rowOf, TITLES } from '@barewire/bench/table'
import { expect, test } from 'vitest'

const MEBIBYTE = 1024 * 1024

function roundOf(requests: number, cpu: number, busy: number): Round {
  const latency = { median: 1.5, percentile99: 4 }
  const counted = { requests, seconds: 2, latency, errors: 1 }
  return { counted, used: { cpu, busy, memory: 80 * MEBIBYTE } }
}

function summaryOf(name: 'step-23' | 'fastify', cpu: number): Summary {
  const rounds = [2000, 2200, 1800].map((each) => roundOf(each, cpu, 0.95))
  return summarize({ scenario: 'get', name, startMilliseconds: 300, rounds })
}

test('a server has one row, with the medians of its rounds', () => {
  const fastify = summaryOf('fastify', 50)
  const row = ['fastify', '1000', '20%', '1.50', '4.00', '50.0', '0%']
  expect(rowOf(fastify)).toEqual([...row, '95% ', '80', '300'])
  expect(fastify.errors).toBe(3)
})

test('a table fits 80 columns', () => {
  const long = { ...summaryOf('fastify', 99_999), name: 'step-23-layers' }
  const lines = alignRows([TITLES, rowOf(long)]).split('\n')
  expect(lines.map(({ length }) => length <= 80)).toEqual([true, true])
})

test('a server that waited is marked', () => {
  const rounds = [roundOf(1000, 50, 0.5)]
  const one = { scenario: 'get', name: 'fastify', startMilliseconds: 1, rounds }
  expect(rowOf(summarize(one))).toContain('50%*')
})

test('what nobody knows is a dash', () => {
  const { latency, used, ...one } = summaryOf('fastify', 50)
  expect([latency, used]).not.toContain(undefined)
  const dashes = ['-', '-', '-', '-', '-', '-']
  expect(rowOf(one)).toEqual(['fastify', '1000', '20%', ...dashes, '300'])
})

test.each([
  { cpu: 25, end: ['0.50', '0.50 to 0.50', 'reached'] },
  { cpu: 26, end: ['0.52', '0.52 to 0.52', 'missed'] },
])('a step that takes $cpu of 50 µs: $end', ({ cpu, end }) => {
  const all = [summaryOf('step-23', cpu), summaryOf('fastify', 50)]
  const [first = GOALS[0]] = compareWithGoals(all)
  expect(first && rowOfGoal(first)).toEqual([
    'get',
    'step-23 : fastify',
    'CPU at most 0.50',
    ...end,
  ])
})

test('a slow machine is not in a ratio, since each round has its own', () => {
  const timesOf = (name: string, times: readonly number[]) => {
    const rounds = times.map((cpu) => roundOf(2000, cpu, 0.95))
    return summarize({ scenario: 'get', name, startMilliseconds: 1, rounds })
  }
  const ours = timesOf('step-23', [20, 40, 90])
  const [first = GOALS[0]] = compareWithGoals([
    ours,
    timesOf('fastify', [50, 100, 150]),
  ])
  expect(first && rowOfGoal(first).slice(3)).toEqual([
    '0.40',
    '0.40 to 0.60',
    'reached',
  ])
})

test('a goal whose other server was not measured says so', () => {
  const rows = compareWithGoals([summaryOf('step-23', 20)]).map(rowOfGoal)
  expect(rows).toHaveLength(GOALS.length)
  expect(new Set(rows.map((row) => row.at(-1)))).toEqual(
    new Set(['not measured']),
  )
})
