// Looks for a Python that has FastAPI. Debian's packages or pip bring it, so
// it may be absent.
import { spawnSync } from 'node:child_process'

/** A Python that can run the FastAPI bookshelf. */
export interface FastApi {
  /** The Python's file. */
  readonly file: string
  readonly versions: Versions
}

/** "0.92.0" and "1.10.4". */
export interface Versions {
  readonly fastapi: string
  readonly pydantic: string
}

// Debian's packages belong to its own Python, which need not be the first.
const PYTHONS = ['python3', '/usr/bin/python3']

const ASK = `import fastapi, json, pydantic, uvicorn
print(json.dumps({"fastapi": fastapi.__version__, "pydantic": pydantic.VERSION}))`

/** The first Python with FastAPI and uvicorn. PYTHON names another one. */
export function findFastApi(): FastApi | undefined {
  const { PYTHON } = process.env
  for (const file of PYTHON ? [PYTHON] : PYTHONS) {
    const { status, stdout } = spawnSync(file, ['-c', ASK], {
      encoding: 'utf8',
    })
    if (status === 0) return { file, versions: JSON.parse(stdout) }
  }
  return undefined
}

/** Whether a version comes before another one: "0.92.0" before "0.128". */
export function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0
}
