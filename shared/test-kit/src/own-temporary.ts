// A place for the temporary files of one test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/**
 * Makes os.tmpdir() a folder for this test alone. After it the folder is gone,
 * and so are the listeners that would tidy up there when the program ends.
 */
export function ownTemporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barewire-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder)
  const before = process.listeners('exit')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    for (const listener of process.listeners('exit')) {
      if (!before.includes(listener)) process.off('exit', listener)
    }
    rmSync(folder, { recursive: true })
  })
  return folder
}
