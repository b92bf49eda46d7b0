// The page about FastAPI has all differences that the comparison allows.
import { ROOT } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Difference, DIFFERENCES } from '../src/fastapi-differences.ts'

it('names every difference, and no other', () => {
  const file = join(ROOT, 'docs', 'reference', 'fastapi.md')
  const [, told = ''] = readFileSync(file, 'utf8').split('## On the wire')
  const [, , ...rows] = told.split('\n').filter((line) => line.startsWith('|'))
  expect(rows).toEqual(DIFFERENCES.map(rowOf))
})

function rowOf({ name, ours, theirs, reason, rfc }: Difference): string {
  const why = rfc === undefined ? reason : `${reason} (${rfc})`
  return `| ${name} | ${ours} | ${theirs} | ${why} |`
}
