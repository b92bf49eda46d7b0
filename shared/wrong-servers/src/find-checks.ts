// npx tsx shared/wrong-servers/src/find-checks.ts 'takes for a length'
// Says which checks and RFC cases fail at the wrong servers whose names begin
// like that: what a new one can be kept for.
import { numberOf } from '@barewire/course/steps'
import { RFC_CASES } from '@barewire/checks/rfc-case'
import { CHECKS, checksFor } from '@barewire/checks/suite'
import { judge } from './judge.ts'
import { casesFor, toRanges, WRONG_SERVERS } from './suite.ts'
import type { WrongServer } from './wrong-server.ts'

const [start = '?'] = process.argv.slice(2)
const found = WRONG_SERVERS.filter(({ name }) => name.startsWith(start))
if (found.length === 0) console.error(`No name begins with "${start}"`)
for (const wrong of found) await report(wrong)

async function report(wrong: WrongServer): Promise<void> {
  console.log(`${wrong.step}: ${wrong.name}`)
  const step = numberOf(wrong.step)
  const checks = checksFor(step)
  const cases = casesFor(step)
  const { verdicts, log } = await judge({ ...wrong, rfc: [] }, checks, cases)
  const failed = [...verdicts].filter(([, verdict]) => verdict !== undefined)
  const ids = new Set(failed.map(([id]) => id))
  console.log(`  caught: ${toRanges(ids, CHECKS).join(', ') || 'by none'}`)
  console.log(`  rfc: ${toRanges(ids, RFC_CASES).join(', ') || 'by none'}`)
  for (const [id, verdict] of failed) {
    console.log(`  ${id} ${String(verdict).split('\n')[0]}`)
  }
  if (log !== '') console.log(log)
}
