// Changes of a source file as lessons show them: a unified diff whose places
// are named instead of numbered, so that a reader finds them.
//
//   @@ in serveConnection @@       these lines of that piece become those
//   @@ below RequestHead @@        new, behind that piece
//   @@ at the top @@               new, before all else
//   @@ delete the file @@
import { structuredPatch } from 'diff'
import { gather, means, type Piece, piecesOf, textOf } from './pieces.ts'

/** What stands where a file is deleted. */
export const DELETE = '@@ delete the file @@'

/** Why a change cannot be made. */
export class PatchError extends Error {}

/** Makes the change in a text. Throws a PatchError where it does not fit. */
export function applyPatch(text: string, patch: string): string {
  const pieces = partsOf(patch).reduce<Piece[]>(
    (all, part) => applyPart(piecesOf(textOf(all)), part),
    piecesOf(text),
  )
  return textOf(pieces)
}

interface Part {
  readonly place: 'in' | 'below' | 'top'
  readonly name: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

const HEADER = /^@@ (?:(in|below) (\S+)|at the (top)) @@$/

function partsOf(patch: string): Part[] {
  const [before, ...parts] = patch.split(/^(?=@@ )/m)
  if (before !== undefined && HEADER.test(before.split('\n')[0] ?? '')) {
    return [before, ...parts].map(parsePart)
  }
  throw new PatchError(`It has to begin with "@@ in NAME @@"`)
}

function parsePart(text: string): Part {
  const [header = '', ...lines] = text.replace(/\n$/, '').split('\n')
  const [, place, name = '', top] = HEADER.exec(header) ?? []
  if (place !== 'in' && place !== 'below' && top === undefined) {
    throw new PatchError(`Cannot understand "${header}"`)
  }
  const side = (sign: string): string[] =>
    lines
      .filter((line) => line === '' || line[0] === ' ' || line[0] === sign)
      .map((line) => line.slice(1))
  return {
    place: place === 'in' || place === 'below' ? place : 'top',
    name,
    before: side('-'),
    after: side('+'),
  }
}

function applyPart(pieces: readonly Piece[], part: Part): Piece[] {
  if (part.place === 'in') return replaceIn(pieces, part)
  const at =
    part.place === 'top'
      ? -1
      : pieces.findLastIndex((piece) => means(part.name, piece))
  if (part.place === 'below' && at === -1) {
    throw new PatchError(`There is no "${part.name}" to stand below`)
  }
  const added = { names: [], lines: part.after }
  return [...pieces.slice(0, at + 1), added, ...pieces.slice(at + 1)]
}

function replaceIn(all: readonly Piece[], part: Part): Piece[] {
  const isKnown = all.some(({ names }) => names.includes(part.name))
  const pieces = isKnown ? all : gather(all, part.name)
  const places = pieces.flatMap((piece, index) =>
    piece.names.includes(part.name)
      ? findLines(piece.lines, part.before).map((at) => ({ index, at }))
      : [],
  )
  const [place, ...others] = places
  if (place === undefined || others.length > 0) {
    const count = place === undefined ? 'not' : 'more than once'
    const shown = part.before[0] ?? ''
    throw new PatchError(`"${part.name}" has ${count}: ${shown.trim()}`)
  }
  return pieces.flatMap((piece, index) => {
    if (index !== place.index) return [piece]
    const lines = piece.lines.toSpliced(
      place.at,
      part.before.length,
      ...part.after,
    )
    return lines.length === 0 ? [] : [{ ...piece, lines }]
  })
}

/** Where lines stand among others. */
function findLines(all: readonly string[], some: readonly string[]): number[] {
  return [...all.keys()].filter((at) =>
    some.every((line, index) => all[at + index] === line),
  )
}

/** Shows what changes in a piece. `among`: all pieces of that name. */
export function writeChange(
  name: string,
  [before, after]: readonly [readonly string[], readonly string[]],
  among: readonly Piece[],
): string {
  const isClear = (hunk: readonly string[]): boolean => {
    const old = hunk.filter((line) => line[0] !== '+').map((l) => l.slice(1))
    const all = among.flatMap(({ lines }) => findLines(lines, old))
    return all.length === 1
  }
  const choices = [2, 3, 5, 8, 1000].map((context) =>
    isRewritten(before, after)
      ? [rewrite(before, after)]
      : hunks(before, after, context),
  )
  const chosen = choices.find((each) => each.every(isClear)) ?? []
  return chosen.map((hunk) => writePart(`in ${name}`, hunk)).join('\n')
}

/** Shows new pieces. */
export function writeAddition(place: string, pieces: readonly Piece[]): string {
  const lines = textOf(pieces).trimEnd().split('\n')
  return writePart(
    place,
    lines.map((line) => `+${line}`),
  )
}

function writePart(place: string, lines: readonly string[]): string {
  return [`@@ ${place} @@`, ...lines.map((line) => line.trimEnd())].join('\n')
}

function hunks(
  before: readonly string[],
  after: readonly string[],
  context: number,
): string[][] {
  const [one, two] = [before, after].map((lines) =>
    lines.map((line) => `${line}\n`).join(''),
  )
  const options = { context }
  const patch = structuredPatch('', '', one ?? '', two ?? '', '', '', options)
  return patch.hunks.map(({ lines }) => lines)
}

/** Whether so little stays that line by line would be hard to read. */
function isRewritten(
  before: readonly string[],
  after: readonly string[],
): boolean {
  const [all = []] = hunks(before, after, 1000)
  const kept = all.filter((line) => line[0] === ' ' && /\w/.test(line)).length
  return kept < Math.min(before.length, after.length) * 0.4
}

/** All old lines, then all new ones, between those that stay. */
function rewrite(
  before: readonly string[],
  after: readonly string[],
): string[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head += 1
  let tail = 0
  while (
    tail < most - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1
  }
  return [
    ...before.slice(0, head).map((line) => ` ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `-${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+${line}`),
    ...after.slice(after.length - tail).map((line) => ` ${line}`),
  ]
}
