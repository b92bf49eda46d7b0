// Remembers what was sent last, for npm run send -- --again.
import { ROOT } from '@barewire/course/steps'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Script } from './send-script.ts'
import { stop } from './words.ts'

/** What was sent, and where to, as it was typed. */
export interface Sent {
  readonly script: Script
  readonly to: string
}

const FILE = join(ROOT, 'node_modules', '.cache', 'barewire', 'last-send.json')

/** Keeps it. Where nothing can be written, nothing is remembered. */
export function remember(sent: Sent): void {
  try {
    mkdirSync(dirname(FILE), { recursive: true })
    writeFileSync(FILE, JSON.stringify(sent))
  } catch {
    // To send does not need it.
  }
}

/** What was sent last. Stops when nothing was. */
export function recall(): Sent {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'))
  } catch {
    stop('Nothing was sent yet. For example: npm run send -- request-head.1')
  }
}
