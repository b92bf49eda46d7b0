// Marks in the source of one step the places that the next step changes.
import { filesOf, folderOf, type Step, twoDigits } from '@barewire/course/steps'
import { type Change, diffLines } from 'diff'
import { transformSync } from 'esbuild'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A source file of the playground. */
export interface Marked {
  /** "src/app.ts". */
  readonly path: string
  readonly text: string
  /** How many marks it has got. */
  readonly todos: number
}

/** The files below src/ of `before`, marked; and the new ones of `step`. */
export function markedFiles(before: Step | undefined, step: Step): Marked[] {
  const old = before === undefined ? [] : filesOf(before, 'src')
  const all = new Set([...old, ...filesOf(step, 'src')])
  return [...all]
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const [was, becomes] = [read(before, path), read(step, path)]
      if (was === undefined) return beginFile(path, becomes ?? '', step)
      return markFile(path, [was, becomes], step)
    })
}

function read(step: Step | undefined, path: string): string | undefined {
  if (step === undefined) return undefined
  const file = join(folderOf(step), path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** The comment that says what a new file is, and what is to be in it. */
function beginFile(path: string, solution: string, step: Step): Marked {
  const lines = solution.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('//'))
  const exported = lines.flatMap((line) => EXPORTED.exec(line)?.[1] ?? [])
  const mark = `// TODO ${twoDigits(step.number)}: this file is new. Ours exports:`
  const wanted = exported.map((each) => `//   ${each}`)
  const text = [...lines.slice(0, end), '', mark, ...wanted, ''].join('\n')
  return { path, text, todos: 1 }
}

/** "parseList(text: string): string[]"; of a longer one, its beginning. */
const EXPORTED =
  /^export (?:(?:abstract|async) )*(?:function\*? )?(.+?)(?: \{| =(?!>).*|\()?$/

function markFile(
  path: string,
  [was, becomes]: readonly [string, string | undefined],
  step: Step,
): Marked {
  const start = `// TODO ${twoDigits(step.number)}:`
  if (becomes === undefined) {
    return { path, text: `${start} this file goes.\n${was}`, todos: 1 }
  }
  const lines = was.split('\n')
  const places = placesIn(diffLines(was, becomes))
  // From the end, so that the numbers of the lines above stay as they are.
  for (const { line, does } of places.toReversed()) {
    insert(lines, line, `${start} ${does}`)
  }
  return { path, text: lines.join('\n'), todos: places.length }
}

/** A place that changes: the line above which the mark goes, from 0. */
interface Place {
  readonly line: number
  readonly does: string
}

function placesIn(parts: readonly Change[]): Place[] {
  const places: Place[] = []
  let line = 0
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1]
    const after = parts[i + 1]
    if (part.removed) {
      const replaced = after?.added === true
      const does = replaced ? 'change' : 'take away'
      const differs = replaced && after.count !== part.count
      const ours = differs ? `; ours has ${after.count}` : ''
      places.push({ line, does: `${does} ${inWords(part)} below${ours}.` })
    } else if (part.added && before?.removed !== true) {
      places.push({ line, does: `add ${inWords(part)} here.` })
    }
    if (!part.added) line += part.count
  }
  return places
}

function inWords({ count }: Change): string {
  return count === 1 ? 'a line' : `${count} lines`
}

/**
 * Above that line, or higher up where the mark would be no comment: inside a
 * text of several lines.
 */
function insert(lines: string[], line: number, mark: string): void {
  const plain = compiled(lines)
  for (let at = line; at >= 0; at -= 1) {
    const text = at === line ? mark : mark.replace(WHERE, ' in the text below')
    lines.splice(at, 0, indentAt(lines, at) + text)
    if (compiled(lines) === plain) return
    lines.splice(at, 1)
  }
}

/** "change 2 lines below; ours has 1.", "add a line here." */
const WHERE = / (?:below|here)(?=[.;])/

/** As deep as what follows; before the end of a block, as what is above. */
function indentAt(lines: readonly string[], at: number): string {
  const [above = '', below = ''] = lines.slice(Math.max(0, at - 1), at + 1)
  const line = below === '' || /^ *[}\])]/.test(below) ? above : below
  return /^ */.exec(line)?.[0] ?? ''
}

/** What is left of it without comments. */
function compiled(lines: readonly string[]): string {
  const options = { loader: 'ts', minifyWhitespace: true } as const
  try {
    return transformSync(lines.join('\n'), options).code
  } catch {
    return ''
  }
}
