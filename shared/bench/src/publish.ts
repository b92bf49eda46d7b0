// Writes the page of what was measured, its plots, and the numbers.
import { ROOT } from '@barewire/course/steps'
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { writePage } from './page.ts'
import { drawPlots } from './plots.ts'
import { keepMeasurements, type Measurements, REFERENCE } from './record.ts'

/** The page of what was measured. */
export const PAGE = join(REFERENCE, 'performance.md')

/** Writes all of it. Gives the path of the page from the project's root. */
export async function publish(measurements: Measurements): Promise<string> {
  keepMeasurements(measurements)
  for (const { file, svg } of await drawPlots(measurements)) {
    writeFileSync(join(REFERENCE, file), svg)
  }
  writeFileSync(PAGE, writePage(measurements))
  return relative(ROOT, PAGE)
}
