// What a step changes in the source of the step before, piece by piece.
import { diffArrays } from 'diff'
import { gather, isEnd, type Piece, piecesOf } from './pieces.ts'

/** Source by path, "src/app.ts". */
export type Tree = ReadonlyMap<string, string>

/** A step's source and that of the step before. */
export interface Trees {
  readonly before: Tree
  readonly after: Tree
}

/** One piece that a step adds, changes or removes. */
export interface Change {
  readonly path: string
  readonly old: Piece | undefined
  readonly new: Piece | undefined
}

/** Every piece that differs, file by file; found once, asked for often. */
export function changesOf(trees: Trees): readonly Change[] {
  const changes = found.get(trees) ?? findChanges(trees)
  found.set(trees, changes)
  return changes
}

const found = new WeakMap<Trees, readonly Change[]>()

function findChanges({ before, after }: Trees): Change[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].flatMap((path) => {
    if (before.get(path) === after.get(path)) return []
    const pairs = pair(before.get(path) ?? '', after.get(path) ?? '')
    return pairs
      .filter(({ old, new: fresh }) => !isSame(old, fresh))
      .map((each) => ({ ...each, path }))
  })
}

/** The names of what a change is about. */
export function namesOf(change: Change): readonly string[] {
  return (change.new ?? change.old)?.names ?? []
}

/** An old piece and what it has become. */
type Pair = Omit<Change, 'path'>

/** Which old piece has become which new one, in order. */
export function pair(before: string, after: string): Pair[] {
  const [one, two] = wholeClasses(piecesOf(before), piecesOf(after))
  const parts = diffArrays(one, two, { comparator: isAkin })
  const pairs: Pair[] = []
  let [left, right] = [0, 0]
  for (const { added, removed, count } of parts) {
    for (let index = 0; index < count; index += 1) {
      pairs.push({
        old: added ? undefined : one[left],
        new: removed ? undefined : two[right],
      })
      if (!added) left += 1
      if (!removed) right += 1
    }
  }
  return pairs
}

/** A class that only one side of a changed file has is not cut. */
function wholeClasses(one: Piece[], two: Piece[]): [Piece[], Piece[]] {
  if (one.length === 0 || two.length === 0) return [one, two]
  const [left, right] = [classesIn(one), classesIn(two)]
  return [
    left.filter((name) => !right.includes(name)).reduce(gather, one),
    right.filter((name) => !left.includes(name)).reduce(gather, two),
  ]
}

function classesIn(pieces: readonly Piece[]): string[] {
  return pieces.filter(isEnd).map(({ names }) => names[0]?.split('.')[0] ?? '')
}

/** Whether two pieces are the same one, perhaps changed. */
export function isAkin(one: Piece, two: Piece): boolean {
  return one.names.some((name) => two.names.includes(name))
}

/** Whether they have the same text. */
export function isSame(
  one: Piece | undefined,
  two: Piece | undefined,
): boolean {
  return one?.lines.join('\n') === two?.lines.join('\n')
}
