// Looks for a Python that has FastAPI. Debian's packages or pip bring it, so
// it may be absent.
import { findPython } from './find-python.ts'

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

const ASK = `import fastapi, json, pydantic, uvicorn
print(json.dumps({"fastapi": fastapi.__version__, "pydantic": pydantic.VERSION}))`

/** The first Python with FastAPI and uvicorn. PYTHON names another one. */
export function findFastApi(): FastApi | undefined {
  const found = findPython(ASK)
  return found && { file: found.file, versions: JSON.parse(found.printed) }
}

/** Whether a version comes before another one: "0.92.0" before "0.128". */
export function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0
}
