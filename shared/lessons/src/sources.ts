// The source of steps, and where their lessons are.
import {
  filesOf,
  folderOf,
  ROOT,
  type Step,
  stepBefore,
} from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree, Trees } from './changes.ts'

/** Where a step's lesson is, or will be. */
export function lessonFile(step: Step): string {
  return join(ROOT, 'docs', 'steps', `${step.name}.md`)
}

/** The source of a step. */
export function treeOf(step: Step): Tree {
  return new Map(
    filesOf(step, 'src').map((path) => [
      path,
      readFileSync(join(folderOf(step), path), 'utf8'),
    ]),
  )
}

/** A step's source and that of the step before; the first one has none. */
export function treesOf(step: Step): Trees {
  const before = stepBefore(step)
  return {
    before: before === undefined ? new Map() : treeOf(before),
    after: treeOf(step),
  }
}
