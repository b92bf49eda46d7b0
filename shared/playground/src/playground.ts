// The playground: the folder in which a learner writes a step, and what is
// known about it. It is the learner's: everything that goes is saved before.
import { numberNow } from '@barewire/course/former'
import { ROOT, stepNumber } from '@barewire/course/steps'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** Where it is; BAREWIRE_PLAYGROUND names another folder. */
export function playgroundFolder(): string {
  return process.env['BAREWIRE_PLAYGROUND'] || join(ROOT, 'playground')
}

/** What the file `progress.json` in it says. */
export interface Progress {
  /** The step that is being written. */
  readonly step: number
  /** The last step whose checks all held; 0: none yet. */
  readonly reached: number
}

const PROGRESS = 'progress.json'
const SAVED = '.saved'

/** Undefined when there is no playground. */
export function readProgress(): Progress | undefined {
  const file = join(playgroundFolder(), PROGRESS)
  if (!existsSync(file)) return undefined
  const { step, reached } = Object(JSON.parse(readFileSync(file, 'utf8')))
  return { step: numberNow(step) ?? 1, reached: numberNow(reached) ?? 0 }
}

/** Writes what has changed. */
export function writeProgress(change: Partial<Progress>): void {
  const before = readProgress() ?? { step: 1, reached: 0 }
  const { step, reached } = { ...before, ...change }
  // By slug: numbers change when a step is added.
  const slugs = {
    step: stepNumber(step).slug,
    reached: reached === 0 ? null : stepNumber(reached).slug,
  }
  const text = JSON.stringify(slugs, null, 2)
  mkdirSync(playgroundFolder(), { recursive: true })
  writeFileSync(join(playgroundFolder(), PROGRESS), `${text}\n`)
}

/** Whether there is something in it that could be run. */
export function hasPlayground(): boolean {
  return existsSync(join(playgroundFolder(), 'src', 'main.ts'))
}

/** What has been saved, the oldest first: "2026-11-24 18.05.33, step 3". */
export function savedVersions(): string[] {
  const folder = join(playgroundFolder(), SAVED)
  return existsSync(folder) ? readdirSync(folder).toSorted() : []
}

/** Keeps a copy of what is there; gives its name, or undefined if nothing is. */
export function save(now = new Date()): string | undefined {
  if (contents().length === 0) return undefined
  const local = now.getTime() - now.getTimezoneOffset() * 60_000
  const time = new Date(local).toISOString().slice(0, 19).replace('T', ' ')
  const step = readProgress()?.step ?? 1
  const start = `${time.replaceAll(':', '.')}, step ${step}`
  const taken = savedVersions().filter((name) => name.startsWith(start)).length
  const name = taken === 0 ? start : `${start} (${taken + 1})`
  for (const entry of contents()) {
    const [from, to] = [[entry], [SAVED, name, entry]].map((way) =>
      join(playgroundFolder(), ...way),
    )
    cpSync(from ?? '', to ?? '', { recursive: true })
  }
  return name
}

/** Takes everything away but what is saved and what is installed. */
export function empty(): void {
  for (const entry of contents()) {
    // On Windows an editor may hold a file for a moment.
    const options = { recursive: true, maxRetries: 5 }
    rmSync(join(playgroundFolder(), entry), options)
  }
}

/** Saves what is there and brings a saved version back. */
export function restore(name: string): string | undefined {
  const kept = save()
  empty()
  const from = join(playgroundFolder(), SAVED, name)
  for (const entry of readdirSync(from)) {
    const to = join(playgroundFolder(), entry)
    cpSync(join(from, entry), to, { recursive: true })
  }
  return kept
}

/** What belongs to the learner's work. */
function contents(): string[] {
  const folder = playgroundFolder()
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(
    (name) => name !== SAVED && name !== 'node_modules',
  )
}
