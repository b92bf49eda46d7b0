// A server under test: a program that is started with PORT, in whatever
// language, or one that listens somewhere already.
import { spawn } from 'cross-spawn'
import { type ChildProcess, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Address } from '@barewire/test-kit/raw-client'
import { cpuShare } from './cpu-time.ts'
import { explainStart } from './not-started.ts'

/** What can be judged. */
export interface Server extends AsyncDisposable {
  readonly address: Address
  /** Why it is not there any more; undefined while it is. */
  readonly gone: () => Promise<string | undefined>
  /** The percentage of a core that it uses; undefined: unknown. */
  readonly cpuShare: () => Promise<number | undefined>
  /** Its error output since this was asked last; '': none, or unknown. */
  readonly takePrinted: () => string
  /** Starts it anew, if it is ours to start. */
  readonly again: () => Promise<Server>
}

/** A program to start. */
export interface Program {
  readonly words: readonly string[]
  readonly cwd: string
  /** Milliseconds until it has to listen: enough for a compiler. */
  readonly patience?: number
}

const PATIENCE = 60_000

/** A server that ends with a message for its user instead of listening. */
export class NotListening extends Error {}

/** Starts a program with PORT and HOST and waits until it accepts. */
export async function startProgram(program: Program): Promise<Server> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'barewire-check-'))
  const running = spawned(program, { port, folder })
  const stop = async (): Promise<void> => {
    await running.stop()
    // Windows lets go of a file a moment after its program has ended.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const { patience = PATIENCE } = program
  const host = await waitFor(port, running, patience)
  if (host === undefined) {
    const ended = running.ended()
    const why = ended
      ? `It ended with ${ended} before it listened on PORT`
      : `It runs, but nobody listens on PORT after ${patience / 1000} s`
    const advice = ended === 'code 0' ? ' A server has to go on running.' : ''
    await stop()
    throw new NotListening(
      running.refused() ||
        `${program.words.join(' ')}\n${why} (${port} this time).${advice}\n${running.output()}`,
    )
  }
  const gone = async (): Promise<string | undefined> => {
    // A program that has crashed closes its connections a moment before.
    await pause(running.ended() === '' ? 20 : 0)
    if (running.ended() === '') return undefined
    return `the program ended with ${running.ended()}. ${running.output()}`
  }
  const again = async (): Promise<Server> => {
    await stop()
    return startProgram(program)
  }
  const address = { host, port }
  const { share, takePrinted } = running
  const dispose = { [Symbol.asyncDispose]: stop }
  return { address, gone, cpuShare: share, takePrinted, again, ...dispose }
}

/** A server that somebody else has started. Throws when nobody listens. */
export async function findServer(address: Address): Promise<Server> {
  if (!(await accepts(address))) {
    throw new NotListening(
      `Nobody listens on ${address.host}, port ${address.port}.`,
    )
  }
  const server: Server = {
    address,
    gone: async () =>
      (await accepts(address)) ? undefined : 'nobody listens there any more',
    cpuShare: () => Promise.resolve(undefined),
    takePrinted: () => '',
    again: () => findServer(address),
    async [Symbol.asyncDispose]() {},
  }
  return server
}

/** A program that runs. */
interface Running {
  /** "code 1", "SIGSEGV"; empty while it runs. */
  readonly ended: () => string
  /** Why the system did not start it; empty if it did. */
  readonly refused: () => string
  /** What it has printed last, said in a sentence. */
  readonly output: () => string
  readonly share: () => Promise<number | undefined>
  readonly takePrinted: () => string
  readonly stop: () => Promise<void>
}

/** Some refusals of the system are thrown, and others are events. */
function spawned(
  program: Program,
  place: { port: number; folder: string },
): Running {
  try {
    return run(program, place)
  } catch (error) {
    rmSync(place.folder, { recursive: true })
    if (!(error instanceof Error)) throw error
    throw new NotListening(explainStart(error, program), { cause: error })
  }
}

/** How much of its output is kept. */
const OUTPUT = 2_000

function run(
  program: Program,
  { port, folder }: { port: number; folder: string },
): Running {
  const { cwd } = program
  const [file = '', ...words] = program.words
  const child = spawn(file, words, {
    cwd,
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      TMPDIR: folder,
      // Windows has these two.
      TEMP: folder,
      TMP: folder,
      DATABASE: ':memory:',
      ACCESS_LOG: 'off',
    },
  })
  let [ended, refused, output, printed] = ['', '', '', '']
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT)
      if (stream === child.stderr) printed = (printed + text).slice(0, OUTPUT)
    })
  }
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message
      refused = explainStart(error, program)
      resolve()
    })
    child.once('close', (code, signal) => {
      ended ||= signal ?? `code ${code}`
      resolve()
    })
  })
  const kill = (): void => killTree(child)
  process.on('exit', kill)
  return {
    ended: () => ended,
    refused: () => refused,
    output: () =>
      output.trim() === ''
        ? 'It has printed nothing.'
        : `It has printed:\n${ownLines(output).trimEnd().replaceAll(/^/gm, '  ')}`,
    // Its processes are a group, and it is named after the first of them.
    share: async () => child.pid && cpuShare(child.pid),
    takePrinted() {
      const text = ownLines(printed)
      printed = ''
      return text
    },
    async stop() {
      process.off('exit', kill)
      kill()
      await end
    },
  }
}

/** Of Node's stack traces only what is in somebody's own files. */
function ownLines(text: string): string {
  const foreign = /^ +at .*(?:node:|node_modules[\\/]).*\r?\n?/gm
  return text.replaceAll(foreign, '')
}

function killTree({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    if (exitCode !== null || signalCode !== null) return
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of them have ended already.
  }
}

/** The host on which it accepts; undefined when it ends or takes too long. */
async function waitFor(
  port: number,
  running: Running,
  patience: number,
): Promise<string | undefined> {
  const end = Date.now() + patience
  while (running.ended() === '' && Date.now() < end) {
    for (const host of ['127.0.0.1', '::1']) {
      if (await accepts({ host, port })) return host
    }
    await pause(25)
  }
  return undefined
}

/** Connects and hangs up politely: a reset would be a check of its own. */
function accepts(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: 1_000 })
    socket.once('connect', () => resolve(true))
    socket.once('connect', () => socket.end())
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => {})
    socket.once('close', () => resolve(false))
    socket.resume()
    socket.unref()
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0
      server.close(() => resolve(port))
    })
  })
}
