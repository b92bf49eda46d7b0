// No page of the project has a dead link.
import { filesIn, ROOT } from '@barewire/course/steps'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkLinks } from '../src/links.ts'

const pages = [
  'AGENTS.md',
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn(ROOT, 'docs').filter((path) => path.endsWith('.md')),
]
const folder = mkdtempSync(join(tmpdir(), 'barewire-links-'))
afterAll(() => rmSync(folder, { recursive: true }))

it.each(pages)('%s leads to what is there', (page) => {
  expect(checkLinks(join(ROOT, page))).toEqual([])
})

describe('checkLinks', () => {
  it.each([
    ['[a](gone.md)', 'There is no gone.md'],
    ['[a](other.md#gone)', 'other.md has no heading #gone'],
    ['| [a](#gone) |', 'This page has no heading #gone'],
    ['- ![a](gone.png)', 'There is no gone.png'],
    ['[a][b]\n\n[b]: gone.md', 'There is no gone.md'],
  ])('says what is wrong with %j', (text, message) => {
    expect(check(text).map((problem) => problem.message)).toEqual([message])
  })

  it.each([
    '[a](other.md#a-heading-and-code)',
    '[a](other.md#a-heading-and-code-1)',
    '[a](other.md#here)',
    '[a](.)',
    '[a](https://localhost/#gone)',
    '# Title\n\n[a](#title)',
    '`[a](gone.md)`',
  ])('finds nothing wrong with %j', (text) => {
    expect(check(text)).toEqual([])
  })
})

function check(text: string): ReturnType<typeof checkLinks> {
  const other = '# A heading, and `code`\n\n## A heading, and `code`\n'
  writeFileSync(join(folder, 'other.md'), `${other}<a id="here"></a>\n`)
  const page = join(folder, 'page.md')
  writeFileSync(page, text)
  return checkLinks(page)
}
