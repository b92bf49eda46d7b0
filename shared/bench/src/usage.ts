// What a server has used so far: one on Node is asked through the channel to
// its parent, of another one Linux tells.
import type { RunningProcess } from '@barewire/test-kit/start-process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** What a process has used since its start. */
export interface Usage {
  /** Microseconds of CPU time, in its own code and in the kernel. */
  readonly microseconds: number
  /** Bytes of memory that it has now. */
  readonly memory: number
}

/** Asks a server. Undefined: nobody can tell. */
export async function askUsage({
  child,
}: Pick<RunningProcess, 'child'>): Promise<Usage | undefined> {
  if (!child.connected) return readUsage(child.pid)
  const signal = AbortSignal.timeout(10_000)
  const answered = once(child, 'message', { signal })
  child.send('usage')
  const [usage]: unknown[] = await answered
  if (isUsage(usage)) return usage
  throw new Error(`The server used ${JSON.stringify(usage)}.`)
}

function isUsage(value: unknown): value is Usage {
  return typeof value === 'object' && value !== null && 'memory' in value
}

/** What a server on Node answers. */
export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage()
  return { microseconds: user + system, memory: process.memoryUsage.rss() }
}

/** Reads what Linux notes of a process; undefined where there is no Linux. */
function readUsage(pid: number | undefined): Usage | undefined {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return parseUsage(stat, status)
}

/**
 * Reads two files of proc(5): utime and stime are the twelfth and thirteenth
 * field behind the name, in hundredths of a second on every usual machine.
 */
export function parseUsage(stat: string, status: string): Usage {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(status) ?? []
  return { microseconds: ticks * 10_000, memory: Number(kibibytes) * 1024 }
}
