// Each server answers with the same content, and says what it has used.
import {
  checkAnswer,
  CONTESTANTS,
  startContestant,
} from '@barewire/bench/contestants'
import { scenarioOf, SCENARIOS } from '@barewire/bench/scenarios'
import { askUsage } from '@barewire/bench/usage'
import { expect, test } from 'vitest'

const PARSING = CONTESTANTS.filter((name) => name !== 'raw-socket')

test.each(PARSING)('%s serves all scenarios', async (name) => {
  await using server = await startContestant(name, scenarioOf('get'))
  for (const scenario of SCENARIOS) await checkAnswer(server, scenario)
  const { microseconds, memory } = await askUsage(server)
  expect(microseconds).toBeGreaterThan(0)
  expect(memory).toBeGreaterThan(1024 * 1024)
})

test('the raw socket serves the scenario it is started for', async () => {
  const [get, post] = [scenarioOf('get'), scenarioOf('post')]
  await using server = await startContestant('raw-socket', post)
  await checkAnswer(server, post)
  const other = { ...get, answer: '{}' }
  await expect(checkAnswer(server, other)).rejects.toThrow('answered 200')
})
