// Checks again whenever a file is saved.
import { EventEmitter, once } from 'node:events'
import { watch } from 'node:fs'
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
  const files = new EventEmitter()
  for (const folder of folders) {
    watch(folder, { recursive: true }, (_, name) => {
      if (!/node_modules|__pycache__/.test(name ?? '')) files.emit('save')
    })
  }
  for (;;) {
    // What is saved while a check runs counts, too.
    const saved = once(files, 'save')
    await check()
    console.log(colors.dim('\nWaiting for a file to be saved. Ctrl-C ends.'))
    await saved
    await pause(SETTLE)
  }
}
