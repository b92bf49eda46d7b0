// A step's README as data: its sections, and the files it names in them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, type Step } from './steps.ts'

/** The headings that every step's README has, in this order. */
export const HEADINGS = [
  'Goal',
  'Run',
  'What changed',
  'Read in this order',
  'Still wrong',
] as const

/** Text by heading. */
export function readmeOf(step: Step): ReadonlyMap<string, string> {
  return sectionsOf(readFileSync(join(folderOf(step), 'README.md'), 'utf8'))
}

/** The same of the text of a README. */
export function sectionsOf(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n')
      return [heading, lines.join('\n').trim()]
    }),
  )
}

/** The paths in a section: what stands in backticks and has a slash. */
export function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
  return quoted.filter((path) => /^src\/[\w/-]+\.ts$/.test(path))
}
