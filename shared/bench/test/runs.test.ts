// Whole runs, with a load of a few requests.
import { compareServers } from '@barewire/bench/compare'
import { compile } from '@barewire/bench/compile'
import type { Contestant } from '@barewire/bench/contestants'
import { DIMENSIONS } from '@barewire/bench/growth'
import type { LoadGenerator } from '@barewire/bench/load'
import type { Plan } from '@barewire/bench/measure'
import { profileStep } from '@barewire/bench/profile'
import { scenarioOf, writeRequest } from '@barewire/bench/scenarios'
import { startNode } from '@barewire/bench/start'
import { ask } from '@barewire/test-kit/raw-client'
import { expect, test } from 'vitest'

const REQUESTS = 50

const GENERATOR: LoadGenerator = {
  name: 'autocannon',
  async send(server, requests) {
    for (let count = 0; count < REQUESTS; count += 1) {
      const { status } = await ask(server, writeRequest(requests))
      if (status !== 200) throw new Error(`answered ${status}`)
    }
    return { requests: REQUESTS, seconds: 0.1, errors: 0 }
  },
}

const CONTESTANTS: readonly Contestant[] = [
  { name: 'node-http', kind: 'server', file: 'node-http.ts' },
  { name: 'flask', kind: 'server', absent: 'is not here' },
  { name: 'koa', kind: 'server', file: 'koa.ts' },
]

const lines: string[] = []

const PLAN: Plan = {
  generator: GENERATOR,
  rounds: 2,
  warmUpSeconds: 1,
  fresh: false,
  load: { seconds: 1, connections: 1 },
  progress: (line) => lines.push(line),
}

test('a comparison has a result for who can, a reason for who cannot', async () => {
  const selection = {
    scenarios: [scenarioOf('hello')],
    contestants: CONTESTANTS,
    isWanted: () => true,
  }
  const outcomes = []
  for await (const outcome of compareServers(selection, PLAN)) {
    outcomes.push(outcome)
  }
  const results = outcomes.flatMap((outcome) => outcome.results)
  const blanks = outcomes.flatMap((outcome) => outcome.blanks)
  expect(results.map(({ name }) => name)).toEqual(['node-http', 'koa'])
  for (const { used, requestsPerSecond, errors } of results) {
    expect([requestsPerSecond, errors]).toEqual([REQUESTS / 0.1, 0])
    expect(used?.cpu).toBeGreaterThan(0)
  }
  expect(blanks).toEqual([
    { scenario: 'hello', name: 'flask', reason: 'is not here' },
  ])
  expect(lines).toContain('1/1 hello: round 2 of 2, koa')
})

test('each round has new processes where that is asked for', async () => {
  const ports = new Set<number>()
  const generator: LoadGenerator = {
    name: 'wrk',
    send: (server, ...others) => {
      ports.add(server.port)
      return GENERATOR.send(server, ...others)
    },
  }
  const selection = {
    scenarios: [scenarioOf('hello')],
    contestants: CONTESTANTS.slice(0, 1),
    isWanted: () => true,
  }
  const plan = { ...PLAN, generator, fresh: true }
  const outcomes = []
  for await (const outcome of compareServers(selection, plan)) {
    outcomes.push(outcome)
  }
  const results = outcomes.flatMap((outcome) => outcome.results)
  expect(results.map(({ rounds }) => rounds?.length)).toEqual([2])
  expect(ports.size).toBe(2)
})

test('a profile names files of the step, and its shares are all there is', async () => {
  const shares = await profileStep(scenarioOf('get'), PLAN)
  const sum = Object.values(shares).reduce((all, share) => all + share, 0)
  expect(sum).toBeCloseTo(1, 1)
  expect(Object.keys(shares).some((name) => name.startsWith('wire/'))).toBe(
    true,
  )
})

test('step 23 answers the least and the most of each dimension', async () => {
  const name = 'raised'
  using compiled = await compile([{ name, file: 'step-23-raised.ts' }])
  const routes = DIMENSIONS.flatMap(({ values, routes: count }) =>
    values.map((value) => count?.(value) ?? 0),
  )
  const env = { ROUTES: String(Math.max(...routes)) }
  await using server = await startNode([compiled.fileOf(name)], env)
  for (const { values, requests } of DIMENSIONS) {
    for (const value of [values[0] ?? 0, values.at(-1) ?? 0]) {
      const request = writeRequest(requests(value))
      const { statusLine } = await ask(server, request)
      expect(statusLine).toBe('HTTP/1.1 200 OK')
    }
  }
})

test('the server beside step 23 gives the same answer', async () => {
  const { beside, requests } = DIMENSIONS.find((one) => one.beside) ?? {}
  const names = ['step-23-raised', beside?.server ?? '']
  using compiled = await compile(
    names.map((name) => ({ name, file: `${name}.ts` })),
  )
  const answers: string[] = []
  for (const name of names) {
    await using server = await startNode([compiled.fileOf(name)])
    const asked = requests?.(300_000)
    if (!asked) continue
    const { body } = await ask(server, writeRequest(asked))
    answers.push(body.toString())
  }
  expect(answers).toEqual(names.map(() => '{"length":300000}'))
})
