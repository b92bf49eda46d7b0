// The titles in a test file, found in its syntax, without running it.
import { transformSync } from 'esbuild'
import { parseAst } from 'vite'

type Node = Readonly<Record<string, unknown>>

/** "describe > it", with placeholders where there is a table, in order. */
export function titlesOf(text: string): string[] {
  const { code } = transformSync(text, { loader: 'ts' })
  const titles: string[] = []
  collect(parseAst(code), { path: [], titles })
  return titles
}

interface Found {
  readonly path: readonly string[]
  readonly titles: string[]
}

function collect(value: unknown, found: Found): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, found)
    return
  }
  if (!isNode(value)) return
  const [kind, title] = titleOf(value)
  if (kind === 'it' && title !== undefined) {
    found.titles.push([...found.path, title].join(' > '))
  }
  const isGroup = kind === 'describe' && title !== undefined
  const path = isGroup ? [...found.path, title] : found.path
  for (const each of Object.values(value)) {
    collect(each, { ...found, path })
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

/** Of `it.each(table)('title', …)` and the like; nothing of other nodes. */
function titleOf(
  node: Node,
): readonly [kind?: string, title?: string | undefined] {
  const { type, callee, arguments: words } = node
  if (type !== 'CallExpression' || !Array.isArray(words)) return []
  const kind = rootOf(callee)
  if (kind !== 'it' && kind !== 'describe') return []
  return [kind, textOf(words[0])]
}

/** The name at the start of `name.each(table)`. */
function rootOf(callee: unknown): unknown {
  if (!isNode(callee)) return undefined
  const { type, name, object, callee: inner } = callee
  if (type === 'Identifier') return name
  return rootOf(type === 'MemberExpression' ? object : inner)
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  const { type, value, quasis } = node
  if (type === 'Literal' && typeof value === 'string') return value
  if (type !== 'TemplateLiteral' || !Array.isArray(quasis)) return undefined
  return quasis.map(({ value: part }) => String(part.cooked)).join('…')
}
