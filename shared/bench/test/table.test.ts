// What is printed of measured rounds.
import { compareWithGoals } from '@barewire/bench/goals'
import type { Round } from '@barewire/bench/measure'
import { type Summary, summarize } from '@barewire/bench/summary'
import { writeGoal, writeTable } from '@barewire/bench/table'
import { expect, test } from 'vitest'

const MEBIBYTE = 1024 * 1024

function roundOf(requests: number, cpu: number, busy: number): Round {
  const latency = { median: 1.5, percentile99: 4 }
  const counted = { requests, seconds: 2, latency, errors: 1 }
  return { counted, cpu, busy, memory: 80 * MEBIBYTE }
}

function summaryOf(name: 'step-23' | 'fastify', cpu: number): Summary {
  const rounds = [2000, 2200, 1800].map((each) => roundOf(each, cpu, 0.95))
  return summarize({ scenario: 'get', name, startMilliseconds: 300, rounds })
}

test('a server has one line, with the medians of its rounds', () => {
  const [titles = '', line = ''] = writeTable([summaryOf('fastify', 50)])
    .split('\n')
    .map((each) => each.trim().replaceAll(/ {2,}/g, '|'))
  expect(titles).toContain('server|requests/s|spread|median ms|99 % ms|CPU µs')
  expect(line).toBe('fastify|1000|20 %|1.50|4.00|50.0|0 %|95 %|80|300|3')
})

test('a server that waited is marked', () => {
  const one = { ...summaryOf('fastify', 50), busy: 0.5 }
  expect(writeTable([one])).toContain('50 %*')
})

test('a latency that nobody knows is a dash', () => {
  const { latency, ...one } = summaryOf('fastify', 50)
  expect(latency).toEqual({ median: 1.5, percentile99: 4 })
  expect(writeTable([one])).toMatch(/20 % +- +- +50\.0/)
})

test.each([
  { cpu: 25, end: 'CPU 0.50, at most 0.50  reached' },
  { cpu: 26, end: 'CPU 0.52, at most 0.50  missed' },
])('a step that takes $cpu of 50 µs: $end', ({ cpu, end }) => {
  const all = [summaryOf('step-23', cpu), summaryOf('fastify', 50)]
  const lines = compareWithGoals(all).map(writeGoal)
  expect(lines).toEqual([`get  step-23 : fastify  ${end}`])
})

test('a goal whose other server was not measured is left out', () => {
  expect(compareWithGoals([summaryOf('step-23', 20)])).toEqual([])
})
