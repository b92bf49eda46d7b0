// Starts a server that is compared, and looks whether it answers with what it
// should.
import { ROOT } from '@barewire/course/steps'
import type { Address } from '@barewire/test-kit/raw-client'
import {
  type RunningProcess,
  startProcess,
} from '@barewire/test-kit/start-process'
import { delimiter, join } from 'node:path'
import type { Compiled } from './compile.ts'
import type { Contestant } from './contestants.ts'
import { keepOnCore } from './cores.ts'
import { startNginx } from './nginx.ts'
import { fieldsOf, type Scenario } from './scenarios.ts'

/** A server that listens, and how long it took to. */
export interface Started extends RunningProcess {
  readonly name: string
  readonly startMilliseconds: number
}

/** Starts one for a scenario. Throws if it answers with other content. */
export async function startContestant(
  contestant: Contestant,
  scenario: Scenario,
  compiled: Compiled,
): Promise<Started> {
  const { name } = contestant
  const begin = performance.now()
  const running = await start(contestant, scenario, compiled)
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

function start(
  { name, file, program }: Contestant,
  scenario: Scenario,
  compiled: Compiled,
): Promise<RunningProcess> {
  if (file === undefined) return onItsCore(startNginx())
  if (file.endsWith('.py')) return onItsCore(startPython(file, program))
  return startNode([compiled.fileOf(name)], { SCENARIO: scenario.name })
}

/** Starts a compiled server with words before its file, and settings. */
export function startNode(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const started = startProcess({
    words,
    cwd: ROOT,
    env: { ...env, NODE_ENV: 'production' },
    channel: true,
  })
  return onItsCore(started)
}

async function onItsCore(
  started: Promise<RunningProcess>,
): Promise<RunningProcess> {
  const running = await started
  keepOnCore(running.child.pid, 'server')
  return running
}

const PACKAGES = join(ROOT, 'shared')

function startPython(
  file: string,
  program = 'python3',
): Promise<RunningProcess> {
  return startProcess({
    file: program,
    words: [file],
    cwd: join(PACKAGES, 'bench', 'src', 'servers'),
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: [
        join(PACKAGES, 'peers', 'src', 'echo'),
        process.env['PYTHONPATH'] ?? [],
      ]
        .flat()
        .join(delimiter),
    },
  })
}

/** Throws if a server answers with other content than the scenario has. */
export async function checkAnswer(
  { host, port }: Address,
  scenario: Scenario,
): Promise<void> {
  const { method, target, body, answer, type } = scenario
  const response = await fetch(`http://${host}:${port}${target}`, {
    method,
    headers: { ...fieldsOf(scenario), Connection: 'close' },
    ...(body !== undefined && { body }),
  })
  const content = await response.text()
  const [sent] = (response.headers.get('content-type') ?? '').split(';')
  if (response.status === 200 && content === answer && sent === type) return
  throw new Error(`answered ${response.status} ${sent} ${content.slice(0, 99)}`)
}
