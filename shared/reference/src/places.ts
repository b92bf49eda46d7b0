// Where the source of the steps obeys which section: what the comments say,
// each place in the step where it appears first.
import { cite } from '@barewire/checks/rfc-section'
import {
  existingSteps,
  filesOf,
  folderOf,
  type Step,
} from '@barewire/course/steps'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { citationsIn } from './citations.ts'
import { UNNOTED } from './unnoted.ts'

/** A place in the source. */
export interface Place {
  /** The first step that has it. */
  readonly step: Step
  /** The last step that has it. */
  readonly last: Step
  /** "src/wire/framing.ts". */
  readonly path: string
  readonly symbol: string | undefined
  /** Whether a comment there cites the section, or one that it is part of. */
  readonly noted: boolean
}

/** All places by section, "RFC 9112 §6.3". */
export function findPlaces(): ReadonlyMap<string, readonly Place[]> {
  const notes = findNoted()
  const sections = new Set([...notes.keys(), ...Object.keys(UNNOTED)])
  return new Map(
    [...sections].map((section) => {
      const wider = widerThan(section).flatMap((each) => notes.get(each) ?? [])
      const paths = new Set(wider.map(({ path }) => path))
      const others = (UNNOTED[section] ?? [])
        .map(findUnnoted)
        .map((place) => ({ ...place, noted: paths.has(place.path) }))
      return [section, [...(notes.get(section) ?? []), ...others]]
    }),
  )
}

/** "RFC 9110 §13.1" and "RFC 9110 §13" for "RFC 9110 §13.1.5". */
function widerThan(section: string): string[] {
  const [parent = ''] = /^.*(?=\.\d+$)/.exec(section) ?? []
  return parent === '' ? [] : [parent, ...widerThan(parent)]
}

/** Finds "wire/list.ts parseList" in the first and the last step with it. */
function findUnnoted(place: string): Place {
  const [, from = '1', file = '', symbol = ''] =
    /^(?:(\d+) )?(\S+) (\S+)$/.exec(place) ?? []
  const path = `src/${file}`
  const steps = existingSteps().filter(
    (each) => each.number >= Number(from) && declares(each, path, symbol),
  )
  const [step] = steps
  if (step === undefined) throw new Error(`No step has "${place}"`)
  return { step, last: steps.at(-1) ?? step, path, symbol, noted: false }
}

function declares(step: Step, path: string, symbol: string): boolean {
  const file = join(folderOf(step), path)
  if (!existsSync(file)) return false
  const declaration = new RegExp(`^(?:export )?[a-z* ]+ ${symbol}\\b`, 'm')
  return declaration.test(readFileSync(file, 'utf8'))
}

/** Where comments cite sections. */
function findNoted(): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Noted>()
  for (const each of existingSteps().flatMap(placesIn)) {
    const key = [each.section, each.path, each.symbol].join()
    const { step } = found.get(key) ?? each
    found.set(key, { ...each, step })
  }
  const sections = new Map<string, Place[]>()
  for (const { section, ...place } of found.values()) {
    sections.set(section, [...(sections.get(section) ?? []), place])
  }
  return sections
}

type Noted = Place & { readonly section: string }

function placesIn(step: Step): Noted[] {
  const paths = filesOf(step, 'src').filter((path) => path.endsWith('.ts'))
  return paths.flatMap((path) => {
    const text = readFileSync(join(folderOf(step), path), 'utf8')
    return citationsIn(text).map(({ section, symbol }) => ({
      section: cite(section),
      step,
      last: step,
      path,
      symbol,
      noted: true,
    }))
  })
}
