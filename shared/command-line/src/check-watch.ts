// Checks again whenever a file is saved.
import { existsSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import colors from 'picocolors'
import type { Subject } from './check-subject.ts'
import { stop } from './words.ts'

/** Editors write in several steps; that many milliseconds are one save. */
const SETTLE = 200

/** Runs now and after each save, never twice at a time. Until Ctrl-C. */
export async function watchFiles(
  { folders }: Subject,
  check: () => Promise<boolean>,
): Promise<never> {
  if (folders.length === 0) {
    stop('--watch needs files to look at: the playground, or --cmd with one.')
  }
  for (;;) {
    // What is saved while a check runs counts, too.
    const saved = nextSave(folders)
    await check()
    console.log(colors.dim('\nWaiting for a file to be saved. Ctrl-C ends.'))
    await saved
    // npm run play takes the folder away and makes it anew.
    do await pause(SETTLE)
    while (!folders.every((folder) => existsSync(folder)))
  }
}

/** Folders are watched anew each time: what replaces one has to be found. */
function nextSave(folders: readonly string[]): Promise<void> {
  const since = Date.now()
  return new Promise((resolve) => {
    const done = (): void => {
      for (const watcher of watchers) watcher.close()
      resolve()
    }
    const watchers = folders.map((folder) =>
      watch(folder, { recursive: true }, (event, name) => {
        if (IGNORED.test(name ?? '')) return
        if (isSave(event, join(folder, name ?? ''), since)) done()
      }).once('error', done),
    )
  })
}

const IGNORED = /node_modules|__pycache__/

/**
 * Whether a file has got other content since then. Windows tells of files that
 * were only read, too, as every check does.
 */
export function isSave(event: string, file: string, since: number): boolean {
  if (event !== 'change') return true
  const info = statSync(file, { throwIfNoEntry: false })
  return info === undefined || info.mtimeMs >= since
}
