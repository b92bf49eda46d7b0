// Runs a step's program with settings of its own and keeps what it prints.
import { spawn } from 'node:child_process'
import { inject, onTestFinished } from 'vitest'
import type { TestedStep } from './step.ts'

/** How a program ended, and all that it printed. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that may still run. */
export interface Program {
  /** What it printed first. */
  readonly firstOutput: Promise<string>
  readonly end: Promise<Ending>
  readonly kill: (signal: NodeJS.Signals) => void
}

/** Starts `src/main.ts` of the tested step; it does not outlive the test. */
export function startProgram(settings: Record<string, string>): Program {
  const { folder }: TestedStep = inject('step')
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: folder,
    env: { ...process.env, NODE_NO_WARNINGS: '1', HOST: '', ...settings },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const firstOutput = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      resolve(stdout)
    })
  })
  const end = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr }),
    )
  })
  return { firstOutput, end, kill: (signal) => void child.kill(signal) }
}
