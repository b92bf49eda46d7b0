// A lesson as data: its sections, its prose, its fences, what is folded.
import { type FenceInfo, parseInfo } from './fence.ts'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textIn } from 'mdast-util-to-string'

type Node = ReturnType<typeof fromMarkdown>['children'][number]

/** The headings that every lesson has, in this order. */
export const SECTIONS = [
  'Goal',
  'Where we are',
  'Break it',
  'Predict',
  'Build',
  'Run it again',
  'What the framework does here',
  'Still wrong',
  'Exercises',
  'Recap',
] as const

/** Something wrong in a lesson, and where. */
export interface Problem {
  readonly line: number
  readonly message: string
}

/** A heading, a paragraph, a list, a fence, …, and where it stands. */
export interface Block {
  readonly node: Node
  readonly line: number
  /** The nearest heading of the second level. */
  readonly section: string
  /** The nearest heading of the third level in that section. */
  readonly part: string
  /** What it is folded under. */
  readonly fold: string | undefined
}

/** A code fence. */
export interface Fence extends Omit<Block, 'node'> {
  readonly info: FenceInfo
  readonly content: string
  /** Where it is in the text, with its backticks. */
  readonly start: number
  readonly end: number
}

/** A lesson. */
export interface Lesson {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly fences: readonly Fence[]
}

/** Parses a lesson. */
export function parseLesson(text: string): Lesson {
  const blocks: Block[] = []
  let [section, part, fold]: [string, string, string | undefined] = [
    '',
    '',
    undefined,
  ]
  for (const node of fromMarkdown(text).children) {
    const line = node.position?.start.line ?? 0
    if (node.type === 'heading' && node.depth === 2) {
      section = textIn(node)
      part = ''
    }
    if (node.type === 'heading' && node.depth === 3) part = textIn(node)
    if (node.type === 'html' && node.value.includes('<details')) {
      fold = /<summary>(.*?)<\/summary>/s.exec(node.value)?.[1] ?? ''
    }
    blocks.push({ node, line, section, part, fold })
    if (node.type === 'html' && node.value.includes('</details>')) {
      fold = undefined
    }
  }
  return { text, blocks, fences: blocks.flatMap(fenceOf) }
}

function fenceOf({ node, ...place }: Block): Fence[] {
  if (node.type !== 'code') return []
  return [
    {
      ...place,
      info: parseInfo(`${node.lang ?? ''} ${node.meta ?? ''}`),
      content: node.value,
      start: node.position?.start.offset ?? 0,
      end: node.position?.end.offset ?? 0,
    },
  ]
}

/** The blocks that are read: no code, no markup. */
export function proseOf(lesson: Lesson): Block[] {
  return lesson.blocks.filter(
    ({ node }) => node.type !== 'code' && node.type !== 'html',
  )
}

/** What a block says, without its markup. */
export function sayingOf({ node }: Block): string {
  return textIn(node)
}

/** The text with other contents in some fences. */
export function refill(
  { text }: Lesson,
  contents: ReadonlyMap<Fence, string>,
): string {
  const fences = [...contents].toSorted(([a], [b]) => b.start - a.start)
  return fences.reduce((all, [fence, content]) => {
    const [first = ''] = all.slice(fence.start, fence.end).split('\n')
    const ticks = /^[`~]+/.exec(first)?.[0] ?? '```'
    const filled = `${first}\n${content}\n${ticks}`
    return all.slice(0, fence.start) + filled + all.slice(fence.end)
  }, text)
}
