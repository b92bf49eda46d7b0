// One core for the server and another one for who sends the load. Left to
// itself Linux moves them about, and then the same server takes now 25 µs for
// the same request, now 45.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const ROLES = ['server', 'load'] as const

/** Who gets a core of its own. */
export type Role = (typeof ROLES)[number]

const CORES = process.platform === 'linux' ? findCores() : []

/** Whether each of them gets one: on Linux with two cores, and taskset(1). */
export const HAS_CORES = CORES.length > 1

/**
 * Keeps a process, and what it starts, on its core, where it gets one. Throws
 * if that fails: what would be measured then is something else.
 */
export function keepOnCore(pid: number | undefined, role: Role): void {
  if (!HAS_CORES || pid === undefined) return
  const core = String(CORES[ROLES.indexOf(role)])
  const words = ['-a', '-c', '-p', core, String(pid)]
  const { status, stderr } = spawnSync('taskset', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Cannot keep ${pid} on a core: ${stderr}`)
}

/** The cores that this process may use. */
function findCores(): number[] {
  if (spawnSync('taskset', ['--version']).error) return []
  const status = readFileSync('/proc/self/status', 'latin1')
  return parseCores(/^Cpus_allowed_list:\s+(\S+)/m.exec(status)?.[1] ?? '')
}

/** Reads a list of cores: "0-2,5". */
export function parseCores(list: string): number[] {
  if (list === '') return []
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
}
