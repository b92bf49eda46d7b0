// Pages that are no lessons: the index names them all, and what their
// transcripts show is printed again.
import { filesIn, ROOT, STEPS } from '@barewire/course/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkTranscripts } from '../src/check-lesson.ts'
import { parseLesson } from '../src/lesson.ts'
import { runCommand } from '../src/run-command.ts'

const [first] = STEPS
if (first === undefined) throw new Error('There are no steps')

const pages = filesIn(ROOT, 'docs').filter(
  (path) => path.endsWith('.md') && !path.startsWith('docs/steps/'),
)

it('have a place in the index', () => {
  const index = read('docs/README.md')
  const absent = pages
    .map((page) => page.replace('docs/', ''))
    .filter((page) => page !== 'README.md' && !index.includes(`(${page})`))
  expect(absent).toEqual([])
})

it.each(pages.filter((page) => /^```console/m.test(read(page))))(
  '%s shows what its commands print',
  async (page) => {
    const { problems } = await checkTranscripts(parseLesson(read(page)), first)
    expect(problems).toEqual([])
  },
)

it('docs/reference/reading-diffs.md quotes a diff and a lesson', async () => {
  const [hunks, piece] = parseLesson(
    read('docs/reference/reading-diffs.md'),
  ).fences.filter(({ info }) => info.language === 'diff')
  const folder = { port: undefined, folder: ROOT }
  // Lines of white space alone lose it in a transcript.
  const diff = await runCommand('npm run diff 5', folder)
  expect(diff).toContain(hunks?.content.replaceAll(/ +$/gm, ''))
  expect(read('docs/steps/04-byte-reader.md')).toContain(piece?.content)
})

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}
