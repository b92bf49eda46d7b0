// Looks for a Python that has what a server needs. Debian's packages or pip
// bring it, so it may be absent.
import { spawnSync } from 'node:child_process'

/** A Python, and what a program printed there. */
export interface Python {
  /** Its file. */
  readonly file: string
  readonly printed: string
}

// Debian's packages belong to its own Python, which need not be the first.
const PYTHONS = ['python3', '/usr/bin/python3']

/** The first Python that runs the program. PYTHON names another one. */
export function findPython(program: string): Python | undefined {
  const { PYTHON } = process.env
  for (const file of PYTHON ? [PYTHON] : PYTHONS) {
    const { status, stdout } = spawnSync(file, ['-c', program], {
      encoding: 'utf8',
    })
    if (status === 0) return { file, printed: stdout.trim() }
  }
  return undefined
}
