// What `npm run renumber` does: how the ladder differs from the folders that
// are there.
import type { Row } from '@barewire/course/ladder'
import { twoDigits } from '@barewire/course/steps'

/** A folder that gets another name. */
export interface Move {
  /** "14-caching". */
  readonly from: string
  /** "20-preconditions". */
  readonly to: string
}

/** What has to be done, and what is left to a person. */
export interface Plan {
  /** Of all folders that stay, also those whose name stays. */
  readonly moves: readonly Move[]
  /** Rows of the ladder that have no folder yet: "19-etags". */
  readonly missing: readonly string[]
  /** Folders that no row of the ladder has: "11-json". */
  readonly ended: readonly string[]
}

/**
 * Compares them. Throws when two folders would become one step, or when a slug
 * is in the ladder twice.
 */
export function planFor(
  folders: readonly string[],
  ladder: readonly Row[],
): Plan {
  const names = namesBySlug(ladder)
  const targets = new Map(
    folders.map((folder) => [folder, names.get(slugOf(folder))]),
  )
  const moves = folders.flatMap((from): Move[] => {
    const to = targets.get(from)
    return to === undefined ? [] : [{ from, to }]
  })
  const taken = moves.map(({ to }) => to)
  const twice = moves.filter(({ to }, i) => taken.indexOf(to) !== i)
  for (const { from, to } of twice) {
    const other = moves.find((move) => move.to === to)?.from
    throw new Error(
      `${other} and ${from} would both become ${to}. Delete the folder of ` +
        'the step that is merged into the other, then try again.',
    )
  }
  return {
    moves,
    missing: [...new Set(names.values())].filter((to) => !taken.includes(to)),
    ended: folders.filter((folder) => targets.get(folder) === undefined),
  }
}

/** "14-caching" to "caching". */
export function slugOf(folder: string): string {
  return folder.replace(/^\d\d-/, '')
}

/** Each slug, and each that is no longer, with its step's name now. */
function namesBySlug(ladder: readonly Row[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const [i, { slug, formerly = [] }] of ladder.entries()) {
    for (const each of [slug, ...formerly]) {
      if (names.has(each)) throw new Error(`The ladder has "${each}" twice`)
      names.set(each, `${twoDigits(i + 1)}-${slug}`)
    }
  }
  return names
}
