// Above each quote in "Build" stands its file, since the pages of a Git host
// show no more of a fence's first line than its language.
import { type Block, type Lesson, type Problem, sayingOf } from './lesson.ts'

/** "In `src/app.ts`:", "In `src/app.ts`, a new file:". They are no prose. */
export function isLabel(block: Block): boolean {
  return block.section === 'Build' && labelled(block) !== undefined
}

/** Quotes without their file above them. */
export function checkLabels({ blocks, fences }: Lesson): Problem[] {
  return fences.flatMap(({ line, section, info }) => {
    const { path, step } = info
    if (section !== 'Build' || path === undefined || step !== undefined)
      return []
    const above = blocks.findLast((block) => block.line < line)
    if (above !== undefined && labelled(above) === path) return []
    return [{ line, message: `Above this has to be: In \`${path}\`:` }]
  })
}

function labelled(block: Block): string | undefined {
  if (block.node.type !== 'paragraph') return undefined
  return /^In (src\/\S+?)(?:, [^.]*)?:$/.exec(sayingOf(block))?.[1]
}
