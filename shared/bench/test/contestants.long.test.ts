// Each server that is here answers with the same content in every scenario
// that it claims, and says what it has used; of the others it is said why not.
import { explainBlanks, sourceOf } from '@barewire/bench/compare'
import { type Compiled, compile } from '@barewire/bench/compile'
import { findContestants, obstacleOf } from '@barewire/bench/contestants'
import { SCENARIOS, scenarioOf } from '@barewire/bench/scenarios'
import { checkAnswer, startContestant } from '@barewire/bench/start'
import { askUsage, parseUsage } from '@barewire/bench/usage'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ALL = findContestants()
const HERE = ALL.filter(({ absent }) => absent === undefined)
const ABSENT = ALL.filter(({ absent }) => absent !== undefined)

let compiled: Compiled
beforeAll(async () => {
  compiled = await compile(HERE.flatMap(sourceOf))
})
afterAll(() => compiled[Symbol.dispose]())

const ABLE = HERE.filter((each) => scenariosOf(each).length > 0)

function scenariosOf(contestant: (typeof ALL)[number]): typeof SCENARIOS {
  return SCENARIOS.filter((each) => obstacleOf(contestant, each) === undefined)
}

test.each(ABLE)('$name serves what it claims', async (contestant) => {
  const [first = scenarioOf('get'), ...others] = scenariosOf(contestant)
  await using server = await startContestant(contestant, first, compiled)
  // It writes the bytes of the scenario that it was started for.
  const fixed = contestant.name === 'raw-socket'
  for (const scenario of fixed ? [] : others) {
    await checkAnswer(server, scenario)
  }
  const usage = await askUsage(server)
  // Of those that are not on Node only Linux tells.
  const isKnown = process.platform === 'linux' || server.child.connected
  expect((usage?.memory ?? 0) > 1024 * 1024).toBe(isKnown)
})

test.each(ABLE.filter(({ step }) => step !== undefined))(
  '$name is made of its own source alone',
  ({ name, step }) => {
    const text = readFileSync(compiled.fileOf(name), 'utf8')
    const sources = [...text.matchAll(/^\/\/ (?:\.\.\/)*steps\/([\w-]+)\//gm)]
    const names = new Set(sources.map(([, each]) => each))
    expect([...names]).toEqual([step?.name])
  },
)

test('the servers that are absent are named', () => {
  for (const { name, absent } of ABSENT) {
    console.log(`Not compared: ${absent}`)
    expect(absent).toMatch(new RegExp(`^${name} is not installed: `))
  }
  expect(HERE.length + ABSENT.length).toBe(ALL.length)
  const nodes = ['node-http', 'fastify', 'express', 'hono', 'koa']
  expect(HERE.map(({ name }) => name)).toEqual(expect.arrayContaining(nodes))
})

test('a server with another answer is refused', async () => {
  const [hello, post] = [scenarioOf('hello'), scenarioOf('post')]
  const socket = ALL.filter(({ name }) => name === 'raw-socket')
  for (const each of socket) {
    await using server = await startContestant(each, post, compiled)
    await checkAnswer(server, post)
    await expect(checkAnswer(server, hello)).rejects.toThrow('answered 200')
    const wrong = { ...hello, answer: '{}' }
    const started = startContestant(each, wrong, compiled)
    await expect(started).rejects.toThrow('raw-socket cannot be compared')
  }
  expect(socket).toHaveLength(1)
})

test.each([
  { name: 'step-01', scenario: 'one-connection', reason: 'sends back' },
  { name: 'step-02', scenario: 'hello', reason: 'keeps no connection' },
  { name: 'step-08', scenario: 'post', reason: 'keeps no connection' },
  { name: 'step-09', scenario: 'get', reason: 'no path parameters' },
])('$name cannot do $scenario: $reason', ({ name, scenario, reason }) => {
  const found = ALL.filter((each) => each.name === name)
  const reasons = found.map((each) => obstacleOf(each, scenarioOf(scenario)))
  expect(reasons).toEqual([expect.stringContaining(reason)])
})

test('each reason is given once', () => {
  const blank = { scenario: 'hello', reason: 'keeps no connection' }
  const names = ['step-02', 'step-03', 'step-04', 'step-02', 'flask']
  const blanks = names.map((name) => ({
    ...blank,
    name,
  }))
  expect(explainBlanks(blanks)).toEqual([
    'step-02 to step-04, flask: keeps no connection',
  ])
})

test('what Linux notes of a process is read', () => {
  const stat = `7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 9 9 20 0 1`
  const status = 'VmHWM:\t    4096 kB\nVmRSS:\t    2048 kB\n'
  expect(parseUsage(stat, status)).toEqual({
    microseconds: 2_000_000,
    memory: 2 * 1024 * 1024,
  })
})
