// Three hints for a check that fails, from a nudge to the solution. They are
// made from the course, the RFC index and the steps' own source.
import { type Check, sinceOf } from '@barewire/checks/check'
import { DeliveryError } from '@barewire/checks/run-check'
import { pathsIn, readmeOf } from '@barewire/course/readme'
import { existingSteps, folderOf, type Step } from '@barewire/course/steps'
import { findPlaces, type Place } from '@barewire/reference/places'
import { SECTION_TITLES } from '@barewire/reference/section-titles'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IN_PIECES, type Verdict } from './judge.ts'

/** How many there are. */
export const HINTS = 3

/** The hint with this number, 1 to 3, in lines. */
export function hintFor(verdict: Verdict, number: number): string[] {
  const { check, error } = verdict
  const inPieces = error instanceof DeliveryError && error.lengths.length > 1
  const step = stepWith(Math.max(sinceOf(check), inPieces ? IN_PIECES : 1))
  if (number === 1) return ideaOf(check, step)
  const place = findPlace(check, step)
  if (place === undefined) {
    return number === 2 ? filesToLookAt(step) : howToSeeIt(step)
  }
  const name = place.symbol ?? 'the code'
  const where = `${name} in steps/${step.name}/${place.path}`
  if (number === 2) {
    return [`In our own step ${step.number} this is the work of`, `  ${where}`]
  }
  return [`${where}:`, '', ...sourceOf(place, step)]
}

function stepWith(number: number): Step {
  const step = existingSteps().find((each) => each.number === number)
  if (step === undefined) throw new Error(`There is no step ${number}`)
  return step
}

function ideaOf({ rfc, level }: Check, step: Step): string[] {
  const title = SECTION_TITLES[rfc ?? '']
  return [
    `The idea of step ${step.number}: ${step.idea}.`,
    ...(rfc === undefined ? [] : [`${rfc} is about: ${title} (${level}).`]),
    ...(rfc === undefined
      ? ['No RFC says so: it is what this course wants a client to see.']
      : ['Read that section: the answer is a sentence or a line of grammar.']),
  ]
}

/** The declaration that obeys the rule in this step, the newest of them. */
function findPlace({ rfc }: Check, step: Step): Place | undefined {
  const places = rfc === undefined ? undefined : findPlaces().get(rfc)
  return places
    ?.filter(({ step: first, last }) => {
      return first.number <= step.number && step.number <= last.number
    })
    .toSorted((a, b) => a.step.number - b.step.number)
    .at(-1)
}

function filesToLookAt(step: Step): string[] {
  const paths = pathsIn(readmeOf(step).get('What changed') ?? '')
  return [
    `Our own step ${step.number} changes these files:`,
    ...paths.map((path) => `  ${path}`),
  ]
}

function howToSeeIt({ number, name }: Step): string[] {
  return [
    'The solution, all of it:',
    `  npm run diff ${number}`,
    `  steps/${name}/src`,
  ]
}

/** The declaration that a place names, or the beginning of its file. */
function sourceOf({ path, symbol }: Place, step: Step): string[] {
  const lines = readFileSync(join(folderOf(step), path), 'utf8').split('\n')
  const [owner = ''] = symbol?.split('.') ?? []
  const start = lines.findIndex((line) =>
    new RegExp(`^(?:export )?[a-z* ]*\\b${owner}\\b`).test(line),
  )
  const from = Math.max(0, start)
  const end = lines.findIndex(
    (line, i) => i > from && /^[}\])](?!.*\{$)/.test(line),
  )
  const isOneLine = !/[{([=,]$/.test(lines[from] ?? '')
  return lines.slice(from, isOneLine || end === -1 ? from + 1 : end + 1)
}
