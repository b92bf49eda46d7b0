// Starts a program as a process of its own and waits until it listens.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Address } from './raw-client.ts'

/** A program that listens. */
export interface RunningProcess extends Address, AsyncDisposable {
  readonly child: ChildProcess
  /** Everything it has printed so far. */
  readonly output: () => { stdout: string; stderr: string }
}

/** What to start. */
export interface Program {
  /** Its file; Node unless said. */
  readonly file?: string
  /** The words behind it. */
  readonly words: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether messages go to and fro, through a channel of Node. */
  readonly channel?: boolean
}

const CHANNEL = ['ipc'] as const

/** Resolves when it has printed "… http://host:port". Throws if it ends. */
export async function startProcess(program: Program): Promise<RunningProcess> {
  const { file = process.execPath, words } = program
  const child = spawn(file, [...words], {
    cwd: program.cwd,
    env: { ...process.env, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(program.channel ? CHANNEL : [])],
  })
  const seen = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text
    })
  }
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /http:\/\/\S+:(\d+)\s/.exec(seen.stdout)
      if (found) resolve(Number(found[1]))
    })
    child.once('error', reject)
    child.once('close', (code) => {
      reject(new Error(`ended with ${code} before it listened: ${seen.stderr}`))
    })
  })
  return {
    host: '127.0.0.1',
    port,
    child,
    output: () => ({ ...seen }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
