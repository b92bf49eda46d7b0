// The page docs/reference/rfc-index.md: section by section, what the suite asks
// for, which checks ask for it, and where the steps' source obeys it.
import { cite, type Section } from '@barewire/checks/rfc-section'
import { existingSteps, ROOT, twoDigits } from '@barewire/course/steps'
import { join } from 'node:path'
import { findPlaces, type Place } from './places.ts'
import {
  findRequirements,
  type Required,
  type Requirement,
} from './requirements.ts'
import { RFC_TITLES, SECTION_TITLES } from './section-titles.ts'

/** Where the page is. */
export const RFC_INDEX = join(ROOT, 'docs/reference/rfc-index.md')

/** A section, what it asks for, and where it is obeyed. */
export interface Entry extends Required {
  readonly places: readonly Place[]
}

/** All sections that the suite cites, in order. */
export function findEntries(): Entry[] {
  const places = findPlaces()
  return findRequirements().map(({ section, requirements }) => ({
    section,
    requirements,
    places: (places.get(cite(section)) ?? []).toSorted(
      (a, b) => a.step.number - b.step.number,
    ),
  }))
}

/** The text of the page. */
export function writeRfcIndex(): string {
  const entries = findEntries()
  const documents = [...new Set(entries.map(({ section }) => section.rfc))]
  const parts = documents.map((rfc) => {
    const own = entries.filter(({ section }) => section.rfc === rfc)
    return `## ${headingOf(rfc)}\n\n${own.map(writeEntry).join('\n\n')}`
  })
  const contents = documents.map((rfc) => `- ${link(headingOf(rfc))}`)
  const unnoted = entries.filter(({ places }) =>
    places.every(({ noted }) => !noted),
  )
  return [
    INTRODUCTION,
    contents.join('\n'),
    ...parts,
    `## Obeyed without a note\n\n${UNNOTED_INTRODUCTION}`,
    `${unnoted.map(({ section }) => link(titleOf(section))).join(' ·\n')}\n`,
  ].join('\n\n')
}

const INTRODUCTION = `# Which rule is obeyed where

Every rule of an RFC that the suite tests, by section: what a client sees, the
checks that look for it, and the declaration that sees to it, in the step where
it appears first. A number like \`keep-alive.3\` is a check of step 9 in
\`shared/checks/src\`; an id like \`ch-23\` is a case of
\`shared/checks/rfc-cases.json\`, which goes to every step from 9 on. "From" is
the first step that obeys, and the last where a later one replaces the promise.

**MUST**, **SHOULD** and **MAY** are the RFC's words; *described* is what a
section says without one of them. What matches a grammar must be read (RFC 9110
§2.3), and what does not should be refused (RFC 9112 §2.2), unless the section
of the grammar says more.

This page is written by \`npm run reference\` from the checks, the cases and the
comments in the source. Do not edit it: the tests compare.`

const UNNOTED_INTRODUCTION = `No comment there cites these sections, or sections
that they are part of: the code says enough, or the rule is the lack of code.
\`shared/reference/src/unnoted.ts\` says where they are obeyed.`

function headingOf(rfc: number): string {
  return `RFC ${rfc}: ${RFC_TITLES[rfc]}`
}

function titleOf(section: Section): string {
  return `${cite(section)} ${SECTION_TITLES[cite(section)]}`
}

/** A link to a heading, as Git hosts make anchors of headings. */
function link(heading: string): string {
  const anchor = heading.toLowerCase().replace(/[^\w\- ]/g, '')
  return `[${heading}](#${anchor.replaceAll(' ', '-')})`
}

function writeEntry({ section, requirements, places }: Entry): string {
  return `### ${titleOf(section)}

Obeyed by ${places.map(writePlace).join(', ')}.

| level | what a client sees | checks | from |
| --- | --- | --- | --- |
${requirements.map(writeRow).join('\n')}`
}

function writePlace({ step, last, path, symbol }: Place): string {
  const file = `../../steps/${step.name}/${path}`
  const isGone = last !== existingSteps().at(-1)
  const steps = listSteps(step.number, isGone ? last.number : undefined)
  return `[\`${symbol ?? path}\`](${file}) (${steps})`
}

/** "step 07", "steps 03 to 06", "step 07 only". */
function listSteps(first: number, last: number | undefined): string {
  const from = twoDigits(first)
  if (last === undefined) return `step ${from}`
  return last === first
    ? `step ${from} only`
    : `steps ${from} to ${twoDigits(last)}`
}

function writeRow({ level, text, ids, since, until }: Requirement): string {
  const from = [since, ...(until === undefined ? [] : [until - 1])]
  const steps = [...new Set(from)].map(twoDigits).join('–')
  const binding = level === 'described' ? '*described*' : level
  return `| ${binding} | ${escape(text)} | ${listIds(ids)} | ${steps} |`
}

/** "`json.1` – `json.5`, `json.7`": of three and more in a row only the ends. */
export function listIds(ids: readonly string[]): string {
  const runs: string[][] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run && isNext(run.at(-1) ?? '', id)) run.push(id)
    else runs.push([id])
  }
  return runs
    .map((run) => run.map((id) => `\`${id}\``))
    .map((run) =>
      run.length > 2 ? `${run[0]} – ${run.at(-1)}` : run.join(', '),
    )
    .join(', ')
}

/** Between "request-body" and "9", "fr" and "01". */
const LAST_PART = /[.-](?=\d+$)/

function isNext(id: string, next: string): boolean {
  const [group, number] = id.split(LAST_PART)
  const [other, following] = next.split(LAST_PART)
  return group === other && Number(number) + 1 === Number(following)
}

/** What would be markup, or no visible character. */
function escape(text: string): string {
  return text
    .replace(/[\0-\x1f\x7f-\x9f]/g, '')
    .replace(/[\\`*_{}[\]<>|#~$]/g, '\\$&')
}
