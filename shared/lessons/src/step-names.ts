// Steps in prose. An author writes {keep-alive}; the tool makes it a link,
// "[step 9 (Keep alive)](09-keep-alive.md)", and keeps number, title and
// address right when the ladder changes.
import { findStep, type Step, twoDigits } from '@barewire/course/steps'
import type { Problem } from './lesson.ts'

/**
 * The text with each step in its prose named as it is called now. Code is left
 * alone. `way` leads from the page's folder to the lessons': "../steps/".
 */
export function nameSteps(text: string, way = ''): string {
  return linesOf(text)
    .map(({ line, isCode }) => (isCode ? line : nameIn(line, way)))
    .join('\n')
}

/** Names of steps that are out of date, or of none. */
export function checkStepNames(text: string): Problem[] {
  return linesOf(text).flatMap(({ line, isCode }, i): Problem[] => {
    if (isCode) return []
    const unknown = [...line.replace(CODE, '').matchAll(TOKEN)]
      .map(([, slug = '']) => slug)
      .find((slug) => findStep(slug) === undefined)
    if (unknown !== undefined) {
      return [{ line: i + 1, message: `There is no step {${unknown}}` }]
    }
    if (nameIn(line, '') === line) return []
    const message = `Here is an old name of a step: "${line.trim()}"`
    return [{ line: i + 1, message }]
  })
}

interface Line {
  readonly line: string
  readonly isCode: boolean
}

function linesOf(text: string): Line[] {
  let fence: string | undefined
  return text.split('\n').map((line) => {
    const [ticks] = /^ {0,3}(?:`{3,}|~{3,})/.exec(line) ?? []
    const was = fence
    if (ticks !== undefined) {
      if (fence === undefined) fence = ticks.trim()
      else if (ticks.trim().startsWith(fence)) fence = undefined
    }
    return { line, isCode: was !== undefined || ticks !== undefined }
  })
}

/** In code between backticks braces are braces. */
const CODE = /`+[^`]*`+/g

const TOKEN = /\{([a-z][a-z-]*)\}/g

/** A link that was such a token: with its title, or without. */
const NAMED =
  /\[[Ss]tep \d\d?(?: \([^)]*\))?\]\([\w./-]*?\d\d-[a-z-]+\.md(?:#[\w-]+)?\)/g

function nameIn(line: string, way: string): string {
  return outsideCode(line, (prose) =>
    prose
      .replace(TOKEN, (token: string, slug: string) => {
        const step = findStep(slug)
        if (step === undefined) return token
        return `[step ${titled(step)}](${way}${step.name}.md)`
      })
      .replace(NAMED, renew),
  )
}

function renew(link: string): string {
  const [name = '', slug = ''] = /\d\d-([a-z-]+)(?=\.md)/.exec(link) ?? []
  const step = findStep(slug)
  if (step === undefined) return link
  const { number } = step
  return link
    .replace(/(?<=tep )\d\d? \([^)]*\)/, titled(step))
    .replace(/(?<=tep )0\d(?=\])/, twoDigits(number))
    .replace(/(?<=tep )[1-9]\d?(?=\])/, String(number))
    .replace(name, step.name)
}

function titled({ number, title }: Step): string {
  return `${number} (${title})`
}

function outsideCode(line: string, change: (prose: string) => string): string {
  const codes = line.match(CODE) ?? []
  return line
    .split(CODE)
    .map((prose, i) => change(prose) + (codes[i] ?? ''))
    .join('')
}
