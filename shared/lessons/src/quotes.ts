// What a step's lesson quotes: which pieces of which files, what a fence that
// names them has to hold, and what its content makes of the step before.
import {
  type Change,
  changesOf,
  isAkin,
  isSame,
  namesOf,
  pair,
  type Tree,
  type Trees,
} from './changes.ts'
import { type FenceInfo, writeInfo } from './fence.ts'
import {
  applyPatch,
  DELETE,
  PatchError,
  writeAddition,
  writeChange,
} from './patch.ts'
import { gather, isEnd, means, type Piece, piecesOf, textOf } from './pieces.ts'

/** Which changes a fence quotes. */
export function quotedBy(
  info: FenceInfo,
  changes: readonly Change[],
): Change[] {
  const own = changes.filter(({ path }) => path === info.path)
  if (info.names.length === 0) return own
  const isNamed = (change: Change): boolean =>
    [change.old, change.new].some(
      (piece) => piece && info.names.some((name) => means(name, piece)),
    )
  return own.filter((change, at) => {
    const piece = change.new ?? change.old
    // The last line of a class comes with its last member.
    const last = own[at - 1]
    if (piece && isEnd(piece) && last) return isNamed(change) || isNamed(last)
    return isNamed(change)
  })
}

/** What a fence has to hold. `now`: the source so far. Throws a PatchError. */
export function writeQuote(info: FenceInfo, trees: Trees, now: Tree): string {
  const { before, after } = trees
  const path = info.path ?? ''
  const quoted = quotedBy(info, changesOf(trees))
  if (quoted.length === 0) throw new PatchError(nothing(info))
  const target = after.get(path)
  if (target === undefined) return DELETE
  if (!before.has(path)) {
    return textOf(quoted.flatMap((change) => change.new ?? [])).trimEnd()
  }
  const pieces = pair(before.get(path) ?? '', target)
  return writeChanges(
    quoted,
    pieces.flatMap((each) => each.new ?? []),
    piecesOf(now.get(path) ?? ''),
  )
}

function nothing({ path, names }: FenceInfo): string {
  const what = names.length === 0 ? '' : ` in ${names.join(', ')}`
  return `The step changes nothing${what} of ${path}`
}

/** The source when a quote has been put in. Throws a PatchError. */
export function applyQuote(info: FenceInfo, content: string, now: Tree): Tree {
  const path = info.path ?? ''
  const next = new Map(now)
  const text = now.get(path)
  if (info.language !== 'diff') {
    const start = text === undefined ? '' : `${text}\n`
    return next.set(path, `${start}${content}\n`)
  }
  if (text === undefined) throw new PatchError(`There is no ${path} yet`)
  if (content === DELETE) next.delete(path)
  else next.set(path, applyPatch(text, content))
  return next
}

/** As many lines as one fence of a draft may have. */
const SHORT = 15

/** First lines of fences that quote all changes, file by file. */
export function fencesFor(trees: Trees): string[] {
  const changes = changesOf(trees)
  const paths = new Set(changes.map(({ path }) => path))
  return [...paths].flatMap((path) => {
    const own = changes.filter((change) => change.path === path)
    const isPatch = trees.before.has(path)
    const language = isPatch ? 'diff' : (/\w+$/.exec(path)?.[0] ?? '')
    if (!trees.after.has(path) || sizeOf(own) <= SHORT) {
      return [writeInfo(language, path, [])]
    }
    return namesFor(own).map((name) => writeInfo(language, path, [name]))
  })
}

/** A name for each change; for a short class one name. */
function namesFor(changes: readonly Change[]): string[] {
  const names = changes.map((change) => {
    const [name = ''] = namesOf(change)
    const [owner = name] = name.split('.')
    const mates = changes.filter(({ new: piece, old }) =>
      [piece, old].some((each) => each && means(owner, each)),
    )
    if (sizeOf(mates) <= SHORT) return owner
    return name.endsWith('.(end)') ? '' : name
  })
  return [...new Set(names)].filter((name) => name !== '')
}

function sizeOf(changes: readonly Change[]): number {
  const counts = changes.map(
    (change) =>
      (change.new?.lines.length ?? 0) + (change.old?.lines.length ?? 0),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

function writeChanges(
  changes: readonly Change[],
  target: readonly Piece[],
  now: readonly Piece[],
): string {
  const known = [...now]
  const parts: string[] = []
  for (const change of changes) {
    if (change.old === undefined) continue
    const [name = ''] = change.old.names
    const isKnown = known.some(({ names }) => names.includes(name))
    const all = isKnown ? known : gather(known, name)
    const among = all.filter(({ names }) => names.includes(name))
    const lines = [change.old.lines, change.new?.lines ?? []] as const
    parts.push(writeChange(name, lines, among))
  }
  for (const group of neighbors(changes, target)) {
    parts.push(writeAddition(placeFor(group, target, known), group))
    known.push(...group)
  }
  return parts.join('\n')
}

/** New pieces, those together that stand together. */
function neighbors(
  changes: readonly Change[],
  target: readonly Piece[],
): Piece[][] {
  const added = changes
    .filter(({ old }) => old === undefined)
    .flatMap((change) => change.new ?? [])
  const at = (piece: Piece): number =>
    target.findIndex((each) => isEqual(each, piece))
  const groups: Piece[][] = []
  let last = -2
  for (const piece of added) {
    if (at(piece) === last + 1) groups.at(-1)?.push(piece)
    else groups.push([piece])
    last = at(piece)
  }
  return groups
}

function isEqual(one: Piece, two: Piece): boolean {
  return isAkin(one, two) && isSame(one, two)
}

/** Below the nearest piece above it that is there already. */
function placeFor(
  [first]: readonly Piece[],
  target: readonly Piece[],
  known: readonly Piece[],
): string {
  const at = target.findIndex((each) => first && isEqual(each, first))
  const above = target
    .slice(0, at)
    .findLast((piece) => known.some((each) => isAkin(each, piece)))
  const name = known
    .find((each) => above && isAkin(each, above))
    ?.names.find((each) => above?.names.includes(each))
  if (name === undefined) return 'at the top'
  return `below ${name.replace(/\.\(end\)$/, '')}`
}
