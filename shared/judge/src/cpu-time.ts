// How busy a program is, so that one in an endless loop is told from one that
// waits for something.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Long enough to tell much from little. */
const LOOK_MILLISECONDS = 300

/**
 * The share of one core that a group of processes uses, in percent. Undefined
 * where the system does not say.
 */
export async function cpuShare(group: number): Promise<number | undefined> {
  const before = cpuSeconds(group)
  const start = performance.now()
  await pause(LOOK_MILLISECONDS)
  const after = cpuSeconds(group)
  if (before === undefined || after === undefined) return undefined
  const seconds = (performance.now() - start) / 1_000
  return Math.round(((after - before) / seconds) * 100)
}

function cpuSeconds(group: number): number | undefined {
  if (process.platform === 'linux') return fromProc(group)
  if (process.platform === 'darwin') return fromPs(group)
  return undefined
}

/** Linux counts in hundredths of a second. */
const TICKS = 100

function fromProc(group: number): number {
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // The name of a program is in parentheses, and may hold any character.
    const [, rest = ''] = /^.*\) (.*)$/s.exec(statOf(name)) ?? []
    const fields = rest.split(' ')
    const [, , processGroup] = fields
    // Fields 14 and 15 of proc(5), in user and in kernel mode.
    if (Number(processGroup) === group) {
      ticks += Number(fields[11]) + Number(fields[12])
    }
  }
  return ticks / TICKS
}

/** Empty if the process has ended meanwhile. */
function statOf(name: string): string {
  try {
    return readFileSync(`/proc/${name}/stat`, 'utf8')
  } catch {
    return ''
  }
}

function fromPs(group: number): number {
  const { stdout } = spawnSync('ps', ['-axo', 'pgid=,time='], {
    encoding: 'utf8',
  })
  let seconds = 0
  for (const line of stdout.split('\n')) {
    const [processGroup, time = ''] = line.trim().split(/\s+/)
    if (Number(processGroup) === group) seconds += secondsOf(time)
  }
  return seconds
}

/** Of "1:02:03.45". */
function secondsOf(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
