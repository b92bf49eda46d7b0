// Writes the view to standard output, or another stream. It never stops what it watches: a
// reader that has gone is no error, and one that is too slow misses some.
import type { Writable } from 'node:stream'
import type { Listener } from './events.ts'
import { JsonView } from './json-view.ts'
import { TextView } from './text-view.ts'

/** Characters that may wait for a terminal that is slower than the server. */
const MOST_WAITING = 1_048_576

/** What the options of a command choose. */
export interface OutputOptions {
  readonly hex: boolean
  readonly json: boolean
}

/** Where the view is written: a terminal, or any other stream. */
export type Output = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Prints events as they come. */
export function printTo(
  stream: Output,
  { hex, json }: OutputOptions,
): Listener {
  let isGone = false
  let missed = 0
  stream.on('error', () => {
    isGone = true
  })
  const hasColor = stream.isTTY === true && !process.env['NO_COLOR']
  const text = new TextView(() => {
    // One column less: a full line makes some terminals add an empty one.
    const width = Math.min(120, Math.max(40, (stream.columns || 81) - 1))
    return { width, hasColor, hex }
  })
  const view = new JsonView()
  return (event) => {
    const lines = json ? [view.lineOf(event)] : text.linesOf(event)
    if (isGone || lines.length === 0) return
    if (stream.writableLength > MOST_WAITING) {
      missed += 1
      return
    }
    if (missed > 0 && !json) lines.unshift(`… ${missed} events not shown`)
    missed = 0
    stream.write(`${lines.join('\n')}\n`)
  }
}
