// Starts a wrong server in a process of its own: one that crashes, spins or
// fills its memory harms nobody else, and can be killed in whatever it does. A
// thread that is ended in native code can take the whole process with it.
import { numberOf } from '@barewire/course/steps'
import type { Address } from '@barewire/test-kit/raw-client'
import { within } from '@barewire/test-kit/within'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import type { Ports } from './host.ts'
import type { WrongServer } from './wrong-server.ts'

/** A wrong server that listens. */
export interface RunningWrong extends AsyncDisposable {
  /** The step's application. */
  readonly app: Address
  /** The echo contract, if it is kept for RFC cases. */
  readonly echo: Address | undefined
  readonly step: number
  /** Whether it is gone, or goes within the next moment. */
  readonly crashed: () => Promise<boolean>
  /** What it has written to its standard error so far. */
  readonly log: () => string
}

/** Milliseconds until it has to listen. */
const START = 20_000

/** Milliseconds from the end of its connections to that of its process. */
const MOMENT = 50

/** Resolves when it listens. Throws when it does not come to that. */
export async function startWrong(wrong: WrongServer): Promise<RunningWrong> {
  const script = await bundle(wrong)
  const folder = await mkdtemp(join(tmpdir(), 'barewire-wrong-'))
  const child = spawn(process.execPath, ['-'], {
    env: { ACCESS_LOG: 'off', DATABASE: ':memory:', TMPDIR: folder },
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  })
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const closed = once(child, 'close').then(() => true)
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
    await rm(folder, { recursive: true })
  }
  child.stdin?.on('error', () => {}).end(script)
  const ports = await firstMessage(child)
  if (!ports) {
    await stop()
    throw new Error(`Does not start: ${wrong.name}`, { cause: log })
  }
  const [app, echo] = ports.map((port) => ({ host: '127.0.0.1', port }))
  if (!app) throw new Error(`Listens nowhere: ${wrong.name}`)
  return {
    app,
    echo,
    step: numberOf(wrong.step),
    crashed: () => within(MOMENT, closed, false),
    log: () => log,
    [Symbol.asyncDispose]: stop,
  }
}

/** Where it listens; undefined when it says nothing, or ends before. */
function firstMessage(child: ChildProcess): Promise<Ports | undefined> {
  const ended = new AbortController()
  child.once('exit', () => ended.abort())
  const message = once(child, 'message', { signal: ended.signal }).then(
    ([ports]): Ports => ports,
    () => undefined,
  )
  return within(START, message, undefined)
}
