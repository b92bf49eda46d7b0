// What a server has used so far. It is asked with a signal and prints its
// answer, which works wherever there are signals.
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { once } from 'node:events'

/** The signal that asks. */
export const ASK = 'SIGUSR2'

/** What a process has used since its start. */
export interface Usage {
  /** Microseconds of CPU time, in its own code and in the kernel. */
  readonly microseconds: number
  /** Bytes of memory that it has now. */
  readonly memory: number
}

/** Asks a server of this package. */
export async function askUsage(server: RunningProcess): Promise<Usage> {
  const { child } = server
  if (child.stdout === null) throw new Error('The server prints nowhere.')
  const before = server.output().stdout.length
  child.kill(ASK)
  for (;;) {
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(10_000) })
    const usage = parseUsage(server.output().stdout.slice(before))
    if (usage) return usage
  }
}

/** Reads "usage 1500 2048"; undefined: it is not there yet. */
export function parseUsage(printed: string): Usage | undefined {
  const [, time, memory] = /^usage (\d+) (\d+)\n/m.exec(printed) ?? []
  if (time === undefined || memory === undefined) return undefined
  return { microseconds: Number(time), memory: Number(memory) }
}
