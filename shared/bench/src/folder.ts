// Folders for a while.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A folder that goes with whoever uses it. Use it with `using`. */
export interface Folder extends Disposable {
  readonly path: string
}

/** Makes one in another folder. It goes with the process at the latest. */
export function makeFolder(parent: string, prefix: string): Folder {
  const path = mkdtempSync(join(parent, prefix))
  const remove = (): void => {
    process.off('exit', remove)
    rmSync(path, { recursive: true, force: true })
  }
  process.on('exit', remove)
  return { path, [Symbol.dispose]: remove }
}
