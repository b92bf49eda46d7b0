// Links in the project's pages: whether what they lead to is there.
import GithubSlugger from 'github-slugger'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textIn } from 'mdast-util-to-string'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Problem } from './lesson.ts'

/** Links of a page, by its path, to a file or a heading that is not there. */
export function checkLinks(page: string): Problem[] {
  const anchors = new Map<string, ReadonlySet<string>>()
  const hasAnchor = (file: string, anchor: string): boolean => {
    const known = anchors.get(file) ?? anchorsOf(file)
    anchors.set(file, known)
    return known.has(anchor)
  }
  return linksIn(readFileSync(page, 'utf8')).flatMap(({ url, line }) => {
    if (/^[a-z]+:/.test(url)) return []
    const [path = '', anchor] = url.split('#')
    const target = path === '' ? page : join(dirname(page), decodeURI(path))
    if (!existsSync(target)) {
      return [{ line, message: `There is no ${path}` }]
    }
    if (anchor === undefined || hasAnchor(target, anchor)) return []
    const where = path === '' ? 'This page' : path
    return [{ line, message: `${where} has no heading #${anchor}` }]
  })
}

interface Link {
  readonly url: string
  readonly line: number
}

interface Nested {
  readonly type: string
  readonly url?: string
  readonly children?: readonly Nested[]
  readonly position?: { readonly start: { readonly line: number } } | undefined
}

function linksIn(text: string): Link[] {
  return linksBelow(fromMarkdown(text))
}

function linksBelow({ type, url, children, position }: Nested): Link[] {
  const own =
    ['link', 'image', 'definition'].includes(type) && url !== undefined
      ? [{ url, line: position?.start.line ?? 1 }]
      : []
  return [...own, ...(children ?? []).flatMap(linksBelow)]
}

/** The anchors of a page: its headings, and what HTML names in it. */
function anchorsOf(file: string): ReadonlySet<string> {
  if (!file.endsWith('.md') || !statSync(file).isFile()) return new Set()
  const text = readFileSync(file, 'utf8')
  const slugger = new GithubSlugger()
  const headings = fromMarkdown(text)
    .children.filter((node) => node.type === 'heading')
    .map((node) => slugger.slug(textIn(node)))
  const named = [...text.matchAll(/<\w+ (?:id|name)="([^"]+)"/g)]
  return new Set([...headings, ...named.map(([, name = '']) => name)])
}
