// The servers that are compared, each a program of its own.
import { ROOT } from '@barewire/course/steps'
import type { Address } from '@barewire/test-kit/raw-client'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { join } from 'node:path'
import { fieldsOf, type Scenario } from './scenarios.ts'

/** Their names, which are those of their files in `servers/`. */
export const CONTESTANTS = [
  'raw-socket',
  'node-http',
  'fastify',
  'step-09',
  'step-23',
] as const

/** A server that is compared. */
export type Contestant = (typeof CONTESTANTS)[number]

/** A server that listens, and how long it took to. */
export interface Started extends RunningProcess {
  readonly name: Contestant
  readonly startMilliseconds: number
}

/** Starts one for a scenario. Throws if it answers with other content. */
export async function startContestant(
  name: Contestant,
  scenario: Scenario,
): Promise<Started> {
  const begin = performance.now()
  const running = await startProcess({
    words: ['--import', 'tsx', `${name}.ts`],
    cwd: join(ROOT, 'shared', 'bench', 'src', 'servers'),
    env: { SCENARIO: scenario.name },
  })
  const startMilliseconds = performance.now() - begin
  try {
    await checkAnswer(running, scenario)
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw new Error(`${name} cannot be compared: ${String(error)}`, {
      cause: error,
    })
  }
  return { ...running, name, startMilliseconds }
}

/** Throws if a server answers with other content than the scenario has. */
export async function checkAnswer(
  { host, port }: Address,
  scenario: Scenario,
): Promise<void> {
  const { method, target, body, answer } = scenario
  const response = await fetch(`http://${host}:${port}${target}`, {
    method,
    headers: { ...fieldsOf(scenario), Connection: 'close' },
    ...(body !== undefined && { body }),
  })
  const content = await response.text()
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 200 && content === answer && isJson(type)) return
  throw new Error(`answered ${response.status} ${type} ${content}`)
}

function isJson(type: string): boolean {
  return /^application\/json(?:;|$)/.test(type)
}
