// Names in the prose: a file, a function or a member that a lesson speaks of
// has to be in the source.
import { type Lesson, type Problem, proseOf } from './lesson.ts'
import { piecesOf } from './pieces.ts'
import type { Tree, Trees } from './changes.ts'

/** Sections that speak of other programs, or of code that is not there yet. */
const ELSEWHERE = new Set(['What the framework does here', 'Exercises'])

/** Names in prose that the step and the one before do not have. */
export function checkNames(lesson: Lesson, trees: Trees): Problem[] {
  const isKnown = knower(trees)
  return proseOf(lesson)
    .filter(({ section }) => !ELSEWHERE.has(section))
    .flatMap((block) =>
      codeIn(block.node)
        .filter((code) => !isKnown(code))
        .map((code) => ({
          line: block.line,
          message: `Neither this step's source nor the one before has ${code}`,
        })),
    )
}

interface Nested {
  readonly type: string
  readonly value?: unknown
  readonly children?: readonly Nested[]
}

function codeIn(node: Nested): string[] {
  if (node.type === 'inlineCode') return [String(node.value)]
  return (node.children ?? []).flatMap(codeIn)
}

/** Says of a name whether it is there. What is no name, is. */
function knower(trees: Trees): (code: string) => boolean {
  const sources = [trees.before, trees.after]
  const text = sources.flatMap((tree) => [...tree.values()]).join('\n')
  const members = new Set(sources.flatMap(membersIn))
  const classes = new Set([...members].map((name) => name.split('.')[0]))
  return (code) => {
    if (/^src\/[\w./-]+\.ts$/.test(code)) {
      return sources.some((tree) => tree.has(code))
    }
    const [, name] = /^(#?\w+)\(\)$/.exec(code) ?? []
    if (name !== undefined) return hasWord(text, name)
    const [member, owner] = /^(\w+)\.#?\w+(?=(?:\(\))?$)/.exec(code) ?? []
    if (member !== undefined && classes.has(owner)) return members.has(member)
    // "readMore", "ByteReader": no word of English has such a hump.
    return !/^[A-Za-z]+[a-z][A-Z]\w*$/.test(code) || hasWord(text, code)
  }
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w#])${word}\\b`).test(text)
}

function membersIn(tree: Tree): string[] {
  return [...tree.values()]
    .flatMap(piecesOf)
    .flatMap(({ names }) => names.filter((name) => name.includes('.')))
}
