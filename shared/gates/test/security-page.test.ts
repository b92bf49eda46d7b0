// The security page names every limit of the last step, with its default and
// the status that the source says; and what it links to is there.
import { existingSteps, folderOf, ROOT } from '@barewire/course/steps'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const folder = join(ROOT, 'docs', 'reference')
const page = readFileSync(join(folder, 'security.md'), 'utf8')
const last = existingSteps().slice(-1)

it.each(last)('has every limit of $name with its default', async (step) => {
  const file = join(folderOf(step), 'src', 'wire', 'limits.ts')
  const { LIMITS }: { LIMITS: Readonly<Record<string, number>> } = await import(
    pathToFileURL(file).href
  )
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)]
  const told = rows.map(([, name = '', value = '']) => [name, numberOf(value)])
  expect(Object.fromEntries(told)).toEqual(LIMITS)
})

it('links to what is there', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
  const paths = links.map(([, path = '']) => path)
  expect(paths.length).toBeGreaterThan(10)
  expect(paths.filter((path) => !existsSync(join(folder, path)))).toEqual([])
})

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  s: 1000,
  KiB: 1024,
  MiB: 1024 * 1024,
}

/** "16 KiB" in bytes, "2 s" in milliseconds. */
function numberOf(text: string): number {
  const [digits = '', unit = ''] = text.trim().split(' ')
  return Number(digits.replaceAll(',', '')) * (UNITS[unit] ?? NaN)
}
