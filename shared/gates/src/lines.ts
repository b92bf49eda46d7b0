// How source is measured: the lines that a reader has to understand.
import { folderOf, type Step } from '@barewire/course/steps'
import { structuredPatch } from 'diff'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The text of a step's file, empty when it has no such file. */
export function textOf(step: Step, path: string): string {
  const file = join(folderOf(step), path)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Whether a line is code: not blank, not a comment, not a table's row. */
export function isCode(line: string): boolean {
  const text = line.trim()
  if (text === '' || /^(?:\/\/|\/\*|\*)/.test(text)) return false
  // Registries are data: 63 rows of status codes, 19 of media types.
  return !/^(?:\d{3}: '[^']+', \/\/ RFC |\['\w+', '[\w.+/-]+\/)/.test(text)
}

/** The lines of code in a text. */
export function codeLines(text: string): string[] {
  return text.split('\n').filter(isCode)
}

/** A place where two texts differ. */
export interface Hunk {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** Every place where two texts differ. */
export function hunksBetween(before: string, after: string): Hunk[] {
  const options = { context: 0 }
  const { hunks } = structuredPatch('', '', before, after, '', '', options)
  return hunks.map(({ lines }) => ({
    added: lines.filter((l) => l.startsWith('+')).map((l) => l.slice(1)),
    removed: lines.filter((l) => l.startsWith('-')).map((l) => l.slice(1)),
  }))
}
