// The README's table of steps, made from the ladder.
import { ROOT, type Step, stepBefore, STEPS } from '@barewire/course/steps'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The page that has the table. */
export const STEPS_PAGE = join(ROOT, 'README.md')

const HEAD = [
  '| | lesson | the idea | what a client sees | and its |',
  '|--:|---|---|---|---|',
]

/** The page with its table made anew. Throws if it has none. */
export function writeSteps(page: string): string {
  const lines = page.split('\n')
  const from = lines.indexOf(HEAD[0] ?? '')
  if (from === -1) throw new Error(`No table begins with: ${HEAD[0]}`)
  const end = lines.findIndex((line, i) => i > from && !line.startsWith('|'))
  return lines.toSpliced(from, end - from, ...stepsTable()).join('\n')
}

function stepsTable(): string[] {
  return [...HEAD, ...STEPS.map(rowOf)]
}

function rowOf(step: Step): string {
  const { number, name, title, idea, sees } = step
  const lesson = `docs/steps/${name}.md`
  const links = [
    `[source](steps/${name})`,
    `[diff](${lesson}#build)`,
    `[checks](${checksOf(step)})`,
  ]
  const cells = [number, `[${title}](${lesson})`, idea, sees, links.join(', ')]
  return `| ${cells.join(' | ')} |`
}

/** A step that a client can't tell from the one before has no checks. */
function checksOf(step: Step): string {
  const file = `shared/checks/src/${step.name}.ts`
  const before = stepBefore(step)
  const isThere = existsSync(join(ROOT, file)) || before === undefined
  return isThere ? file : checksOf(before)
}
