// Finds the sections of RFCs that the comments of a source file cite, and the
// declaration that each comment is about. Source is formatted, so a declaration
// begins a line and a member stands two spaces in.
import { type Section, sectionsIn } from '@barewire/checks/rfc-section'

/** A section, and what obeys it. */
export interface Citation {
  readonly section: Section
  /**
   * "parseFraming", "Limits.targetBytes". A comment at the top of a file is
   * about the first function or class that others may use, but for type guards.
   */
  readonly symbol: string | undefined
}

/** All citations in a file's text, from top to bottom. */
export function citationsIn(source: string): Citation[] {
  const lines = source.split('\n')
  return lines.flatMap((line, i) => {
    const comment = COMMENT.exec(line)?.[1]
    if (comment === undefined || !comment.includes('§')) return []
    const before = lines.slice(0, i).map((each) => COMMENT.exec(each)?.[1])
    // "§5.1" belongs to the document that was named last, lines before or not.
    const document = before.join(' ').match(DOCUMENT)?.at(-1) ?? ''
    const sections = sectionsIn(`${document} ${comment}`)
    return sections.map((section) => ({ section, symbol: symbolAt(lines, i) }))
  })
}

const COMMENT = /(?:^ *(?:\/\/|\/?\*+)|\S +\/\/) (.*)/
const DOCUMENT = /\bRFC \w+|\bWHATWG \w+/g
const DECLARATION =
  /^(?:export )?(?:async )?(?:function\*?|class|interface|type|const) (\w+)/
const PUBLIC = /^export (?:async )?(?:function\*?|class) (?!is[A-Z])(\w+)/
const MEMBER = /^ {2}(?:(?:readonly|static|async|get|set) )*\*?(#?\w+)\??[(:<]/

function symbolAt(lines: readonly string[], at: number): string | undefined {
  const header = lines.findIndex((line) => !line.startsWith('//'))
  if (at < header) return firstOf(lines, PUBLIC) ?? firstOf(lines, DECLARATION)
  if (!/^ (?! ?\*)/.test(lines[at] ?? ''))
    return firstOf(lines.slice(at), DECLARATION)
  const above = lines.slice(0, at + 1).toReversed()
  const line = above.find((each) => DECLARATION.test(each)) ?? ''
  const owner = firstOf([line], DECLARATION)
  if (!/^(?:export )?(?:class|interface) /.test(line)) return owner
  const isAboveMember = /^ {2,3}\S/.test(lines[at] ?? '')
  const member = firstOf(isAboveMember ? lines.slice(at) : above, MEMBER)
  return member === undefined ? owner : `${owner}.${member}`
}

function firstOf(
  lines: readonly string[],
  pattern: RegExp,
): string | undefined {
  const line = lines.find((each) => pattern.test(each))
  return pattern.exec(line ?? '')?.[1]
}
