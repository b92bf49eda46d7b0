// Starts a wrong server in a thread of its own: one that crashes, spins or
// fills its memory harms nobody else, and can be stopped.
import type { Address } from '@barewire/test-kit/raw-client'
import { within } from '@barewire/test-kit/within'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
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
  /** Whether it is gone. */
  readonly crashed: () => boolean
  /** What it has written to its standard error so far. */
  readonly log: () => string
}

/** Milliseconds until it has to listen. */
const START = 20_000

/** Resolves when it listens. Throws when it does not come to that. */
export async function startWrong(wrong: WrongServer): Promise<RunningWrong> {
  const script = await bundle(wrong)
  const folder = await mkdtemp(join(tmpdir(), 'barewire-wrong-'))
  const worker = new Worker(script, {
    eval: true,
    execArgv: [],
    env: { ACCESS_LOG: 'off', DATABASE: ':memory:', TMPDIR: folder },
    stdout: true,
    stderr: true,
  })
  let log = ''
  worker.stdout.resume()
  worker.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const stop = async (): Promise<void> => {
    await worker.terminate()
    await rm(folder, { recursive: true })
  }
  const ports = await firstMessage(worker).catch(async (error: unknown) => {
    await stop()
    throw new Error(`Does not start: ${wrong.name}`, { cause: error })
  })
  const [app, echo] = ports.map((port) => ({ host: '127.0.0.1', port }))
  if (!app) throw new Error(`Listens nowhere: ${wrong.name}`)
  // From now on a crash is something that a check can see.
  let crashed = false
  worker.on('error', (error) => {
    crashed = true
    log += error instanceof Error ? error.stack : String(error)
  })
  return {
    app,
    echo,
    step: wrong.step,
    crashed: () => crashed,
    log: () => log,
    [Symbol.asyncDispose]: stop,
  }
}

async function firstMessage(worker: Worker): Promise<Ports> {
  const message = once(worker, 'message').then(([ports]): Ports => ports)
  const ports = await within(START, message, undefined)
  if (ports) return ports
  throw new Error(`It has said nothing for ${START} ms`)
}
