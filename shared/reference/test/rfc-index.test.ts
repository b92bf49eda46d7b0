// The page of rules is what the suite and the source say, and leads somewhere.
import { cite } from '@barewire/checks/rfc-section'
import { folderOf } from '@barewire/course/steps'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findEntries, RFC_INDEX, writeRfcIndex } from '../src/rfc-index.ts'
import { RFC_TITLES, SECTION_TITLES } from '../src/section-titles.ts'
import { UNNOTED } from '../src/unnoted.ts'

const entries = findEntries()
const page = writeRfcIndex()

describe('docs/reference/rfc-index.md', () => {
  it('is as `npm run reference` writes it', () => {
    expect(readFileSync(RFC_INDEX, 'utf8')).toBe(page)
  })

  it('links to files and headings that exist', () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to)
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(
      ([, heading = '']) =>
        `#${heading
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-')}`,
    )
    expect(links.length).toBeGreaterThan(200)
    expect(new Set(anchors).size).toBe(anchors.length)
    const broken = links.filter((to) =>
      to.startsWith('#')
        ? !anchors.includes(to)
        : !existsSync(join(dirname(RFC_INDEX), to)),
    )
    expect(broken).toEqual([])
  })

  it('shows no row that a line end or a bar could break', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    const odd = rows.filter((row) => row.split(/(?<!\\)\|/).length !== 6)
    expect(odd).toEqual([])
  })
})

describe('a section', () => {
  it('has a title, and so has its RFC', () => {
    const sections = entries.map(({ section }) => cite(section))
    const untitled = entries.filter(
      ({ section }) =>
        !(cite(section) in SECTION_TITLES) || !(section.rfc in RFC_TITLES),
    )
    expect(untitled.map(({ section }) => cite(section))).toEqual([])
    const needless = [...Object.keys(SECTION_TITLES), ...Object.keys(UNNOTED)]
    expect(needless.filter((each) => !sections.includes(each))).toEqual([])
  })

  it('has each of its places once, with a note or without', () => {
    const twice = entries.filter(({ places }) => {
      const names = places.map(({ path, symbol }) => `${path} ${symbol}`)
      return new Set(names).size < names.length
    })
    expect(twice.map(({ section }) => cite(section))).toEqual([])
  })

  it('is obeyed no later than a check says', () => {
    const late = entries.filter(({ places, requirements }) => {
      const first = Math.min(...places.map(({ step }) => step.number))
      const checks = requirements.filter(({ ids }) => !ids.join().includes('-'))
      return checks.some(({ since }) => since < first)
    })
    expect(late.map(({ section }) => cite(section))).toEqual([])
  })

  it('is obeyed by a declaration of a file', () => {
    const nowhere = entries.filter(({ places }) => places.length === 0)
    expect(nowhere.map(({ section }) => cite(section))).toEqual([])
    const wrong = entries.flatMap(({ places }) =>
      places.filter(({ step, path, symbol }) => {
        const text = readFileSync(join(folderOf(step), path), 'utf8')
        const names = symbol?.split('.') ?? []
        return names.length === 0 || names.some((name) => !text.includes(name))
      }),
    )
    expect(wrong).toEqual([])
  })
})
