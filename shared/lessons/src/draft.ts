// The skeleton of a lesson: its headings, and a fence for all that its step
// changes, file by file, what is needed before what needs it.
import { pathsIn, readmeOf } from '@barewire/course/readme'
import { type Step, STEPS, twoDigits } from '@barewire/course/steps'
import { dirname, join } from 'node:path/posix'
import { parseInfo } from './fence.ts'
import { SECTIONS } from './lesson.ts'
import type { Tree, Trees } from './changes.ts'
import { applyQuote, fencesFor, writeQuote } from './quotes.ts'
import { treesOf } from './sources.ts'

/** A lesson without its prose; "…" is where some is missing. */
export function draftLesson(step: Step): string {
  const forms = formsFor(step)
  const sections = SECTIONS.map((name) =>
    name === 'Build' ? draftBuild(step) : `## ${name}\n\n${forms[name]}\n`,
  )
  const title = `# Step ${twoDigits(step.number)}: ${step.title}\n`
  return [title, ...sections].join('\n')
}

type Section = Exclude<(typeof SECTIONS)[number], 'Build'>

/** What a section has in every lesson. */
function formsFor({ number, slug }: Step): Record<Section, string> {
  const before = STEPS[number - 2]?.slug ?? slug
  const transcript = (words: string): string =>
    fence(`console ${words}`, '$ curl -i http://localhost:8000/')
  return {
    Goal: '…\n\n**Done when** …\n\nIt takes about … minutes. You should know …',
    'Where we are': [
      fence('sh', `npm run step ${number - 1}`),
      transcript(`step=${before}`),
    ].join('\n\n'),
    'Break it': transcript(`step=${before}`),
    Predict: `…?\n\n${fold('Answer', '…')}`,
    'Run it again': [
      fence('sh', `npm run step ${number}`),
      transcript(`step=${slug}`),
      fence('sh', `npm run check ${number}`),
    ].join('\n\n'),
    'What the framework does here': '**…, `…`.** …',
    'Still wrong': `- …: step ${twoDigits(number + 1)}.`,
    Exercises: [draftExercise(1, 'Modify'), draftExercise(2, 'Make')].join(
      '\n\n',
    ),
    Recap: [
      '| you send | you get |\n| --- | --- |\n| … | … |',
      `Why …?\n\n${fold('Answer', '…')}`,
      `Why …?\n\n${fold('Answer', '…')}`,
      `All that changed: \`npm run diff ${number}\`. Next, …`,
    ].join('\n\n'),
  }
}

function draftExercise(number: number, kind: string): string {
  const solution = [
    fence(`diff exercise=${number} src/app.ts`, '@@ in createApp @@\n-…\n+…'),
    fence(`console exercise=${number}`, '$ curl -i http://localhost:8000/'),
  ]
  return [
    `### ${number}. ${kind}: …`,
    '…',
    ...[1, 2, 3].map((hint) => fold(`Hint ${hint}`, '…')),
    fold('Solution', solution.join('\n\n')),
  ].join('\n\n')
}

function fence(info: string, content: string): string {
  return ['```' + info, content, '```'].join('\n')
}

function fold(summary: string, content: string): string {
  const opening = `<details>\n<summary>${summary}</summary>`
  return [opening, content, '</details>'].join('\n\n')
}

function draftBuild(step: Step): string {
  const trees = treesOf(step)
  let now: Tree = trees.before
  let file = ''
  const parts = inOrder(fencesFor(trees), step, trees).map((words) => {
    const info = parseInfo(words)
    const content = writeQuote(info, trees, now)
    now = applyQuote(info, content, now)
    const heading = info.path === file ? '' : `### ${info.path}\n\n`
    file = info.path ?? ''
    const label = `In \`${info.path}\`:\n\n`
    return `${heading}${label}${fence(words, content)}\n`
  })
  return ['## Build\n', ...parts].join('\n')
}

/** Files before those that import them; else as the README says to read. */
function inOrder(fences: string[], step: Step, { after }: Trees): string[] {
  const reading = pathsIn(readmeOf(step).get('Read in this order') ?? '')
  const own = new Set(fences.map((words) => parseInfo(words).path ?? ''))
  const order: string[] = []
  const visit = (path: string): void => {
    if (order.includes(path) || !own.has(path)) return
    own.delete(path)
    for (const other of importsOf(path, after.get(path) ?? '')) visit(other)
    order.push(path)
  }
  for (const path of [...reading, ...own]) visit(path)
  const rank = (words: string): number =>
    order.indexOf(parseInfo(words).path ?? '')
  return fences.toSorted((a, b) => rank(a) - rank(b))
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/ from '(\.[^']+)'/g)].map(([, to = '']) =>
    join(dirname(path), to),
  )
}
